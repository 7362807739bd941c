"""Finding libraries as dyld does.

Source: dyld(1) and its environment: @executable_path is the main executable's folder, @loader_path
that of the image that names it, @rpath each rpath of the images that led here, from this one up.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

# Libraries of the system: they have no files since macOS 11, so their names must do.
SYSTEM = ("/usr/lib/", "/System/Library/Frameworks/")


def is_system(name: str) -> bool:
    """Whether the system brings a library along, on every Mac."""
    return name.startswith(SYSTEM) and "/../" not in name


def place(name: str, loader: Path, executable: Path) -> Path:
    """Where @loader_path and @executable_path lead; `..` is taken out, links are not followed."""
    for word, folder in (("@loader_path", loader.parent), ("@executable_path", executable.parent)):
        if name == word or name.startswith(f"{word}/"):
            return Path(os.path.normpath(folder / name[len(word) + 1 :]))
    return Path(name)


def inside(root: Path, path: Path) -> bool:
    """Whether a place lies in the bundle, links followed."""
    return path.is_relative_to(root) and path.resolve().is_relative_to(root)


def find(
    name: str, loader: Path, executable: Path, rpaths: Sequence[Path], root: Path
) -> Path | None:
    """The file that dyld would load for a name, links followed; None if there is none."""
    if name.startswith("@rpath/"):
        candidates = [folder / name.removeprefix("@rpath/") for folder in rpaths]
    elif name.startswith(("@loader_path/", "@executable_path/")):
        candidates = [place(name, loader, executable)]
    else:
        return None
    for candidate in candidates:
        if candidate.is_file() and inside(root, candidate):
            return candidate.resolve()
    return None
