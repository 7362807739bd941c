"""Finds the models on this machine. Reads folders and headers, so: not on the main thread."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.errors import UserError
from app.paths import data_folder, starter_model
from app.whole_file import read_json, read_object, write_json
from engine.sentences import say
from engine.types import ModelInfo

log = logging.getLogger(__name__)

STARTER_NAME = "Parlance Starter"

# Held by whoever looks for models, and while one that is moved is in two places.
settled = threading.Lock()


def cache_folder() -> Path:
    """Where Hugging Face tools keep what they downloaded, by their own environment variables."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if chosen := os.environ.get(name):
            return _expand(chosen)
    if home := os.environ.get("HF_HOME"):
        return _expand(home) / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return _expand(base) / "huggingface" / "hub"


def find_models(*folders: Path) -> list[ModelInfo]:
    """The starter, then the cache's models, ours, LM Studio's and those of `folders`, each once.

    Folders that look like a model but cannot be loaded are there too, with `problem` set.
    """
    found: dict[Path, ModelInfo] = {}
    with settled:
        for path, name in _candidates(folders):
            key = path.resolve()
            if key not in found:
                found[key] = describe(path, name)
    return list(found.values())


def usual_folders() -> list[Path]:
    """Parlance's own, those that models were moved to, and LM Studio's, where they are."""
    home = Path.home()
    places = [data_folder() / "models", *moved_folders()]
    settings = read_object(home / ".lmstudio" / "settings.json")
    if isinstance(chosen := settings.get("downloadsFolder"), str):
        places.append(Path(chosen))
    places += [home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models"]
    return list(dict.fromkeys(place.resolve() for place in places if place.is_dir()))


def moved_folders() -> list[Path]:
    """Where models were moved to, on whatever disk; it need not be there now."""
    found = read_json(_moved_file())
    if not isinstance(found, list):
        return []
    return [Path(each) for each in found if isinstance(each, str) and each]


def remember_folder(folder: Path) -> None:
    """Models are looked for in there from now on.

    Raises:
        OSError: that cannot be written down.
    """
    known = moved_folders()
    if folder not in known and folder not in (cache_folder(), *usual_folders()):
        write_json(_moved_file(), [str(each) for each in (*known, folder)])


def _moved_file() -> Path:
    return data_folder() / "model_folders.json"


def find_starter() -> list[ModelInfo]:
    return [describe(starter_model(), STARTER_NAME)]


def describe(path: Path, name: str = "") -> ModelInfo:
    """What a folder says of itself; what is wrong with it goes into `problem`."""
    from engine.model_info import describe_model

    try:
        info = describe_model(path)
    except Exception:  # one odd folder must not hide the others
        log.exception("cannot inspect %s", path)
        problem = say("{name} could not be read; the log holds the details.", name=path.name)
        info = ModelInfo(path, path.name, "", (), "", 0, 0, 0, problem)
    return replace(info, name=name or info.name, nbytes=info.nbytes or _weight_bytes(path))


def find_model(wanted: str) -> Path:
    """The folder of a model given on the command line: a folder, or a repository's name.

    Raises:
        UserError: there is nothing by that name.
    """
    if wanted in ("", "starter"):
        return starter_model()
    with suppress(OSError, ValueError, RuntimeError):  # no disk has such names; nobody's home
        path = Path(wanted).expanduser()
        if path.is_dir():
            return path
        if path.is_file():
            raise UserError(
                say("{name} is a file; give the folder that holds the model instead.", name=wanted)
            )
        for cache in (cache_folder(), *usual_folders()):
            if snapshot := snapshot_of(cache, wanted):
                return snapshot
    raise UserError(
        say(
            "There is no model named {name}: it is neither a folder "
            "nor a repository in the Hugging Face cache ({cache}). "
            "“./parlance models list” names those that are here.",
            name=wanted,
            cache=cache_folder(),
        )
    )


def _candidates(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Folders that look like models, with the name to show; empty means the model's own."""
    yield starter_model(), STARTER_NAME
    yield from ((path, "") for path in _cached(cache_folder()))
    for folder in (*usual_folders(), *folders):
        yield from ((path, "") for path in _cached(folder))
        yield from ((path, "") for path in _below(folder, depth=2) if _looks_like_model(path))


def _cached(cache: Path) -> Iterator[Path]:
    """One snapshot of every repository in a folder that is laid out as the cache is."""
    for repository in _folders(cache):
        snapshot = _snapshot(repository) if repository.name.startswith("models--") else None
        if snapshot is not None and _looks_like_model(snapshot):
            yield snapshot


def _below(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    if depth == 0:
        return
    for child in _folders(folder):
        yield from _below(child, depth - 1)


def snapshot_of(cache: Path, repo: str) -> Path | None:
    """The folder of a repository's model in a cache; it may lack files."""
    return _snapshot(_repository(cache, repo))


def _repository(cache: Path, name: str) -> Path:
    """The folder of that repository, or of the one that the hub takes for the same."""
    folder = cache / f"models--{name.replace('/', '--')}"
    if "/" not in name or folder.exists():
        return folder
    same = (each for each in _folders(cache) if each.name.casefold() == folder.name.casefold())
    return next(same, folder)


def _snapshot(repository: Path) -> Path | None:
    """The folder of the revision that `main` means, else of the newest one."""
    snapshots = repository / "snapshots"
    try:
        revision = (repository / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        revision = ""
    if revision and (snapshots / revision).is_dir():
        return snapshots / revision
    revisions = _folders(snapshots)
    return max(revisions, key=_changed_at) if revisions else None


def _folders(folder: Path) -> list[Path]:
    """Folders inside, by name; none if it cannot be read. Hidden ones are left out."""
    try:
        inside = [p for p in folder.iterdir() if not p.name.startswith(".") and p.is_dir()]
    except OSError:
        return []
    return sorted(inside, key=lambda path: path.name.lower())


def _looks_like_model(folder: Path) -> bool:
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return False
    return "config.json" in names or any(n.endswith((".safetensors", ".gguf")) for n in names)


def _weight_bytes(folder: Path) -> int:
    try:
        files = [p for p in folder.iterdir() if p.suffix in (".safetensors", ".gguf")]
        return sum(path.stat().st_size for path in files)
    except OSError:
        return 0


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _expand(path: str) -> Path:
    return Path(os.path.expandvars(path)).expanduser()
