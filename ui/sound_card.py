"""A sound that can be played: button, waveform, and how far it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.buttons import IconButton, label
from ui.language import translate
from ui.look import Look
from ui.seek_wave import SeekWave
from ui.sound_state import SoundState

if TYPE_CHECKING:
    from ui.values import AttachmentView

_LENGTH = re.compile(r"(\d+):(\d\d)")


class SoundPlay(QWidget):
    """Button and waveform of one sound. It plays nothing: it wishes, and shows.

    Signals:
        play_wanted: play or pause.
        seek_wanted: a place from 0 to 1.
    """

    play_wanted = Signal()
    seek_wanted = Signal(float)

    def __init__(
        self, look: Look, view: AttachmentView, parent: QWidget | None = None, *, width: int = 190
    ) -> None:
        super().__init__(parent)
        self.view = view
        self.state = SoundState()
        self.button = IconButton(look, "play", "", ink="accent", size=18)
        self.button.setFixedSize(30, 30)
        self.wave = SeekWave(
            look,
            view.waveform,
            translate("SoundCard", "Position in {name}").format(name=view.name),
        )
        self.wave.setFixedSize(width, 34)
        self.button.clicked.connect(self.play_wanted)
        self.wave.toggled.connect(self.play_wanted)
        self.wave.sought.connect(self.seek_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.wave)
        self._dress_button()
        self.show_state(self.state)

    @property
    def total_s(self) -> float:
        """As whoever plays it says, or as its line does."""
        if self.state.total_s:
            return self.state.total_s
        said = _LENGTH.fullmatch(self.view.detail)
        return int(said[1]) * 60 + int(said[2]) if said else 0.0

    @property
    def heard(self) -> str:
        """How much of it, as a clock shows it."""
        return clock(self.state.place * self.total_s)

    def show_state(self, state: SoundState) -> None:
        before, self.state = self.state, state
        if (state.playing, state.problem) != (before.playing, before.problem):
            self._dress_button()  # not twenty times a second
        self.wave.total_s = self.total_s
        self.wave.set_place(state.place)
        words = translate("SoundCard", "{heard} of {total}").format(
            heard=self.heard, total=length(self.total_s)
        )
        if words != self.wave.accessibleDescription():
            self.wave.setAccessibleDescription(words)

    def _dress_button(self) -> None:
        state, name = self.state, self.view.name
        if state.playing:
            self.button.show_as("pause", translate("SoundCard", "Pause {name}").format(name=name))
        elif state.problem:
            self.button.show_as("warning", translate("SoundCard", "Play {name}").format(name=name))
            self.button.setToolTip(state.problem)
        else:
            self.button.show_as("play", translate("SoundCard", "Play {name}").format(name=name))
        self.button.setAccessibleDescription(state.problem)


class SoundCard(QFrame):
    """A sound of a message, in a soft bubble.

    Signals:
        play_wanted, seek_wanted: as of `SoundPlay`.
    """

    play_wanted = Signal()
    seek_wanted = Signal(float)

    def __init__(self, look: Look, view: AttachmentView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bubble")
        self.setAccessibleName(
            translate("SoundCard", "Sound, {name}, {detail}").format(
                name=view.name, detail=view.detail
            )
        )
        self.setToolTip(view.name)
        self.play = SoundPlay(look, view, self)
        self.play.play_wanted.connect(self.play_wanted)
        self.play.seek_wanted.connect(self.seek_wanted)
        self._time = label("", "secondary")
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 14, 6)
        row.setSpacing(10)
        row.addWidget(self.play)
        row.addWidget(self._time)
        self._write()

    @property
    def time(self) -> str:
        return self._time.text()

    def show_state(self, state: SoundState) -> None:
        self.play.show_state(state)
        self._write()

    def _write(self) -> None:
        play = self.play
        play.setEnabled(bool(play.view.waveform or play.total_s))  # not if it is missing
        if not play.total_s:  # "missing", or a length that nobody wrote down
            self._time.setText(play.view.detail)
            return
        total = length(play.total_s)
        # As wide as at its end: nothing moves while it plays.
        widest = f"{total} / {total}".replace("1", "0")
        self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance(widest))
        self._time.setText(f"{play.heard} / {total}")


def clock(seconds: float) -> str:
    """0:03, 12:40: whole seconds that are over."""
    whole = int(seconds + 1e-6)
    return f"{whole // 60}:{whole % 60:02}"


def length(seconds: float) -> str:
    """As attachments say it: never 0:00 for a sound."""
    return clock(max(1, round(seconds)) if seconds > 0 else 0)
