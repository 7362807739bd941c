"""A picture as large as the window, above everything else in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.buttons import IconButton, label
from ui.elided import Elided
from ui.language import translate
from ui.look import Look
from ui.values import AttachmentView

_Key = QKeySequence.StandardKey
_OWN = (_Key.Copy, _Key.Save, _Key.Close)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class PictureView(QFrame):
    """Shows one of a message's pictures; arrow keys go to the others.

    Signals (wishes; all carry the message and the number of the attachment):
        wanted: the picture itself, for `show_picture`.
        save_chosen: also a path.
        reveal_requested: its file, where the system shows files.
    """

    wanted = Signal(int, int)
    save_chosen = Signal(int, int, str)
    reveal_requested = Signal(int, int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._message = 0
        self._views: Sequence[AttachmentView] = ()
        self._at = 0
        self._before: QWidget | None = None  # what had the keyboard
        self.setProperty("kind", "lightbox")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = Elided("", "strong")
        self._detail = label("", "secondary")
        self.copy = IconButton(look, "copy", translate("PictureView", "Copy picture"))
        self.save = IconButton(look, "save", translate("PictureView", "Save picture as…"))
        self.reveal = IconButton(look, "folder", translate("PictureView", "Show its file"))
        self.shut = IconButton(
            look,
            "close",
            translate("PictureView", "Close"),
            shortcut=translate("PictureView", "Esc"),
        )
        self.canvas = _Canvas()
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.canvas)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setProperty("kind", "bare")
        self._scroll.viewport().setAutoFillBackground(False)
        self._sentence = label("", "body")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._arrange()
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._ask_where)
        self.reveal.clicked.connect(lambda: self.reveal_requested.emit(*self._which()))
        self.shut.clicked.connect(self.leave)
        self.canvas.pressed.connect(self._toggle_size)
        parent.installEventFilter(self)
        self.hide()

    @property
    def view(self) -> AttachmentView:
        return self._views[self._at]

    def open(
        self, message: int, views: Sequence[AttachmentView], number: int, small: QImage | None
    ) -> None:
        """Show the attachment with that number; `small` until the picture itself is there."""
        self._message, self._views = message, [view for view in views if view.kind == "image"]
        self._at = next(at for at, view in enumerate(self._views) if view.id == number)
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_view(small)

    @Slot(int, int, QImage)
    def show_picture(self, message: int, number: int, image: QImage) -> None:
        """Nothing happens if another is shown by now."""
        if self.isVisible() and (message, number) == self._which():
            self._show_image(image)
            for button in (self.copy, self.save, self.reveal):
                button.setEnabled(True)

    @Slot(int, int, str)
    def show_problem(self, message: int, number: int, sentence: str) -> None:
        """Why there is no picture."""
        if self.isVisible() and (message, number) == self._which():
            self._scroll.hide()
            self._sentence.setText(sentence)
            self._sentence.show()

    @Slot()
    def leave(self) -> None:
        """Back to what had the keyboard before."""
        self.hide()
        self.canvas.show_image(QImage(), QSize())
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def _cover(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect())

    def _which(self) -> tuple[int, int]:
        return self._message, self.view.id if self._views else -1

    def _show_view(self, small: QImage | None) -> None:
        view = self.view
        place = ""
        if len(self._views) > 1:
            place = translate("PictureView", "{at} of {count}").format(
                at=self._at + 1, count=len(self._views)
            )
        self._name.setText(view.name)
        self._detail.setText(" · ".join(filter(None, (view.detail, place))))
        spoken = translate("PictureView", "Picture, {name}, {detail}")
        self.setAccessibleName(spoken.format(name=view.name, detail=self._detail.text()))
        self.canvas.setAccessibleName(view.name)
        self._sentence.hide()
        self._scroll.show()
        for button in (self.copy, self.save, self.reveal):
            button.setEnabled(False)  # until it is there
        self._show_image(small if small is not None else QImage())
        self.wanted.emit(*self._which())

    def _show_image(self, image: QImage) -> None:
        self.canvas.show_image(image, self._scroll.maximumViewportSize())

    def _step(self, steps: int) -> None:
        if len(self._views) > 1:
            self._at = (self._at + steps) % len(self._views)
            self._show_view(self.view.thumbnail)

    def _toggle_size(self) -> None:
        """As large as it is, or as large as there is room."""
        self.canvas.set_whole(not self.canvas.whole, self._scroll.maximumViewportSize())

    def _copy(self) -> None:
        if not self.canvas.image.isNull():
            QGuiApplication.clipboard().setImage(self.canvas.image)

    def _ask_where(self) -> None:
        message, number = self._which()
        title = translate("PictureView", "Save picture")
        dialog = QFileDialog(self, title, self.view.name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda path: self.save_chosen.emit(message, number, path))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 12, 6)
        head.addLayout(words, 1)
        for button in self._buttons():
            button.setFixedSize(34, 34)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._sentence, 1)
        self._sentence.hide()

    def _buttons(self) -> tuple[IconButton, ...]:
        return self.copy, self.save, self.reveal, self.shut

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as the window, whatever becomes of that."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Escape closes this before it stops an answer; what means the window still does."""
        mine = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if mine and (event.key() == Qt.Key.Key_Escape or any(map(event.matches, _OWN))):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key goes on to the window behind."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape or event.matches(_Key.Close):
            self.leave()
        elif event.matches(_Key.Copy):
            self._copy()
        elif event.matches(_Key.Save):
            if self.save.isEnabled():
                self._ask_where()
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key == Qt.Key.Key_Space:
            self._toggle_size()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Beside the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab stays here."""
        stops = [self, *(button for button in self._buttons() if button.isEnabled())]
        focused = QApplication.focusWidget()
        at = stops.index(focused) if focused in stops else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.canvas.fit(self._scroll.maximumViewportSize())


class _Canvas(QWidget):
    """The picture, as large as there is room, or point for point.

    Signals:
        pressed: a click on it.
    """

    pressed = Signal()
    AROUND = 16

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.whole = True  # all of it is seen

    def show_image(self, image: QImage, room: QSize) -> None:
        self.image, self.whole = image, True
        self.fit(room)

    def set_whole(self, whole: bool, room: QSize) -> None:
        self.whole = whole
        self.fit(room)

    def fit(self, room: QSize) -> None:
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.image.width() / ratio), round(self.image.height() / ratio))
        most = room - QSize(2 * self.AROUND, 2 * self.AROUND)
        large = size.width() > most.width() or size.height() > most.height()
        if self.whole and large:
            size = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
        cursors = Qt.CursorShape
        self.setCursor(cursors.PointingHandCursor if large else cursors.ArrowCursor)
        self.resize(size)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.image.isNull():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self.image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
