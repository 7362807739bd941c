"""About Parlance: a small window that gets out of the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui.buttons import TextButton, label
from ui.icons import draw_svg
from ui.language import translate
from ui.look import Look


class About(QDialog):
    """Not modal: the chat behind it goes on."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("About", "About Parlance"))
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        logo = QLabel(self)
        logo.setPixmap(draw_svg(look.assets.app_icon, 96, self.devicePixelRatioF()))
        version = QGuiApplication.applicationVersion()
        close = TextButton(look, translate("About", "Close"), kind="suggestion")
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 28, 40, 24)
        column.setSpacing(8)
        for part in (
            logo,
            label("Parlance", "title"),
            label(
                translate("About", "Version {version}").format(version=version) if version else "",
                "secondary",
            ),
            label(translate("About", "Talks with models that run on this machine."), "body"),
            label(translate("About", "Nothing you write, show or say leaves it."), "body"),
            close,
        ):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.insertSpacing(5, 10)
