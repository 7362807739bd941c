"""Long work on models that lie on this machine: checks, mending, moves. One at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.background import Background
from engine.cancel import CancelToken
from engine.errors import Cancelled, Failure
from ui import wording
from ui.language import translate

if TYPE_CHECKING:
    from app.hub.client import Access
    from app.hub.verify import Verified
    from app.moving import Moved

_TELL_S = 0.1


@dataclass(frozen=True)
class _Stopped:
    """A stop was asked for, and everything is as it was."""


class ModelCare(QObject):
    """Signals:
    working: what is being done, and how much of it from 0 to 1; "" and None when it is over.
    told: what came of it, and its kind, "caution" or "secondary".
    changed: models are no longer as they were.
    moved: Moved, after a model was; and where it was.
    """

    working = Signal(str, object)
    told = Signal(str, str)
    changed = Signal()
    moved = Signal(object, object)
    _heard = Signal(int, int)  # from the thread: done, total

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("model-care")
        self._cancel = CancelToken()
        self._busy = ""
        self._heard.connect(self._show_share)

    @property
    def busy(self) -> bool:
        return bool(self._busy)

    def check(self, path: Path, name: str) -> None:
        """Compare every file of it with its checksum."""
        words = translate("ModelCare", "The files of {name} are read and compared…")
        self._run(words.format(name=name), partial(_check, path), partial(self._checked, name))

    def remove_damaged(self, path: Path, names: Sequence[str], name: str) -> None:
        words = translate("ModelCare", "The damaged files of {name} are removed…")
        self._run(words.format(name=name), partial(_remove, path, names), self._removed)

    def move(self, path: Path, folders: Sequence[Path], target: Path, name: str) -> None:
        """`folders`: where models are looked for beside the usual places."""
        words = translate("ModelCare", "{name} is copied and compared…").format(name=name)
        job = partial(_move, path, folders, target, self._hear)
        self._run(words, job, partial(self._moved, path, name))

    def update_catalogue(self, access: Callable[[], Access]) -> None:
        """Ask the hub about every model that is suggested."""
        words = translate("ModelCare", "The hub is asked about the models that are suggested…")
        self._run(words, partial(_update, access, self._hear_few), self._updated)

    def stop_work(self) -> None:
        self._cancel.cancel()

    def stop(self) -> bool:
        """The app ends. False if the thread hangs."""
        self._cancel.cancel()
        return self._background.stop()

    def _run(
        self, words: str, job: Callable[[CancelToken], Any], then: Callable[[Any], None]
    ) -> None:
        if self._busy:
            text = translate("ModelCare", "Something else is being done with models; wait for it.")
            self.told.emit(text, "caution")
            return
        self._busy, self._cancel = words, CancelToken()
        self.told.emit("", "secondary")
        self.working.emit(words, None)

        def done(result: Any) -> None:
            self._end()
            if not isinstance(result, _Stopped):
                then(result)

        def failed(failure: Failure) -> None:
            self._end()
            self.told.emit(failure.message, "caution")
            self.changed.emit()

        self._background.run(partial(_stoppable, job, self._cancel), done, failed)

    def _end(self) -> None:
        self._busy = ""
        self.working.emit("", None)

    def _hear(self, done: int, total: int) -> None:
        """On the thread that works."""
        self._heard.emit(done // 1024, max(1, total // 1024))  # Qt's integers have 32 bits

    def _hear_few(self, done: int, total: int) -> None:
        self._heard.emit(done, max(1, total))

    def _updated(self, gone: int) -> None:
        if gone:
            words = translate("ModelCare", "%n suggested model(s) can no longer be had.", "", gone)
            self.told.emit(words, "secondary")
        else:
            words = translate("ModelCare", "What is told of the suggested models is up to date.")
            self.told.emit(words, "secondary")
        self.changed.emit()

    def _show_share(self, done: int, total: int) -> None:
        if self._busy:
            self.working.emit(self._busy, done / total)

    def _checked(self, name: str, result: Verified) -> None:
        self.changed.emit()
        if result.wrong:
            words = translate("ModelCare", "{name} has damaged files: {files}.")
            files = wording.listed(result.wrong)
            self.told.emit(words.format(name=name, files=files), "caution")
        elif result.right:
            words = translate("ModelCare", "Every file of {name} is as it should be.")
            self.told.emit(words.format(name=name), "secondary")
        else:
            words = translate(
                "ModelCare",
                "{name} was not downloaded from the hub, so there is nothing to compare it with.",
            )
            self.told.emit(words.format(name=name), "secondary")

    def _removed(self, freed: int) -> None:
        words = translate("ModelCare", "{size} on the disk are free again.")
        self.told.emit(words.format(size=wording.size(freed)), "secondary")
        self.changed.emit()

    def _moved(self, old: Path, name: str, moved: Moved) -> None:
        words = translate("ModelCare", "{name} is in {folder} now.")
        said = words.format(name=name, folder=moved.path)
        if moved.versions > 1:
            shared = translate(
                "ModelCare",
                "%n version(s) of it share files and went together.",
                "",
                moved.versions,
            )
            said = f"{said} {shared}"
        self.told.emit(moved.left or said, "caution" if moved.left else "secondary")
        self.moved.emit(moved, old)
        self.changed.emit()


def _stoppable(job: Callable[[CancelToken], Any], cancel: CancelToken) -> Any:
    try:
        return job(cancel)
    except Cancelled:
        return _Stopped()


def _check(path: Path, cancel: CancelToken) -> Verified:
    from app.mending import check

    return check(path, cancel)


def _update(
    access: Callable[[], Access], tell: Callable[[int, int], None], cancel: CancelToken
) -> int:
    from contextlib import closing

    from app.catalogue import all_repos
    from app.catalogue_facts import update_facts
    from app.hub.client import Hub

    with closing(Hub(access())) as hub:
        facts = update_facts(hub, all_repos(), cancel, tell)
    return sum(fact.gone for fact in facts.values())


def _remove(path: Path, names: Sequence[str], _: CancelToken) -> int:
    from app.mending import remove_damaged

    return remove_damaged(path, names)


def _move(
    path: Path,
    folders: Sequence[Path],
    target: Path,
    tell: Callable[[int, int], None],
    cancel: CancelToken,
) -> Moved:
    from app.errors import UserError
    from app.inventory import take_stock
    from app.moving import move, plan_move
    from engine.sentences import say

    told = 0.0

    def report(done: int, total: int) -> None:
        nonlocal told
        if (now := monotonic()) - told >= _TELL_S or done == total:
            told = now
            tell(done, total)

    for each in take_stock(folders):
        if each.info.path == path:
            return move(plan_move(each, target), cancel, report)
    raise UserError(say("{name} is not there any more.", name=path.name))
