"""Brings models here, one after the other, while everything else goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.background import Background
from app.paths import data_folder
from app.whole_file import read_json, write_json
from engine.cancel import CancelToken
from engine.errors import Failure
from ui.models_window.values import DownloadView

if TYPE_CHECKING:
    from app.hub.client import Access
    from app.hub.download import Progress

log = logging.getLogger(__name__)

MEGABYTE = 1_000_000
AGAIN_MS = 30_000  # after the network was lost


@dataclass
class _Wanted:
    """Attributes:
    run: counts its tries, so that what an earlier one still says is not heard.
    anyway: fetch it even if it does not fit or cannot be run.
    lost: the network stopped it, or another program is at it, so that it goes on by itself.
    mends: a snapshot that is here, and its files that are fetched again; None for a new model.
    """

    view: DownloadView
    anyway: bool = False
    run: int = 0
    cancel: CancelToken = field(default_factory=CancelToken)
    lost: bool = False
    mends: tuple[Path, tuple[str, ...]] | None = None


class Downloads(QObject):
    """Every wish for a model of the hub. What has come is kept, whatever ends it.

    `access` tells how the hub is reached; it is called on the download's thread, where it may
    wait for the keychain. `limit` tells how many bytes a second it may be, 0 for as many as come.
    """

    changed = Signal(list)  # DownloadViews, first wish first
    arrived = Signal(str, object)  # repository, Path
    mended = Signal(str, object)  # the same, for a model whose damaged files came again
    notice = Signal(str)
    _heard = Signal(str, int, object)  # from the download's thread: repository, run, Progress

    def __init__(
        self,
        access: Callable[[], Access],
        cache: Path | None = None,
        parent: QObject | None = None,
        *,
        limit: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(parent)
        self._access = access
        self._cache = cache
        self._limit = limit
        self._background = Background("downloads")
        self._wanted: dict[str, _Wanted] = {}
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._try_again)
        self._heard.connect(self._take_progress)

    @property
    def views(self) -> list[DownloadView]:
        return [wanted.view for wanted in self._wanted.values()]

    @property
    def share(self) -> float | None:
        """How much of all that is under way has come, from 0 to 1; None if nothing is."""
        moving = [v for v in self.views if v.state in ("waiting", "looking", "running")]
        total = sum(view.total for view in moving)
        if not moving:
            return None
        return sum(view.done for view in moving) / total if total else 0.0

    @Slot()
    def start(self) -> None:
        """Show what an earlier run of the app has left, and go on with what it was fetching."""
        self._background.run(partial(_left_over, self._cache), self._take_left_over, self._ignore)

    @Slot(str)
    def get(self, repo: str, anyway: bool = False) -> None:
        """Fetch a model, or go on with it."""
        wanted = self._wanted.get(repo)
        if wanted is not None and wanted.view.state in ("waiting", "looking", "running"):
            return
        view = wanted.view if wanted else DownloadView(repo, "waiting")
        anyway = anyway or (wanted is not None and wanted.anyway)
        run = wanted.run + 1 if wanted else 1
        mends = wanted.mends if wanted else None
        view = replace(view, state="waiting", sentence="", refused=False)
        self._wanted[repo] = _Wanted(view, anyway, run, mends=mends)
        self._launch(repo)

    def mend(self, repo: str, snapshot: Path, names: Sequence[str]) -> None:
        """Fetch these files of a model that is here again."""
        if repo not in self._wanted:
            view = DownloadView(repo, "waiting")
            self._wanted[repo] = _Wanted(view, run=1, mends=(snapshot, tuple(names)))
            self._launch(repo)

    @Slot(str)
    def pause(self, repo: str) -> None:
        """Stop it, and keep what has come."""
        if (wanted := self._wanted.get(repo)) is not None:
            wanted.cancel.cancel()
            wanted.lost = False
            self._set(repo, state="paused", bytes_per_s=0.0, seconds_left=None, sentence="")
            self._remember()

    @Slot(str)
    def give_up(self, repo: str) -> None:
        """Stop it, and remove what has come."""
        if (wanted := self._wanted.pop(repo, None)) is None:
            return
        wanted.cancel.cancel()
        # After its own job, which has to let go of the files first.
        self._background.run(partial(_clear, repo, self._cache), self._ignore, self._ignore)
        self._remember()
        self._tell()

    def stop(self) -> bool:
        """The app ends. False if the thread hangs."""
        for wanted in self._wanted.values():
            wanted.cancel.cancel()
        return self._background.stop()

    def _launch(self, repo: str) -> None:
        wanted = self._wanted[repo]
        job = partial(
            _fetch,
            self._access,
            self._limit,
            repo,
            self._cache,
            wanted.anyway,
            wanted.cancel,
            lambda progress: self._heard.emit(repo, wanted.run, progress),
            wanted.mends,
        )
        self._background.run(
            job,
            partial(self._take_path, repo, wanted.run),
            partial(self._take_failure, repo, wanted.run),
        )
        self._remember()
        self._tell()

    def _current(self, repo: str, run: int) -> bool:
        wanted = self._wanted.get(repo)
        return wanted is not None and wanted.run == run and not wanted.cancel.cancelled

    @Slot(str, int, object)
    def _take_progress(self, repo: str, run: int, progress: Progress | None) -> None:
        if not self._current(repo, run):
            return
        if progress is None:
            self._set(repo, state="looking")
            return
        self._set(
            repo,
            state="running",
            done=progress.done,
            total=progress.total,
            bytes_per_s=progress.bytes_per_s,
            seconds_left=progress.seconds_left,
        )

    def _take_path(self, repo: str, run: int, path: Path | None) -> None:
        if path is None or not self._current(repo, run):
            return  # stopped
        mends = self._wanted.pop(repo).mends
        self._remember()
        self._tell()
        (self.arrived if mends is None else self.mended).emit(repo, path)

    def _take_failure(self, repo: str, run: int, failure: Failure) -> None:
        if not self._current(repo, run):
            return
        self._set(
            repo,
            state="failed",
            bytes_per_s=0.0,
            seconds_left=None,
            sentence=failure.message,
            refused=failure.kind == "Refused",
        )
        self._wanted[repo].lost = failure.kind in ("Offline", "Busy")
        if self._wanted[repo].lost:
            self._again.start()
        else:
            self.notice.emit(failure.message)
        self._remember()

    def _try_again(self) -> None:
        """Those that `lost` tells of; the others wait for a person."""
        for repo, wanted in list(self._wanted.items()):
            if wanted.lost:
                self.get(repo)

    def _take_left_over(self, found: list[_LeftOver]) -> None:
        for each in found:
            if each.repo in self._wanted:
                continue
            if each.path is not None:
                self.arrived.emit(each.repo, each.path)
                continue
            view = DownloadView(each.repo, "paused", each.done, each.total)
            self._wanted[each.repo] = _Wanted(view)
            if each.going:
                self.get(each.repo)
        if found:
            self._remember()
            self._tell()

    def _set(self, repo: str, **changes: Any) -> None:
        wanted = self._wanted[repo]
        wanted.view = replace(wanted.view, **changes)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.views)

    def _remember(self) -> None:
        """Which are to go on by themselves when the app is started again."""
        states = ("waiting", "looking", "running")
        going = [
            repo
            for repo, wanted in self._wanted.items()
            if (wanted.lost or wanted.view.state in states) and wanted.mends is None
        ]
        self._background.run(partial(_write_going, going), self._ignore, self._ignore)

    def _ignore(self, _: object) -> None:
        """Nobody needs to hear of it."""


def _fetch(
    access: Callable[[], Access],
    limit: Callable[[], int],
    repo: str,
    cache: Path | None,
    anyway: bool,
    cancel: CancelToken,
    tell: Callable[[Progress | None], None],
    mends: tuple[Path, tuple[str, ...]] | None = None,
) -> Path | None:
    """On the download's thread. None if a stop was asked for.

    Raises:
        UserError: one sentence.
    """
    from app.hub.client import Hub
    from app.hub.download import Download
    from app.hub.fetch import Manners
    from app.hub.worth import refuse_useless
    from app.models import cache_folder
    from engine.errors import Cancelled

    try:
        cancel.check()
        tell(None)
        hub = Hub(access())
        try:
            rate = limit()
            manners = Manners(bytes_per_s=rate) if rate else None
            if mends is not None:
                from app.mending import refetch

                refetch(hub, *mends, manners=manners, cancel=cancel, report=tell)
                return mends[0]
            if not anyway:
                with hub.until(cancel):
                    refuse_useless(hub, repo)
            cancel.check()
            return Download(
                hub,
                repo,
                cache or cache_folder(),
                manners=manners,
                cancel=cancel,
                report=tell,
            ).run()
        finally:
            hub.close()
    except Cancelled:
        return None


def _clear(repo: str, cache: Path | None) -> None:
    from filelock import Timeout

    from app.hub.cache import RepoFolder
    from app.models import cache_folder

    folder = RepoFolder(cache or cache_folder(), repo)
    # Another program that is at it has its own way to end it.
    with suppress(Timeout, OSError), folder.alone():
        folder.abandon()


@dataclass(frozen=True)
class _LeftOver:
    """What an earlier run has not seen come.

    Attributes:
        done, total: bytes that are there, of how many.
        going: it was not paused.
        path: where it is, if another program has brought the rest.
    """

    repo: str
    done: int = 0
    total: int = 0
    going: bool = True
    path: Path | None = None


def _left_over(cache: Path | None) -> list[_LeftOver]:
    from app.hub.cache import unfinished
    from app.mending import missing
    from app.models import cache_folder, snapshot_of

    going = _read_going()
    found = {
        folder.repo: _LeftOver(folder.repo, done, total, folder.repo in going)
        for folder, done, total in unfinished(cache or cache_folder())
    }
    for repo in going:
        if repo not in found:  # the app ended before the first byte; or somebody else fetched it
            path = snapshot_of(cache or cache_folder(), repo)
            whole = path is not None and not missing(path)
            found[repo] = _LeftOver(repo, path=path if whole else None)
    return list(found.values())


def _file() -> Path:
    return data_folder() / "downloads.json"


def _read_going() -> list[str]:
    found = read_json(_file())
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _write_going(repos: list[str]) -> None:
    try:
        if repos:
            write_json(_file(), repos)
        else:
            _file().unlink(missing_ok=True)
    except OSError as error:  # they are shown as paused next time
        log.warning("downloads not remembered: %s", error)
