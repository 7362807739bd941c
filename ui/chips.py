"""Attachments waiting in the composer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.buttons import IconButton, label
from ui.flow_layout import FlowLayout
from ui.language import translate
from ui.look import Look

if TYPE_CHECKING:
    from ui.sound_card import SoundPlay
    from ui.sound_state import SoundState
    from ui.values import AttachmentView

NAME_WIDTH = 150
HEIGHT = 56
GAP = 8
MOST_LINES = 3
ROOMY = 560  # below this a window has room for one line of them


def height_of(look: Look) -> int:
    """Of a chip: there are two lines of words in it."""
    return max(HEIGHT, 2 * QFontMetrics(look.font("secondary")).height() + 18)


class Chip(QFrame):
    """One attachment, with a button that takes it away.

    Signals:
        removed: its id.
        picture_wanted: its id, to see it large.
        play_wanted, seek_wanted: as of `SoundPlay`, with its id.
    """

    removed = Signal(int)
    picture_wanted = Signal(int)
    play_wanted = Signal(int)
    seek_wanted = Signal(int, float)

    def __init__(self, look: Look, view: AttachmentView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.setProperty("kind", "chip")
        self._look = look
        self._fit()
        look.tell(self._fit)
        self._art: QWidget = self._make_art()
        self._name = label("", "small")
        self._detail = label("", "secondary")
        self.remove_button = IconButton(
            look, "close", translate("Chip", "Remove {name}").format(name=view.name), size=14
        )
        self.remove_button.clicked.connect(lambda: self.removed.emit(self.view.id))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._detail)
        words.addStretch()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 6, 6, 6)
        self._row.setSpacing(9)
        self._row.addWidget(self._art)
        self._row.addLayout(words)
        self._row.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        self._write()

    def _fit(self) -> None:
        self.setFixedHeight(height_of(self._look))

    def update_view(self, view: AttachmentView) -> None:
        self.view = view
        old, self._art = self._art, self._make_art()
        self._row.replaceWidget(old, self._art)
        old.hide()
        old.deleteLater()
        self._write()

    def _write(self) -> None:
        view = self.view
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(view.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH))
        self._detail.setText(view.detail)
        if view.kind == "image":
            spoken = translate("Chip", "Picture, {name}, {detail}")
        else:
            spoken = translate("Chip", "Sound, {name}, {detail}")
        self.setAccessibleName(spoken.format(name=view.name, detail=view.detail))
        self.setToolTip(view.name)
        self.remove_button.show_as(
            "close", translate("Chip", "Remove {name}").format(name=view.name)
        )

    def _make_art(self) -> QWidget:
        # Here, not above: a start shows no attachments.
        if self.view.kind == "image":
            from ui.open_picture import OpenPicture

            picture = OpenPicture(self._look, self.view, QSize(44, 44), 7)
            picture.setEnabled(self.view.thumbnail is not None)  # not while it is being read
            picture.clicked.connect(partial(self.picture_wanted.emit, self.view.id))
            return picture
        from ui.sound_card import SoundPlay

        sound = SoundPlay(self._look, self.view, width=72)
        sound.setEnabled(bool(self.view.waveform))  # not while it is being read
        sound.play_wanted.connect(partial(self.play_wanted.emit, self.view.id))
        sound.seek_wanted.connect(partial(self.seek_wanted.emit, self.view.id))
        return sound

    def show_sound(self, state: SoundState) -> None:
        """Nothing happens if it is a picture."""
        if self.view.kind == "audio":
            cast("SoundPlay", self._art).show_state(state)


class Chips(QScrollArea):
    """All of them, in as many lines as they need; more than three lines scroll.

    Signals:
        removed: id of the chip whose button was pressed.
        picture_wanted, play_wanted, seek_wanted: as of `Chip`.
    """

    removed = Signal(int)
    picture_wanted = Signal(int)
    play_wanted = Signal(int)
    seek_wanted = Signal(int, float)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._chips: dict[int, Chip] = {}
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate("Chips", "Attachments"))
        self._inside = QWidget()
        self._inside.setProperty("kind", "bare")
        self._flow = FlowLayout(self._inside, spacing=GAP)
        self.setWidget(self._inside)
        self.hide()

    @property
    def views(self) -> Sequence[AttachmentView]:
        return [chip.view for chip in self._chips.values()]

    def chip(self, attachment_id: int) -> Chip:
        """Raises KeyError if it is not there."""
        return self._chips[attachment_id]

    def put(self, view: AttachmentView) -> None:
        """Add it, or show it anew if it is there already."""
        if view.id in self._chips:
            self._chips[view.id].update_view(view)
            self._fit()
            return
        chip = Chip(self._look, view, self._inside)
        chip.removed.connect(self.removed)
        chip.picture_wanted.connect(self.picture_wanted)
        chip.play_wanted.connect(self.play_wanted)
        chip.seek_wanted.connect(self.seek_wanted)
        self._chips[view.id] = chip
        self._flow.addWidget(chip)
        chip.show()
        self.show()
        self._fit()
        self.ensureWidgetVisible(chip)

    def show_sound(self, attachment_id: int, state: SoundState) -> None:
        """Nothing happens if it is not there."""
        if (chip := self._chips.get(attachment_id)) is not None:
            chip.show_sound(state)

    def take(self, attachment_id: int) -> None:
        """Nothing happens if it is not there."""
        chip = self._chips.pop(attachment_id, None)
        if chip is not None:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
            self.setVisible(bool(self._chips))
            self._fit()

    def clear(self) -> None:
        for attachment_id in list(self._chips):
            self.take(attachment_id)

    def _fit(self) -> None:
        """As high as the lines need at this width, and as the window has room for."""
        lines = MOST_LINES if self.window().height() >= ROOMY else 1
        most = lines * height_of(self._look) + (lines - 1) * GAP
        self.setFixedHeight(min(self._flow.heightForWidth(self.width()), most))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)  # a second time does nothing
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
