"""The line at the bottom: what is going on, speed, context, memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import wording
from ui.buttons import label
from ui.language import translate
from ui.look import Look
from ui.meters import ThinBar

if TYPE_CHECKING:
    from engine.types import MemoryUse, Stage

SIDE = 16


class StatusStrip(QWidget):
    """Gives up the less important figures first when the window is narrow."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(translate("StatusStrip", "Status"))
        self._idle = translate("StatusStrip", "Ready")
        self._load: Stage | None = None
        self._stage: Stage | None = None
        self._coming: int | None = None
        self.activity = label(translate("StatusStrip", "Ready"), "secondary", self)
        self._bar = ThinBar(look, translate("StatusStrip", "Progress"), 3, self)
        self._bar.setFixedWidth(72)
        self._bar.hide()
        self.speed = label("", "secondary", self)
        self.context = label("", "secondary", self)
        self._context_bar = ThinBar(look, translate("StatusStrip", "Context used"), 4, self)
        self._context_bar.setFixedWidth(56)
        self._context_bar.hide()
        self.memory = label("", "secondary", self)
        self._use: MemoryUse | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 5, SIDE, 6)
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
        look.changed.connect(self._make_room, Qt.ConnectionType.QueuedConnection)

    def show_load(self, stage: Stage | None) -> None:
        """Loading goes before everything else that could be said."""
        self._load = stage
        self._say()

    def show_stage(self, stage: Stage | None) -> None:
        """A step of the answer, or none: its words are coming."""
        self._stage = stage
        self._say()

    def set_busy(self, busy: bool) -> None:
        self._idle = (
            translate("StatusStrip", "Answering…") if busy else translate("StatusStrip", "Ready")
        )
        self._stage = None
        if busy:
            self.speed.clear()
        self._say()

    def show_download(self, share: float | None) -> None:
        """How much of the models that are on their way has come; None if none is."""
        percent = None if share is None else int(100 * share)
        if percent != self._coming:
            self._coming = percent
            self._say()

    def _say(self) -> None:
        stage = self._load or self._stage
        self._bar.setVisible(stage is not None)
        self.activity.setText(self._idle_line() if stage is None else wording.stage_line(stage))
        if stage is not None:
            done = wording.percent(stage)
            self._bar.set_share(None if done is None else done / 100)
        self._make_room()

    def _idle_line(self) -> str:
        if self._coming is None:
            return self._idle
        words = translate("StatusStrip", "{activity} · {percent} % downloaded")
        return words.format(activity=self._idle, percent=self._coming)

    def show_speed(self, tokens_per_s: float) -> None:
        self.speed.setText(wording.speed(tokens_per_s))
        self._make_room()

    def show_context(self, used: int, limit: int) -> None:
        self._context_bar.setVisible(limit > 0)
        help_text = translate("StatusStrip", "How much of the model's context this chat fills")
        self.context.setToolTip(help_text)
        if limit > 0:
            self._context_bar.set_share(used / limit)
            words = translate("StatusStrip", "{used} of {limit} tokens")
            self.context.setText(words.format(used=wording.count(used), limit=wording.count(limit)))
            self._context_bar.setToolTip(f"{self.context.text()}\n{help_text}")
        self._make_room()

    def show_memory(self, use: MemoryUse) -> None:
        self._use = use
        self.memory.setToolTip(wording.memory_help(use))
        self._make_room()

    def _make_room(self) -> None:
        """Peak and cache go first, then memory, speed, and how full the context is in words."""
        if self._use is not None:
            line = wording.memory_line(self._use)
            full = f"{line} · {wording.memory_detail(self._use)}"
            metrics = self.memory.fontMetrics()
            room = self._room_for_memory()
            fits = [text for text in (full, line) if metrics.horizontalAdvance(text) <= room]
            self.memory.setText(fits[0] if fits else "")
            self.memory.setVisible(bool(fits))
        room = self._room_for_memory()
        self.speed.setVisible(room >= 0 and bool(self.speed.text()))
        without = room + self.speed.sizeHint().width()
        self.context.setVisible(without >= 0 and bool(self.context.text()))

    def _room_for_memory(self) -> int:
        others: list[QWidget] = [self.activity, self.speed, self.context]
        others += [bar for bar in (self._bar, self._context_bar) if not bar.isHidden()]
        taken = sum(max(part.sizeHint().width(), part.minimumWidth()) + 8 for part in others)
        return self.width() - taken - 2 * SIDE - 40

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
