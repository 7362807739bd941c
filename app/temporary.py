"""Chats that are kept in memory only: let go of when they are left, or kept after all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.chat import Chat
from app.lazy_store import LazyStore
from app.queues import Queues
from ui.language import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.chat_records import Loaded
    from app.store.carried import CarriedChat, CarriedMedia
    from app.store.store import ChatStore
    from engine.errors import Failure

FORGET_MS = 30_000  # longer than the way back is offered


class Temporary(QObject):
    """What becomes of the temporary chat of one window.

    Signals:
        kept: the open chat is one like others from now on.
        undo_offered: what was done; what takes it back.
    """

    kept = Signal()
    undo_offered = Signal(str, object)
    notice = Signal(str)

    def __init__(
        self, chat: Chat, queues: Queues, store: LazyStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chat, self._queues, self._store = chat, queues, store
        self._clocks: dict[int, QTimer] = {}
        self._wanted: int | None = None  # to be kept when its answer is there
        chat.let_go.connect(self.let_go)
        chat.ended.connect(self._take_end)

    @Slot(int, bool)
    def let_go(self, chat: int, closes: bool) -> None:
        """It is left. For a while there is a way back, unless the window goes too."""
        if closes:
            self._store.of(chat).write(partial(_forget, chat=chat))
            return
        if (clock := self._clocks.pop(chat, None)) is not None:
            clock.stop()
        clock = self._clocks[chat] = QTimer(self, singleShot=True, interval=FORGET_MS)
        clock.timeout.connect(partial(self.forget, chat))
        clock.start()
        self.undo_offered.emit(
            translate("Temporary", "The temporary chat was discarded."),
            partial(self._chat.open, chat),
        )

    def forget(self, chat: int) -> None:
        """There is no way back any more."""
        if (clock := self._clocks.pop(chat, None)) is not None:
            clock.deleteLater()
        if self._chat.wanted != chat:
            self._store.of(chat).write(partial(_forget, chat=chat))

    @Slot()
    def keep(self) -> None:
        """The open chat becomes one like others. An answer that is being written comes first."""
        chat = self._chat.id
        if chat is None or not self._chat.temporary or self._chat.moving:
            return
        if self._chat.busy:
            self._wanted = chat
            self.notice.emit(
                translate("Temporary", "This chat is kept as soon as the answer is there.")
            )
            return
        self._chat.moving = True
        self._store.of(chat).read(partial(_take_out, chat=chat), self._put_in, self._fail)

    def _take_end(self, chat: int, _how: str) -> None:
        if chat == self._wanted:
            self._wanted = None
            if chat == self._chat.id:
                self.keep()

    def _put_in(self, taken: _Taken) -> None:
        self._store.write(partial(_put_in, taken=taken), partial(self._adopt, taken), self._fail)

    def _adopt(self, taken: _Taken, loaded: Loaded | None) -> None:
        self._chat.moving = False
        if loaded is not None and self._chat.id == taken.chat:
            self._queues.move(taken.chat, loaded.id)
            self._chat.adopt(loaded)
            self.kept.emit()
            self._store.of(taken.chat).write(partial(_forget, chat=taken.chat))
        self._chat.send_waiting()

    def _fail(self, failure: Failure) -> None:
        self._chat.moving = False
        self.notice.emit(failure.message)
        self._chat.send_waiting()


@dataclass(frozen=True)
class _Taken:
    """A chat with all its attachments and their thumbnails, on its way to another store."""

    chat: int
    carried: CarriedChat
    media: tuple[tuple[CarriedMedia, bytes], ...]


def _take_out(store: ChatStore, chat: int) -> _Taken:
    from app.store.carrying import take_out

    carried = take_out(store, chat)
    messages = tuple(
        replace(each, attachments=_loaded(each.attachments)) for each in carried.messages
    )
    # What stands in the composer is still there, and is kept as any draft is.
    carried = replace(carried, messages=messages, draft="", draft_attachments=())
    media = tuple(
        (part, store.media.thumbnail(part.media) or b"")
        for message in messages
        for part in message.attachments
    )
    return _Taken(chat, carried, media)


def _loaded(attachments: Sequence[CarriedMedia]) -> tuple[CarriedMedia, ...]:
    """With their contents: the store that has them belongs to another thread."""
    found = []
    for each in attachments:
        data = each.load()
        found.append(replace(each, load=partial(_same, data)))
    return tuple(found)


def _same(data: bytes | None) -> bytes | None:
    return data


def _put_in(store: ChatStore, taken: _Taken) -> Loaded | None:
    from app.chat_records import load
    from app.store.carrying import put_in

    for part, thumbnail in taken.media:
        if (data := part.load()) is not None:
            store.media.put(
                data,
                part.name,
                part.kind,
                detail=part.detail,
                waveform=part.waveform,
                thumbnail=thumbnail,
            )
    return load(store, put_in(store, taken.carried))


def _forget(store: ChatStore, chat: int) -> None:
    store.forget(chat)
    store.media.collect()
    store.media.sweep()
