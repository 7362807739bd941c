"""One answer: thinking, receipt, progress, text, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from engine.errors import Failure
from engine.types import Channel, Done, Stage
from ui import wording
from ui.buttons import IconLabel, label
from ui.copy_button import CopyButton
from ui.elided import Elided
from ui.look import Look
from ui.markdown_view import MarkdownView
from ui.meters import ThinBar
from ui.receipt import Receipt
from ui.thinking import ThinkingView


class AnswerView(QWidget):
    """Pieces are collected by `append` and shown by `flush`, so that repaints can be paced."""

    def __init__(
        self, look: Look, kinds: frozenset[str] = frozenset(), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kinds = kinds
        self._pending: list[tuple[Channel, str]] = []
        self.open = True
        self.thinking = ThinkingView(look, self)
        self.thinking.hide()
        self.receipt = Receipt(look, self)
        self._progress = _Progress(look, self)
        self.body = MarkdownView(look, self)
        self.body.hide()
        self._footer = QWidget(self)
        self._copy = CopyButton(look, "Copy answer", lambda: self.body.source, self._footer)
        self.figures = Elided("", "secondary", self._footer)
        foot = QHBoxLayout(self._footer)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        foot.addWidget(self.figures)
        foot.addWidget(self._copy)
        foot.addStretch(1)
        self._footer.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        for part in (self.receipt, self.thinking, self._progress, self.body, self._footer):
            self._column.addWidget(part)
        self.setAccessibleName("Answer")

    def show_stage(self, stage: Stage) -> None:
        self._progress.show_stage(wording.stage_line(stage, self._kinds), wording.percent(stage))

    def append(self, text: str, channel: Channel) -> None:
        self._pending.append((channel, text))

    def flush(self) -> None:
        """Show what was collected since the last time."""
        pending, self._pending = self._pending, []
        thought = "".join(text for channel, text in pending if channel == "thinking")
        answer = "".join(text for channel, text in pending if channel == "answer")
        if thought:
            self._progress.hide()
            self.thinking.show()
            self.thinking.append(thought)
        if answer:
            self._progress.hide()
            self.thinking.set_thinking(False)
            self.body.show()
            self.body.append(answer)

    def finish(self, done: Done) -> None:
        self._close()
        ending = wording.ending(done)
        figures = wording.figures_line(done.stats)
        self.figures.setText(f"{ending} {figures}" if ending else figures)
        self.figures.setToolTip(wording.figures_help(done.stats))
        self._footer.show()

    def stop(self) -> None:
        self._close()
        self.figures.setText("Stopped" if self.body.source else "Stopped before the first word")
        self._copy.setVisible(bool(self.body.source))
        self._footer.show()

    def fail(self, failure: Failure) -> None:
        self._close()
        self._column.insertWidget(self._column.indexOf(self._footer), _card(self._look, failure))
        if self.body.source:
            self.figures.setText("Not finished")
            self._footer.show()

    def _close(self) -> None:
        self.flush()
        self.open = False
        self._progress.hide()
        self.thinking.set_thinking(False)
        self.body.finish()


class _Progress(QWidget):
    """A line and a bar, until the first word comes."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label("Reading…", "secondary", self)
        self._bar = ThinBar(look, "Progress", 3, self)
        self._bar.setFixedWidth(160)
        self._bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(7)
        column.addWidget(self._words)
        column.addWidget(self._bar)

    def show_stage(self, words: str, percent: int | None) -> None:
        self._words.setText(words)
        self._bar.setVisible(percent is not None)
        if percent is not None:
            self._bar.set_share(percent / 100)
        self.show()


def _card(look: Look, failure: Failure) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "failure")
    card.setAccessibleName("The answer failed")
    card.setAccessibleDescription(failure.message)
    words = label(failure.message, "failure")
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row = QHBoxLayout(card)
    row.setContentsMargins(14, 11, 16, 11)
    row.setSpacing(10)
    row.addWidget(IconLabel(look, "warning", "danger", 20), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return card
