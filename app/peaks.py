"""What models took of the memory beyond what was reckoned: one small JSON file.

A model's first answer after it was loaded is measured, when nothing of other chats is kept beside
it. Where the peak was above the sum for as many tokens, later sums of that model grow by as much.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.background import Background
from app.engine_thread import EngineThread
from app.paths import data_folder
from app.whole_file import read_object, write_json
from engine.errors import EngineError, Failure
from engine.types import Done, MemoryEstimate, ModelInfo

log = logging.getLogger(__name__)

_MOST = 3.0  # times the sum; more is some other mistake, and would hide the model for ever


class Peaks(QObject):
    """Notes the peak of every first answer."""

    def __init__(
        self, engine: EngineThread, disk: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._disk = disk
        self._fresh: Path | None = None
        engine.model_loaded.connect(self._take_loaded)
        engine.tested.connect(self._spoil)  # it looks at the weights in ways that answers do not
        engine.unloaded.connect(self._spoil)
        engine.failed.connect(self._spoil)
        engine.cancelled.connect(self._spoil)
        engine.finished.connect(self._take_done)

    @Slot(object)
    def _take_loaded(self, info: ModelInfo) -> None:
        self._fresh = info.path

    @Slot()
    def _spoil(self) -> None:
        self._fresh = None

    @Slot(int, object)
    def _take_done(self, _: int, done: Done) -> None:
        path, self._fresh = self._fresh, None
        stats = done.stats
        if path is not None and stats.context_used and stats.peak_memory_bytes:
            job = partial(learn, path, stats.peak_memory_bytes, stats.context_used)
            self._disk.run(job, lambda _: None, _log_failure)


def learn(path: Path, peak: int, tokens: int) -> None:
    """Remember by how much a peak was above the sum for `tokens`, if it was."""
    from engine.estimate import estimate_memory

    try:
        reckoned = estimate_memory(path, context=tokens, recommended=0).total
    except EngineError:
        return
    factor = min(peak / max(1, reckoned), _MOST)
    known = _load()
    if factor <= known.get(str(path), 1.0):
        return
    log.info("%s took %s bytes where %s were reckoned", path.name, peak, reckoned)
    try:
        write_json(_file(), {**known, str(path): round(factor, 3)})
    except OSError as error:  # it is measured again after the next load
        log.warning("peak not kept: %s", error)


def as_measured(path: Path, need: MemoryEstimate) -> MemoryEstimate:
    """The sum, or what was measured if that is more."""
    more = round(need.total * (_load().get(str(path), 1.0) - 1.0))
    return replace(need, towers=need.towers + more, working=need.working + more) if more else need


def _load() -> dict[str, float]:
    """Nothing where the file is missing or damaged."""
    return {
        path: float(factor)
        for path, factor in read_object(_file()).items()
        if isinstance(factor, int | float) and 1.0 <= factor <= _MOST
    }


def _file() -> Path:
    return data_folder() / "peaks.json"


def _log_failure(failure: Failure) -> None:
    log.warning("%s", failure.message)
