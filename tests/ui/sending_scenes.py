"""States of the window around what is about to be said, for `tests.ui.gallery`."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from ui.main_window import MainWindow
from ui.message_values import QueuedView
from ui.values import AttachmentView


def _scene(name: str, window: MainWindow) -> None:
    from tests.ui import gallery  # which offers these scenes too

    getattr(gallery, name)(window)


def _picture() -> QImage:
    image = QImage(120, 90, QImage.Format.Format_RGB888)
    image.fill(QColor("#c65f3f"))
    return image


WAITING = [
    QueuedView(11, "And how does that change when the prompt is cached?"),
    QueuedView(
        12,
        "Then compare it with this picture, please, and say in two sentences what differs.",
        (
            AttachmentView(0, "image", "chart.png", "120×90", _picture()),
            AttachmentView(1, "audio", "note.wav", "0:03", waveform=(0.2, 0.6)),
        ),
    ),
    QueuedView(13, "Thanks. Last one: which of both is faster on a small machine?"),
    QueuedView(
        14, "", (AttachmentView(0, "image", "a picture without words.png", "", _picture()),)
    ),
]


def queued(window: MainWindow) -> None:
    _scene("streaming", window)
    window.composer.edit.clear()
    window.show_queue(WAITING[:2], "")


def queued_writing(window: MainWindow) -> None:
    _scene("streaming", window)
    window.show_queue(WAITING, "")


def queued_held(window: MainWindow) -> None:
    _scene("error", window)
    window.notices.clear()
    window.show_queue(WAITING[:2], "Not sent, because the answer before it failed.")


def temporary_empty(window: MainWindow) -> None:
    _scene("base", window)
    window.show_place(True, False)


def temporary(window: MainWindow) -> None:
    _scene("short", window)
    window.show_place(True, True)


def temporary_left(window: MainWindow) -> None:
    _scene("base", window)
    window.show_place(False, False)
    window.offer_undo("The temporary chat was discarded.")


SCENES = (queued, queued_writing, queued_held, temporary_empty, temporary, temporary_left)
