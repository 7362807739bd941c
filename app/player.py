"""Plays the sounds of the chat, one at a time."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.background import Background
from app.lazy_store import LazyStore
from app.tray import Tray
from engine.errors import Failure
from engine.types import AudioPart
from ui.language import translate
from ui.message_values import MessageView
from ui.sound_state import IN_COMPOSER, SoundState

if TYPE_CHECKING:  # decoders and devices come with the first sound
    from app.player_source import Source
    from app.player_stream import OpenOutput, OutStream

LOOK_EVERY_MS = 50
QUIET_LOOKS = 60  # looks without a frame taken: the device is gone

Key = tuple[int, int]  # a message, and the number of its attachment
_playing: weakref.ref[Player] | None = None  # of all windows


@dataclass(frozen=True)
class _Opened:
    source: Source
    stream: OutStream


class Player(QObject):
    """Knows where every sound of the chat stands; widgets come and go.

    Files are read and devices opened on a thread of its own; frames are taken on the device's
    thread, and looked at from a timer.
    """

    changed = Signal(int, int, object)  # message, number of its attachment, SoundState
    notice = Signal(str)

    _stopped = Signal(int, bool)  # which stream, by its number, and whether the sound was over

    def __init__(
        self,
        store: LazyStore,
        tray: Tray,
        open_output: OpenOutput | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tray = tray
        self._open_output = open_output
        self._background = Background("speaker")
        self._states: dict[Key, SoundState] = {}
        self._key: Key | None = None  # of the sound that was played last
        self._source: Source | None = None
        self._stream: OutStream | None = None
        self._turn = 0  # counts what was begun: what comes from earlier turns is late
        self._seen = self._missed = 0
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._stopped.connect(self._take_stop)

    def state(self, message: int, number: int) -> SoundState:
        return self._states.get((message, number), SoundState())

    @Slot(int, int)
    def tell(self, message: int, number: int) -> None:
        """Its card has come into view."""
        if (message, number) in self._states:
            self.changed.emit(message, number, self._states[message, number])

    @Slot(int, int)
    def toggle(self, message: int, number: int) -> None:
        """Play it from where it stands, or pause it."""
        key = (message, number)
        if self.state(*key).playing:
            self.pause()
        else:
            self._begin(key)

    @Slot(int, int, float)
    def seek(self, message: int, number: int, place: float) -> None:
        """To a place from 0 to 1, playing or not."""
        key, place = (message, number), min(max(place, 0.0), 1.0)
        if key == self._key and self._source is not None:
            self._source.seek(round(place * self._source.total))
        self._show(key, place=place)

    @Slot()
    def pause(self) -> None:
        """Nothing happens if nothing plays."""
        if self._key is None or not self.state(*self._key).playing:
            return
        place = self._place()
        self._silence()
        self._show(self._key, place=place, playing=False)

    @Slot(list, bool)
    def keep_to(self, views: Sequence[MessageView], _keep_place: bool = False) -> None:
        """These messages are shown now: what belongs to others is silent, and forgotten."""
        if not self._states:
            return
        shown = {view.id for view in views} | {IN_COMPOSER}
        self._forget({key for key in self._states if key[0] not in shown})

    @Slot()
    def look_at_tray(self) -> None:
        """What was sent or taken away is played no longer."""
        held = {view.id for view in self._tray.views}
        self._forget({key for key in self._states if key[0] == IN_COMPOSER and key[1] not in held})

    def stop(self) -> bool:
        """For good: gives the device back. False if it hangs."""
        self._silence()
        return self._background.stop()

    # One sound

    def _begin(self, key: Key) -> None:
        global _playing  # noqa: PLW0603
        other = _playing() if _playing is not None else None
        if other is not None:
            other.pause()
        _playing = weakref.ref(self)
        state = self.state(*key)
        if key != self._key:
            self._key, self._source = key, None
        self._turn += 1
        place = 0.0 if state.place >= 1.0 else state.place
        self._show(key, place=place, playing=True, problem="")
        if self._source is not None:
            self._source.seek(round(place * self._source.total))
            self._open(self._turn, self._source)
        elif key[0] == IN_COMPOSER:
            self._take_part(self._turn, self._tray.sound(key[1]))
        else:
            from app.chat_records import part_in

            self._store.of(key[0]).read(
                partial(part_in, message=key[0], number=key[1], kind=AudioPart),
                partial(self._take_part, self._turn),
                partial(self._fail, self._turn),
            )

    def _take_part(self, turn: int, part: AudioPart | None) -> None:
        if turn != self._turn:
            return
        if part is None:
            sentence = translate(
                "Player", "The sound is no longer in Parlance's folder, so it cannot be played."
            )
            self._fail(turn, Failure("UserError", sentence))
        else:
            self._open(turn, part)

    def _open(self, turn: int, what: AudioPart | Source) -> None:
        place = self.state(*self._key).place if self._key else 0.0
        opening = partial(_open, what, place, self._open_output, partial(self._tell_stop, turn))
        opened = partial(self._take_opened, turn, place)
        self._background.run(opening, opened, partial(self._fail, turn))

    def _take_opened(self, turn: int, place: float, opened: _Opened) -> None:
        if turn != self._turn or self._key is None:  # paused while the device opened
            self._background.run(opened.stream.close, _ignore, _ignore)
            return
        self._source, self._stream = opened.source, opened.stream
        if (wished := self.state(*self._key).place) != place:
            self._source.seek(round(wished * self._source.total))
        self._seen, self._missed = -1, 0
        self._show(self._key, total_s=opened.source.total / opened.source.rate)
        self._timer.start()

    def _tell_stop(self, turn: int, over: bool) -> None:
        """On the device's thread."""
        self._stopped.emit(turn, over)

    @Slot(int, bool)
    def _take_stop(self, turn: int, over: bool) -> None:
        if turn != self._turn:
            return
        if not over:
            self._lose_device()
            return
        self._silence()
        if self._key is not None:  # back at its start, as a tape that was wound back
            self._show(self._key, place=0.0, playing=False)

    def _fail(self, turn: int, failure: Failure) -> None:
        if turn != self._turn or self._key is None:
            return
        self._silence()
        self._show(self._key, playing=False, problem=failure.message)
        self.notice.emit(failure.message)

    def _lose_device(self) -> None:
        sentence = translate(
            "Player",
            "The loudspeaker or the headphones stopped taking sound, so playing was paused; "
            "press Play to go on.",
        )
        self.pause()
        self.notice.emit(sentence)

    @Slot()
    def _look(self) -> None:
        """Show how far it is, and whether the device still takes anything."""
        assert self._source is not None
        assert self._key is not None
        now = self._source.at
        self._missed = 0 if now != self._seen else self._missed + 1
        self._seen = now
        if self._missed >= QUIET_LOOKS and now < self._source.total:
            self._lose_device()
        else:
            self._show(self._key, place=self._place())

    def _place(self) -> float:
        """What is heard now; the device has taken a little more."""
        source = self._source
        if source is None or source.total == 0:
            return self.state(*self._key).place if self._key else 0.0
        if source.place != source.at or self._stream is None:  # a jump that is to come
            return source.place / source.total
        delay = round(self._stream.delay_s * source.rate)
        return max(source.since, source.at - delay) / source.total

    def _silence(self) -> None:
        self._turn += 1
        self._timer.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            self._background.run(stream.close, _ignore, _ignore)

    def _forget(self, keys: set[Key]) -> None:
        if self._key in keys:
            self._silence()
            self._key = self._source = None
        for key in keys:
            del self._states[key]

    def _show(self, key: Key, **changes: float | bool | str) -> None:
        before = self._states.get(key)
        state = replace(before or SoundState(), **changes)  # type: ignore[arg-type]
        if state != before:
            self._states[key] = state
            self.changed.emit(*key, state)


def _open(
    what: AudioPart | Source,
    place: float,
    open_output: OpenOutput | None,
    stopped: Callable[[bool], None],
) -> _Opened:
    from app.player_source import Source
    from app.player_stream import SpeakerStream

    source = what
    if not isinstance(source, Source):
        source = Source(source)
        source.seek(round(place * source.total))
    return _Opened(source, (open_output or SpeakerStream)(source, stopped))


def _ignore(_: object) -> None:
    """Nobody waits for a loudspeaker to close."""
