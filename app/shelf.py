"""Which models there are and which one answers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.background import Background
from app.paths import starter_model
from app.settings_store import SettingsStore
from engine.errors import Failure
from engine.types import ModelInfo, Stage
from ui.language import translate
from ui.settings.values import LAST, NONE


class Shelf(QObject):
    """Finds models, loads the wanted one, and falls back to one that works."""

    load_wanted = Signal(object)  # Path, for the engine
    careful_load_wanted = Signal(object)  # the same, if it fits into what is free now
    models_changed = Signal(list, str)  # ModelInfos, the chosen folder
    model_shown = Signal(str)
    load_shown = Signal(object)  # Stage, or None when done
    model_changed = Signal(object)  # ModelInfo: this one answers now
    notice = Signal(str)

    def __init__(
        self, store: SettingsStore, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._background = background
        self._models: dict[Path, ModelInfo] = {}
        self._current: ModelInfo | None = None
        self._wanted: Path | None = None
        self._failed: set[Path] = set()
        self._asked_about: Path | None = None
        self._stage: Stage | None = None
        self._searched = False
        self._stands_in = False  # the starter, for one that is to be loaded again next time
        self._careful: Path | None = None  # loaded at the start, if it fits now
        self.load_shown.connect(self._note_stage)

    @property
    def current(self) -> ModelInfo | None:
        return self._current

    @property
    def models(self) -> list[ModelInfo]:
        return list(self._models.values())

    @property
    def searched(self) -> bool:
        """`models` are all that there are."""
        return self._searched

    @property
    def wanted(self) -> str:
        """The model that answers, or will when it is loaded; empty for none."""
        return str(self._wanted or "")

    @property
    def stage(self) -> Stage | None:
        """How far loading is; None while nothing is being loaded."""
        return self._stage

    def start(self) -> None:
        """Load what the settings say, else the starter; look for other models meanwhile."""
        settings = self._store.value
        if settings.start_model != NONE:
            path = settings.model if settings.start_model == LAST else settings.start_model
            if path and not Path(path).is_dir():
                from app.move_journal import where_now

                path = where_now(path)
            if path and Path(path).is_dir():
                self._want(Path(path), careful=True)
            else:
                self._want(starter_model())
        self.search()

    def search(self) -> None:
        """Look for models: the starter at once, since a cache may hold hundreds."""
        from app.models import find_models, find_starter

        chosen = self._store.value.models_folder
        wanted = partial(find_models, *([Path(chosen)] if chosen else []))
        if not self._models:
            self._background.run(find_starter, self._show, self._not_found)
        self._background.run(wanted, self._found, self._not_found)

    @Slot(str)
    def choose(self, path: str) -> None:
        known = self._models.get(Path(path))
        if known is not None and known.problem:
            self.notice.emit(known.problem)
            self.model_shown.emit(str(self._wanted or ""))
            return
        self._failed.clear()
        self._stands_in = False
        self._want(Path(path))

    @Slot()
    def stop_loading(self) -> None:
        """Go back to the model before; without one, to the starter."""
        before = self._current.path if self._current else starter_model()
        if self._stage is None or self._wanted in (None, before):
            return
        self._stands_in = self._current is None
        self._want(before)

    @Slot(str)
    def choose_folder(self, path: str) -> None:
        self._store.choose_folder(path)
        self._asked_about = Path(path)
        self.search()

    @Slot(object)
    def take_progress(self, stage: Stage) -> None:
        if self._wanted is not None:
            self.load_shown.emit(stage)

    @Slot(object)
    def take_loaded(self, info: ModelInfo) -> None:
        if info.path != self._wanted:
            return  # overtaken by a later wish
        known = self._models.get(info.path)
        self._current = replace(info, name=known.name) if known else info
        if known is None or known.senses != info.senses:
            self._show(list(self._models.values()))
        self.load_shown.emit(None)
        self.model_shown.emit(str(info.path))
        self.model_changed.emit(self._current)
        for _, why in info.off:
            self.notice.emit(f"{self._current.name}: {why}")
        is_starter = info.path == starter_model()
        if not (is_starter and self._stands_in):
            self._store.choose_model("" if is_starter else str(info.path))

    @Slot(object, object, bool)
    def take_failure(self, path: Path, failure: Failure, kept: bool) -> None:
        """Say why, and go back to what worked."""
        if path != self._wanted:
            return
        self._failed.add(path)
        if path == self._careful and failure.kind == "OutOfMemory":
            self._stands_in = True  # it may fit at the next start
        self.notice.emit(failure.message)
        self.load_shown.emit(None)
        before = self._current.path if self._current else None
        if kept and before is not None:
            self._wanted = before
            self.model_shown.emit(str(before))
            return
        for other in (before, starter_model()):
            if other is not None and other not in self._failed:
                self._want(other)
                return
        self._wanted = None
        self.model_shown.emit("")

    def _want(self, path: Path, *, careful: bool = False) -> None:
        self._wanted = path
        self._careful = path if careful else None
        self.model_shown.emit(str(path))
        self.load_shown.emit(Stage("load", 0, 0))
        (self.careful_load_wanted if careful else self.load_wanted).emit(path)

    @Slot(object)
    def _note_stage(self, stage: Stage | None) -> None:
        self._stage = stage

    def _found(self, models: list[ModelInfo]) -> None:
        self._searched = True
        if self._asked_about is not None:
            self._tell_if_empty(self._asked_about, models)
            self._asked_about = None
        self._show(models)

    def _tell_if_empty(self, folder: Path, models: list[ModelInfo]) -> None:
        if not any(info.path.is_relative_to(folder) for info in models):
            words = translate(
                "Models",
                "No model was found in {folder} or up to two folders below it; "
                "a model is a folder with config.json and .safetensors files.",
            )
            self.notice.emit(words.format(folder=folder))

    def _show(self, models: list[ModelInfo]) -> None:
        current = self._current
        if (
            current is not None
            and all(info.path != current.path for info in models)
            and current.path.is_dir()  # else it was moved, or deleted
        ):
            models = [*models, current]  # it lies outside the places that are searched
        if current is not None and current.off:  # what only loading finds out
            models = [
                replace(info, senses=current.senses, off=current.off)
                if info.path == current.path
                else info
                for info in models
            ]
        self._models = {info.path: info for info in models}
        self.models_changed.emit(models, self._store.value.models_folder)
        if self._wanted is not None:
            self.model_shown.emit(str(self._wanted))

    def _not_found(self, failure: Failure) -> None:
        self.notice.emit(failure.message)
