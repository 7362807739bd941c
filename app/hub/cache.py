"""The Hugging Face cache on this machine: blobs by hash, snapshots of links, names of commits.

    models--owner--name/blobs/<hash>                 contents
    models--owner--name/blobs/<hash>.parlance-*      one that is being fetched, and its journal
    models--owner--name/snapshots/<commit>/<path>    links to blobs
    models--owner--name/refs/<revision>              which commit a name means

Other tools read the same folders: see huggingface_hub's guide to its cache.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock

from app.hub.files import RemoteFile, RemoteModel
from app.hub.part import part_bytes
from app.hub.sums import keep_sums
from app.whole_file import write_json, write_text

_PLAN = ".parlance-download.json"


class RepoFolder:
    """One repository's folder. It may not exist yet."""

    def __init__(self, cache: Path, repo: str) -> None:
        self.repo = repo
        self.path = cache / f"models--{repo.replace('/', '--')}"
        self.lock = cache / ".locks" / self.path.name / "parlance.lock"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts, nobody downloads it.

        Raises:
            Timeout: of filelock: somebody does.
            OSError: the disk refuses.
        """
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.lock, timeout=0):
            yield

    def blob(self, name: str) -> Path:
        return self.path / "blobs" / name

    def has(self, file: RemoteFile) -> bool:
        """Its content is here, as long as it should be."""
        try:
            return self.blob(file.blob).stat().st_size == file.size
        except OSError:
            return False

    def placed(self, file: RemoteFile, commit: str) -> bool:
        """Its content is in the snapshot itself, as on disks that have no links."""
        place = self.snapshot(commit) / file.path
        try:
            return not place.is_symlink() and place.stat().st_size == file.size
        except OSError:
            return False

    def snapshot(self, commit: str) -> Path:
        return self.path / "snapshots" / commit

    def parts(self) -> list[Path]:
        """Everything of files that are not whole."""
        return sorted((self.path / "blobs").glob("*.parlance-*"))

    # What is being fetched, for lists while there is no network

    def write_plan(self, model: RemoteModel, revision: str) -> None:
        plan = {
            "repo": self.repo,
            "revision": revision,
            "commit": model.commit,
            "files": [asdict(file) for file in model.wanted],
        }
        write_json(self.path / _PLAN, plan)

    def read_plan(self) -> dict[str, Any] | None:
        """What `write_plan` wrote, if a download is unfinished."""
        try:
            plan: Any = json.loads((self.path / _PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return plan if isinstance(plan, dict) and plan.get("repo") == self.repo else None

    # The end of a download

    def publish(self, model: RemoteModel, revision: str, new: Iterable[RemoteFile] = ()) -> Path:
        """Let the snapshot appear, all at once, and its name after it. `new` has just come."""
        target = self.snapshot(model.commit)
        wanted = model.wanted
        if target.is_dir():  # another tool's, perhaps half of it
            for file in new:
                if not (target / file.path).is_symlink():  # a link leads to what has come
                    (target / file.path).unlink(missing_ok=True)
            self._link(target, wanted)
        else:
            draft = target.with_name(f".parlance-{model.commit}")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            self._link(draft, wanted)
            draft.rename(target)
        if not all((target / file.path).is_symlink() for file in wanted):
            keep_sums(target, {file.path: file.blob for file in wanted})
        if revision != model.commit:
            write_text(self.path / "refs" / revision, model.commit)
        (self.path / _PLAN).unlink(missing_ok=True)
        return target

    def tidy(self) -> None:
        """Remove what is of no use to the next try: empty folders, and a plan without a byte."""
        for draft in (self.path / "snapshots").glob(".parlance-*"):
            shutil.rmtree(draft, ignore_errors=True)
        for empty in ("snapshots", "refs", "blobs"):
            with suppress(OSError):
                (self.path / empty).rmdir()
        if not (self.path / "blobs").exists():
            (self.path / _PLAN).unlink(missing_ok=True)
        with suppress(OSError):
            self.path.rmdir()

    def drop_parts(self, keep: Iterable[str] = ()) -> None:
        """Forget unfinished files, except those of the blobs in `keep`."""
        kept = set(keep)
        for part in self.parts():
            if part.name.split(".")[0] not in kept:
                part.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Remove an unfinished download, and nothing that a snapshot uses."""
        (self.path / _PLAN).unlink(missing_ok=True)
        self.drop_parts()
        used = {
            path.resolve() for path in (self.path / "snapshots").rglob("*") if path.is_symlink()
        }
        for blob in (self.path / "blobs").glob("*"):
            if blob.resolve() not in used:
                blob.unlink(missing_ok=True)
        self.tidy()

    def _link(self, folder: Path, files: Iterable[RemoteFile]) -> None:
        for file in files:
            place = folder / file.path
            if place.exists() and place.stat().st_size == file.size:
                continue
            place.unlink(missing_ok=True)  # a link to nothing, or half of it
            place.parent.mkdir(parents=True, exist_ok=True)
            blob = self.blob(file.blob)
            # Links stay right when the cache is moved; from a draft they point as from a snapshot.
            up = "../" * (2 + file.path.count("/"))
            try:
                place.symlink_to(f"{up}blobs/{file.blob}")
            except OSError:  # exFAT and network disks have no links
                if file.large:  # there may be no room for it twice
                    blob.replace(place)
                else:
                    shutil.copyfile(blob, place)


def unfinished(cache: Path) -> Iterator[tuple[RepoFolder, int, int]]:
    """Downloads that were begun and not ended: folder, bytes that are there, of how many."""
    for path in sorted(cache.glob("models--*")):
        folder = RepoFolder(cache, path.name.removeprefix("models--").replace("--", "/", 1))
        plan = folder.read_plan()
        if plan is None:
            continue
        with suppress(KeyError, TypeError, ValueError):
            sizes = {str(file["blob"]): int(file["size"]) for file in plan["files"]}
            done = sum(
                size if folder.blob(blob).exists() else part_bytes(folder.blob(blob))
                for blob, size in sizes.items()
            )
            yield folder, done, sum(sizes.values())
