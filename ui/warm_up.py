"""Imports what the first question and the picker need, while nobody does anything."""

from __future__ import annotations

import threading
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal, Slot

PAUSE_MS = 10
ASIDE = "markdown_it"  # a hundred modules that know nothing of Qt
# Each after all that it imports itself, so that no step takes longer than a frame.
MODULES = (
    "ui.background", "ui.code_colours", "ui.markdown_runs", "ui.math_rules", "ui.markdown_blocks",
    "ui.message_pane", "ui.code_block", "ui.formulas", "ui.text_pane", "ui.math_pane", "ui.prose",
    "ui.indented", "ui.markdown_tail", "ui.markdown_stream", "ui.math_block", "ui.plain_text",
    "ui.table_block", "ui.markdown_view", "ui.receipt", "ui.thinking", "ui.answer",
    "ui.model_list", "ui.pictures", "ui.open_picture", "ui.seek_wave",
    "ui.sound_card", "ui.question",
)  # fmt: skip


class WarmUp(QObject):
    """One module between any two events; the largest package on a thread of its own.

    Signals:
        done: the first answer can be shown at once.
    """

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = threading.Thread(
            target=import_module, args=(ASIDE,), name="warm-up", daemon=True
        )
        self._left = list(reversed(MODULES))
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self._step)

    @Slot()
    def start(self) -> None:
        self._thread.start()
        self._timer.start()

    @Slot()
    def _step(self) -> None:
        if self._thread.is_alive():
            return
        if self._left:
            import_module(self._left.pop())
        else:
            self._timer.stop()
            self.done.emit()
