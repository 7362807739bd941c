"""Dropping anywhere on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.types import ModelInfo
from tests.ui.gallery import MODELS, STARTER
from ui.drop_overlay import promise
from ui.main_window import MainWindow

COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
DEAF = ModelInfo(Path("/m"), "Texty", "gemma4_text", ("text",), "bf16", 1, 1, 1)


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def enter(window: MainWindow, mime: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(50, 50), COPY, mime, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def drop(window: MainWindow, mime: QMimeData) -> None:
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), COPY, mime, LEFT, NONE))


def test_dropped_files_are_offered(qtbot: QtBot, window: MainWindow) -> None:
    mime = files("/a/picture.png", "/b/sound.wav")
    assert enter(window, mime)
    with qtbot.waitSignal(window.files_offered) as offered:
        drop(window, mime)
    assert offered.args == [["/a/picture.png", "/b/sound.wav"]]


def test_a_dropped_picture_without_a_file_is_offered(qtbot: QtBot, window: MainWindow) -> None:
    mime = QMimeData()
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    mime.setImageData(image)
    assert enter(window, mime)
    with qtbot.waitSignal(window.image_pasted) as pasted:
        drop(window, mime)
    assert pasted.args is not None
    assert (pasted.args[0].width(), pasted.args[0].height()) == (8, 6)


def test_dropped_text_goes_into_the_message(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setText("quoted")
    assert enter(window, mime)
    drop(window, mime)
    assert window.composer.text == "quoted"


def test_what_cannot_be_used_is_not_taken(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setData("application/x-unknown", b"x")
    assert not enter(window, mime)
    assert not window._overlay.isVisible()


def test_the_target_is_shown_while_dragging_and_hides_after(window: MainWindow) -> None:
    window.set_models(MODELS, "")
    window.show_model(str(STARTER.path))
    enter(window, files("/a/picture.png"))
    assert window._overlay.isVisible()
    assert "1 picture will go" in window._overlay.sentence.text()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window._overlay.isVisible()
    enter(window, files("/a/picture.png"))
    drop(window, files("/a/picture.png"))
    assert not window._overlay.isVisible()


def test_the_target_says_what_will_happen() -> None:
    assert promise(files("a.png", "b.wav", "c.mp3"), STARTER)[1].startswith(
        "1 picture and 2 sounds"
    )
    assert "cannot hear" in promise(files("b.wav"), DEAF)[1]
    assert "cannot see" in promise(files("a.HEIC"), DEAF)[1]
    assert promise(files("a.pdf"), STARTER)[0] == "Not a picture or a sound"
