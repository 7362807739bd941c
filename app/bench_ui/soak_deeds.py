"""What a person does with the window all day, one thing after the other."""

from __future__ import annotations

import array
import random
import wave
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from app.bench_ui.stage import Stage
from app.hands import drop_files
from app.paths import resource
from ui.message_rows import Row

QUESTIONS = (
    "Who are you?",
    "What can you do?",
    "Tell me something about the sea.",
    "What is 3 + 4?",
    "Write a list of three fruits.",
    "How do I boil an egg?",
    "What colour is the sky?",
    "Thank you!",
)
LONGEST_CHAT = 24  # messages; then a new one is begun
COLOURS = ("red", "green", "blue", "orange", "purple", "teal", "gold", "black")


class Deeds:
    """Does one turn at a time, and now and then something else before it.

    Attributes:
        counts: how often each thing was done.
    """

    def __init__(self, scene: Stage, files: Path, draw: random.Random) -> None:
        self._scene = scene
        self._parts = scene.parts
        self._files = files
        self._draw = draw
        self._number = 0
        self.counts: Counter[str] = Counter()
        files.mkdir(parents=True, exist_ok=True)

    def one(self) -> None:
        """One turn."""
        self._number += 1
        self._beside()
        self._scene.settle()
        if len(self._rows) >= LONGEST_CHAT:
            self._do("new chat", self._parts.window.new_chat_requested.emit)
        answered = bool(self._rows) and self._rows[-1].view.role == "assistant"
        kinds = ["ask"] * 12 + ["picture"] * 2 + ["sound"] + ["stop"]
        if answered:
            kinds += ["regenerate"] * 2 + ["edit"]
        kind = self._draw.choice(kinds)
        self.counts[kind] += 1
        getattr(self, f"_{kind}")()

    # Turns

    def _ask(self) -> None:
        self._scene.ask(self._draw.choice(QUESTIONS))

    def _picture(self) -> None:
        self._drop(self._make_picture())
        self._scene.ask("What do you see?")

    def _sound(self) -> None:
        self._drop(self._make_sound())
        self._scene.ask("How many beeps do you hear?")

    def _stop(self) -> None:
        """At the first word."""
        parts = self._parts

        def stop(*_: object) -> None:
            parts.window.stop_requested.emit()

        parts.chat.text_appended.connect(stop)
        self._scene.ask("Tell me a long story about the sea.")
        parts.chat.text_appended.disconnect(stop)
        parts.window.composer.set_text("")  # where the question returns to if no word came

    def _regenerate(self) -> None:
        last = self._rows[-1].view.id
        transcript = self._parts.window.transcript
        self._scene.turn(lambda: transcript.regenerate_requested.emit(last))

    def _edit(self) -> None:
        question = self._rows[-2].view.id
        transcript = self._parts.window.transcript
        self._scene.turn(lambda: transcript.edited.emit(question, self._draw.choice(QUESTIONS)))

    # Other things

    def _beside(self) -> None:
        number = self._number
        if number % 3 == 0:
            self._do("scroll", self._scroll)
        if number % 7 == 0:
            self._do("open", self._open_another)
        if number % 11 == 0:
            self._do("search", self._search)
        if number % 13 == 0:
            self._do("delete", self._delete)
        if number % 29 == 0:
            self._do("trash", self._trash)
        if number % 37 == 0:
            self._do("look", self._look)
        if number % 97 == 0:
            self._do("empty trash", self._parts.window.empty_trash_requested.emit)

    def _do(self, name: str, deed: Callable[[], object]) -> None:
        self.counts[name] += 1
        deed()
        self._scene.rest(0.05)

    def _scroll(self) -> None:
        bar = self._parts.window.transcript.verticalScrollBar()
        for place in (0, bar.maximum() // 2, bar.maximum()):
            bar.setValue(place)
            self._scene.rest(0.03)

    def _open_another(self) -> None:
        others = [chat for chat in self._chats if chat != self._parts.chat.id]
        if others:
            self._scene.open(self._draw.choice(others[:30]))

    def _search(self) -> None:
        window = self._parts.window
        window.search_chats()
        self._scene.wait(
            self._parts.library.hits_found,
            lambda: window.sidebar.field.line.setText(self._draw.choice(("sea", "fruit", "see"))),
        )
        self._scene.rest(0.05)
        window.sidebar.show_chats()

    def _delete(self) -> None:
        """The last message; every other time it is taken back."""
        if not self._rows:
            return
        window = self._parts.window
        last = self._rows[-1].view.id
        self._scene.wait(
            self._parts.chat.shown, lambda: window.transcript.delete_requested.emit(last)
        )
        if self._number % 2:
            self._scene.wait(self._parts.chat.shown, window.undo_bar.undo.click)

    def _trash(self) -> None:
        window = self._parts.window
        if self._chats:
            doomed = self._draw.choice(self._chats)
            self._scene.wait(
                self._parts.library.chats_changed, lambda: window.delete_requested.emit([doomed])
            )

    def _look(self) -> None:
        """The other appearance, another size."""
        window = self._parts.window
        window.set_appearance(self._draw.choice(("light", "dark")))
        size = window.size()
        window.resize(size.width() - 200, size.height() - 100)
        self._scene.rest(0.2)
        window.resize(size)

    # What is dropped

    def _drop(self, file: Path) -> None:
        self._scene.wait(self._parts.tray.settled, lambda: drop_files(self._parts.window, [file]))
        file.unlink()

    def _make_picture(self) -> Path:
        """The sample, with something in it that no picture before had."""
        picture = QImage(str(resource("samples/picture.png"))).convertToFormat(
            QImage.Format.Format_RGB32
        )
        painter = QPainter(picture)
        for _ in range(3):
            x, y = (self._draw.randrange(picture.width() - 40) for _ in range(2))
            painter.fillRect(QRect(x, y % picture.height(), 40, 40), self._colour())
        painter.end()
        file = self._files / f"picture-{self._number}.png"
        picture.save(str(file))
        return file

    def _colour(self) -> QColor:
        return QColor(self._draw.choice(COLOURS))

    def _make_sound(self) -> Path:
        """The sample, as loud as no sound before."""
        file = self._files / f"sound-{self._number}.wav"
        with wave.open(str(resource("samples/sound.wav")), "rb") as source:
            shape, frames = source.getparams(), source.readframes(source.getnframes())
        samples = array.array("h", frames)
        louder = 0.5 + self._draw.random() / 2
        with wave.open(str(file), "wb") as target:
            target.setparams(shape)
            target.writeframes(array.array("h", (round(s * louder) for s in samples)).tobytes())
        return file

    @property
    def _rows(self) -> list[Row]:
        return list(self._parts.window.transcript.rows)

    @property
    def _chats(self) -> list[int]:
        if not self._parts.window.sidebar_shown:
            return []
        return self._parts.window.sidebar.list.chat_order()
