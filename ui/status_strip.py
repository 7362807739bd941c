"""The line at the bottom: what is going on, speed, context, memory."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.types import MemoryUse, Stage
from ui import wording
from ui.buttons import label
from ui.look import Look
from ui.meters import ThinBar

WIDE, MIDDLE = 760, 600


class StatusStrip(QWidget):
    """Gives up the less important figures first when the window is narrow."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Status")
        self.activity = label("Ready", "secondary", self)
        self._bar = ThinBar(look, "Progress", 3, self)
        self._bar.setFixedWidth(72)
        self._bar.hide()
        self.speed = label("", "secondary", self)
        self.context = label("", "secondary", self)
        self._context_bar = ThinBar(look, "Context used", 4, self)
        self._context_bar.setFixedWidth(56)
        self._context_bar.hide()
        self.memory = label("", "secondary", self)
        self.memory_detail = label("", "secondary", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 6)
        row.setSpacing(8)
        row.addWidget(self.activity)
        row.addWidget(self._bar)
        row.addStretch(1)
        row.addWidget(self.speed)
        row.addSpacing(10)
        row.addWidget(self._context_bar)
        row.addWidget(self.context)
        row.addSpacing(10)
        row.addWidget(self.memory)
        row.addWidget(self.memory_detail)

    def show_stage(self, stage: Stage | None) -> None:
        """A step with progress, or none."""
        if stage is None:
            self._bar.hide()
            return
        self.activity.setText(wording.stage_line(stage))
        done = wording.percent(stage)
        self._bar.set_share(None if done is None else done / 100)
        self._bar.show()

    def show_activity(self, words: str) -> None:
        self.activity.setText(words)
        self._bar.hide()

    def show_speed(self, tokens_per_s: float) -> None:
        self.speed.setText(f"{wording.short(tokens_per_s)} tokens/s")

    def show_context(self, used: int, limit: int) -> None:
        self._context_bar.setVisible(limit > 0)
        if limit > 0:
            self._context_bar.set_share(used / limit)
            self.context.setText(f"{wording.count(used)} of {wording.count(limit)} tokens")
        self.context.setToolTip("How much of the model's context this chat fills")

    def show_memory(self, use: MemoryUse) -> None:
        self.memory.setText(wording.memory_line(use))
        self.memory_detail.setText(f"· {wording.memory_detail(use)}")
        self.memory.setToolTip(f"Memory: {wording.memory_line(use)} · {wording.memory_detail(use)}")
        self.memory_detail.setToolTip(self.memory.toolTip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.memory_detail.setVisible(self.width() >= WIDE)
        self.memory.setVisible(self.width() >= MIDDLE)
