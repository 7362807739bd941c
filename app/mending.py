"""A model with damaged files: finds them, removes them, fetches them again. No Qt in here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError, reason_of
from app.hub.cache import RepoFolder
from app.hub.sums import name_sums
from app.hub.verify import Verified, verify
from app.inventory import cache_of, repo_of
from app.model_notes import Note, load_notes, note_check
from engine.cancel import CancelToken
from engine.sentences import say

if TYPE_CHECKING:
    from app.hub.client import Hub
    from app.hub.download import Progress
    from app.hub.fetch import Manners


def check(folder: Path, cancel: CancelToken, note: Callable[[str], None] | None = None) -> Verified:
    """Compare every file with its checksum, and remember what was found.

    Raises:
        Cancelled: a stop was asked for.
    """
    result = verify(folder, cancel, note)
    note_check(folder, result.wrong)
    return result


def missing(folder: Path) -> tuple[str, ...]:
    """Files that should be there: links to nothing, and weights that the index names."""
    names: set[str] = set()
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        names = {name for name in name_sums(folder) if not (folder / name).exists()}
        names |= {each.name for each in folder.iterdir() if not each.exists()}
        index = json.loads((folder / "model.safetensors.index.json").read_text("utf-8"))
        named = {str(name) for name in index["weight_map"].values()}
        names |= {name for name in named if not (folder / name).exists()}
    return tuple(sorted(names))


def damaged(folder: Path, note: Note) -> tuple[str, ...]:
    """What a check has found and nobody has replaced since, and what is missing."""
    found = set(missing(folder))
    for name in note.damaged:
        with suppress(OSError):
            if (folder / name).stat().st_mtime < note.checked:
                found.add(name)
    return tuple(sorted(found))


def remove_damaged(folder: Path, names: Iterable[str]) -> int:
    """Delete these files of a model; returns the bytes that are free now.

    Of a snapshot in the cache the content goes and the link stays: it tells what is missing.

    Raises:
        UserError: the disk refuses.
    """
    freed = 0
    gone = dict.fromkeys(names, say("it is gone"))
    try:
        for name in gone:
            file = _inside(folder, name).resolve()
            with suppress(FileNotFoundError):
                freed += file.stat().st_size
                file.unlink()
    except OSError as error:
        raise UserError(
            say(
                "The damaged files of {name} could not be removed, because {reason}; "
                "make that right and try again.",
                name=repo_of(folder) or folder.name,
                reason=reason_of(error),
            )
        ) from error
    note_check(folder, gone)
    return freed


def refetch(
    hub: Hub,
    folder: Path,
    names: Iterable[str],
    *,
    manners: Manners | None = None,
    cancel: CancelToken | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> dict[str, str]:
    """Fetch these files of a snapshot again; each takes the place of the old one when it is whole.

    Whoever has the model loaded keeps the old contents until it is loaded again.

    Returns:
        those that could not be replaced, and why: files that Parlance does not fetch.

    Raises:
        UserError: it was not fetched from the hub; or the hub refuses, in one sentence.
        Cancelled: a stop was asked for. What has come is kept for the next time.
    """
    from app.hub.download import Download

    wrong = load_notes().get(folder, Note()).damaged
    wanted = list(names)
    download = Download(
        hub,
        _repo(folder),
        cache_of(folder),
        revision=folder.name,
        again=frozenset(wanted),
        manners=manners,
        cancel=cancel,
        report=report,
    )
    download.run()
    left = {
        name: wrong.get(name) or say("it is damaged")
        for name in wanted
        if name not in download.replaced
    }
    note_check(folder, left)
    return left


def _repo(folder: Path) -> str:
    if repo := repo_of(folder):
        return repo
    raise UserError(
        say(
            "{folder} was not downloaded from the hub by Parlance or another tool of its kind, so "
            "nobody knows where its files are from; get the model again.",
            folder=folder,
        )
    )


def _inside(folder: Path, name: str) -> Path:
    """Names come from a file of ours that anybody can write."""
    place = folder / name
    blobs = RepoFolder(cache_of(folder), repo_of(folder)).path if repo_of(folder) else folder
    if ".." in Path(name).parts or not place.resolve().is_relative_to(blobs.resolve()):
        raise UserError(
            say(
                "{name} is no file of this model, so it was left alone; "
                "check the model's files again.",
                name=name,
            )
        )
    return place
