"""Pictures of sounds and pictures in a chat. Takes what the gallery takes.

QT_QPA_PLATFORM=offscreen python -m tests.ui.media_scenes FOLDER [--only SCENE]...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from tests.ui import gallery
from tests.ui.gallery import PICTURE, SOUND, base
from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.sound_state import SoundState

LECTURE = replace(SOUND, id=3, name="lecture.wav", detail="12:40")
GONE = replace(SOUND, id=4, name="gone.wav", detail="missing", waveform=())
CHAT = [
    MessageView(3, "user", "What is in the picture?", attachments=(PICTURE,)),
    MessageView(4, "assistant", "A **red circle** and a **blue square**.", note="41.3 tokens/s"),
    MessageView(1, "user", "And what do you hear?", attachments=(SOUND, LECTURE, GONE)),
    MessageView(2, "assistant", "Three beeps, and a lecture on harbours.", note="41.3 tokens/s"),
]


def show(window: MainWindow) -> None:
    base(window)
    window.show_chat(CHAT)
    gallery.settle()


def waiting(window: MainWindow) -> None:
    show(window)


def playing(window: MainWindow) -> None:
    show(window)
    window.transcript.show_sound(1, LECTURE.id, SoundState(0.4, 760.2, playing=True))
    window.transcript.show_sound(1, SOUND.id, SoundState(0.7, 3.0))


def problem(window: MainWindow) -> None:
    show(window)
    sentence = "No loudspeaker or headphones were found, so nothing can be played."
    window.transcript.show_sound(1, SOUND.id, SoundState(problem=sentence))
    window.show_notice(sentence)


def focused(window: MainWindow) -> None:
    playing(window)
    window.activateWindow()
    card = window.transcript.item(1)._sounds[LECTURE.id]  # type: ignore[attr-defined]
    card.play.wave.setFocus(Qt.FocusReason.TabFocusReason)


def chip(window: MainWindow) -> None:
    base(window)
    window.add_attachment(SOUND)
    window.add_attachment(PICTURE)
    window.add_attachment(replace(LECTURE, detail="Reading…", waveform=()))
    window.composer.chips.show_sound(SOUND.id, SoundState(0.5, 3.0, playing=True))


def picture(window: MainWindow) -> None:
    show(window)
    large = gallery.picture().scaled(1600, 1200)
    window.pictures.open(3, [PICTURE, replace(PICTURE, id=9)], PICTURE.id, PICTURE.thumbnail)
    window.show_picture(3, PICTURE.id, large)
    gallery.settle()


def picture_gone(window: MainWindow) -> None:
    show(window)
    window.pictures.open(3, [PICTURE], PICTURE.id, None)
    sentence = "The picture is no longer in Parlance's folder, so it cannot be shown."
    window.show_picture_problem(3, PICTURE.id, sentence)


def picture_focused(window: MainWindow) -> None:
    show(window)
    window.activateWindow()
    window.transcript.item(3)._pictures[PICTURE.id].setFocus()  # type: ignore[attr-defined]


SCENES: dict[str, Callable[[MainWindow], None]] = {
    f"media_{scene.__name__}": scene
    for scene in (
        waiting,
        playing,
        problem,
        focused,
        chip,
        picture,
        picture_gone,
        picture_focused,
    )
}


def main() -> None:
    gallery.STATES.clear()
    gallery.STATES.update(SCENES)
    gallery.main()


if __name__ == "__main__":
    main()
