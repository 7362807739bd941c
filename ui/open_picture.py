"""A picture that opens large when it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ui.language import translate
from ui.look import Look
from ui.pictures import Picture
from ui.values import AttachmentView


class OpenPicture(QAbstractButton):
    """Named for what it shows; its `clicked` is the wish to see it."""

    def __init__(
        self,
        look: Look,
        view: AttachmentView,
        size: QSize,
        radius: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = Picture(look, view.thumbnail, size, radius, self)
        self._picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(translate("OpenPicture", "Picture, {name}").format(name=view.name))
        self.setAccessibleDescription(
            translate("OpenPicture", "{detail}. Press to see it large.").format(detail=view.detail)
        )
        self.setToolTip(f"{view.name}\n{view.detail}".strip())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._picture)
        self.setFixedSize(size)

    @property
    def image(self) -> QImage | None:
        """What it shows now."""
        return self._picture.image

    def set_image(self, image: QImage | None) -> None:
        self._picture.set_image(image)

    def resize_to(self, size: QSize) -> None:
        self._picture.setFixedSize(size)
        self.setFixedSize(size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture paints itself."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._picture.set_ringed(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._picture.set_ringed(False)

    def sizeHint(self) -> QSize:
        return self._picture.size()
