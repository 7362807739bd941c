"""A model that nobody asks gives its memory back after a while."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.engine_thread import EngineThread
from app.settings_store import SettingsStore

MINUTE_MS = 60_000


class Resting(QObject):
    """Counts the time since the last answer, where the settings want that.

    Signals:
        changed: whether the model rests now.
    """

    changed = Signal(bool)

    def __init__(
        self, engine: EngineThread, store: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine, self._store = engine, store
        self.resting = False
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(engine.unload)
        engine.model_loaded.connect(self._take_loaded)
        engine.rested.connect(self.count)
        engine.unloaded.connect(self._rest)
        engine.woken.connect(self._wake)

    @Slot()
    def count(self) -> None:
        """From now on. Also after the setting has changed."""
        minutes = self._store.value.unload_minutes
        if minutes and not self.resting:
            self.timer.start(minutes * MINUTE_MS)
        else:
            self.timer.stop()

    @Slot(object)
    def _take_loaded(self, _: object) -> None:
        self._show(False)
        self.count()

    @Slot()
    def _rest(self) -> None:
        self._show(True)
        self.timer.stop()

    @Slot()
    def _wake(self) -> None:
        self._show(False)

    def _show(self, resting: bool) -> None:
        if resting != self.resting:
            self.resting = resting
            self.changed.emit(resting)
