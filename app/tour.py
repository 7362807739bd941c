"""The window shows itself: a picture and a sound are dropped in and asked about.

The real window with the real engine; what a hand would do is done with the same events.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.cli.figures import figures_line
from app.cli.output import Output, ReaderGone
from app.errors import UserError, reason_of
from app.hands import drop_files, press, type_text
from app.parts import Parts
from app.paths import data_folder, resource
from engine.errors import Failure
from engine.types import Done, ModelInfo

LONGEST_S = 240
SIZE = QSize(1120, 860)
SETTLE_MS = 300  # the last repaints


@dataclass(frozen=True)
class Step:
    """A file to drop and a question to ask about it."""

    file: Path
    question: str


def steps() -> list[Step]:
    """What the tour does with the samples that came with the app."""
    samples = resource("samples")
    return [
        Step(samples / "picture.png", "What do you see?"),
        Step(samples / "sound.wav", "How many beeps do you hear?"),
    ]


class Tour(QObject):
    """Walks through the steps, driven by what the parts say.

    Signals:
        ended: with an empty text, or with the sentence that says what went wrong.
    """

    ended = Signal(str)

    def __init__(self, parts: Parts, todo: list[Step], picture: Path | None, out: Output) -> None:
        super().__init__()
        self._parts = parts
        self._todo = todo
        self._picture = picture
        self._out = out
        self._notice = ""
        self._over = False
        self._limit = QTimer(self, singleShot=True, interval=LONGEST_S * 1000)
        self._limit.timeout.connect(self._too_long)
        self._connect()

    def start(self) -> None:
        self._limit.start()
        self._parts.window.resize(SIZE)
        self._parts.window.show()
        self._parts.chats.start()
        self._parts.shelf.start()

    def _connect(self) -> None:
        parts = self._parts
        parts.shelf.model_changed.connect(self._loaded)
        parts.shelf.notice.connect(self._fail)
        parts.tray.notice.connect(self._remember)
        parts.tray.settled.connect(self._dropped)
        parts.chat.notice.connect(self._fail)
        parts.chats.notice.connect(self._fail)
        parts.chat.text_appended.connect(self._stream)
        parts.chat.answer_finished.connect(self._answered)
        parts.chat.answer_failed.connect(self._answer_failed)
        parts.chat.answer_stopped.connect(self._answer_stopped)

    @Slot(object)
    def _loaded(self, info: ModelInfo) -> None:
        self._say(f"{info.name} is loaded.\n")
        self._next()

    def _next(self) -> None:
        if not self._todo:
            QTimer.singleShot(SETTLE_MS, self, self._finish)
            return
        step = self._todo[0]
        self._say(f"\n> {step.question}   [{step.file.name} dropped in]\n")
        if not step.file.is_file():
            self._fail(f"{step.file} is missing; get a fresh copy of Parlance.")
        elif not drop_files(self._parts.window, [step.file]):
            self._fail(f"The window did not take {step.file.name}.")

    @Slot()
    def _dropped(self) -> None:
        if not self._todo or self._over:
            return
        if not self._parts.tray.attachments:
            self._fail(self._notice or f"{self._todo[0].file.name} was not attached.")
            return
        step = self._todo.pop(0)
        editor = _editor(self._parts.window)
        type_text(editor, step.question)
        press(editor, Qt.Key.Key_Return)
        if not (self._parts.chat.busy or self._parts.chat.waiting):
            self._fail("The question could not be sent from the window.")

    @Slot(int, str, str)
    def _stream(self, _number: int, text: str, channel: str) -> None:
        if channel == "answer":
            self._say(text)

    @Slot(int, object)
    def _answered(self, _number: int, done: Done) -> None:
        for saw in done.saw:
            for note in saw.notes:
                self._say(f"\n({note})")
        self._say(f"\n{figures_line(done.stats, done.finish_reason)}\n")
        if done.text.strip():
            self._next()
        else:
            self._fail("The model gave an empty answer.")

    @Slot(int, object)
    def _answer_failed(self, _number: int, failure: Failure) -> None:
        self._fail(failure.message)

    @Slot(int)
    def _answer_stopped(self, _number: int) -> None:
        self._fail("The tour was stopped.")

    @Slot()
    def _finish(self) -> None:
        try:
            place = save_picture(self._parts.window, self._picture)
        except UserError as error:
            self._fail(str(error))
            return
        self._say(f"\nScreenshot: {place}\n")
        self._end("")

    @Slot(str)
    def _remember(self, sentence: str) -> None:
        self._notice = sentence

    @Slot()
    def _too_long(self) -> None:
        self._fail(f"The tour was not over after {LONGEST_S} seconds, so it was given up.")

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._end(sentence)

    def _say(self, text: str) -> None:
        if self._over:
            return
        try:
            self._out.write(text)
        except ReaderGone:
            self._end("")
        except UserError as error:
            self._end(str(error))

    def _end(self, sentence: str) -> None:
        if not self._over:
            self._over = True
            self._limit.stop()
            self.ended.emit(sentence)


def save_picture(window: QWidget, wanted: Path | None) -> Path:
    """Save what the window shows; in `out/`, else in the data folder, unless told where.

    Raises:
        UserError: the picture cannot be written.
    """
    image = window.grab().toImage()
    places = [wanted] if wanted else [Path("out/tour.png"), data_folder() / "tour.png"]
    reason = "the format is unknown"
    for place in places:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb"):
                pass  # Qt does not say why it cannot write
        except OSError as error:
            reason = reason_of(error)
            continue
        if image.save(str(place)):
            return place.resolve()
        reason = "the disk may be full"
    raise UserError(f"The screenshot could not be saved as {places[-1]}, because {reason}.")


def _editor(window: QWidget) -> QWidget:
    """Where the user types."""
    editors: list[QTextEdit | QPlainTextEdit] = [
        *window.findChildren(QPlainTextEdit),
        *window.findChildren(QTextEdit),
    ]
    return next(editor for editor in editors if not editor.isReadOnly() and editor.isVisible())


def prefer_offscreen(display_is_missing: bool) -> None:
    """Tell Qt to draw without a display; a choice made in the environment stands."""
    if display_is_missing:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
