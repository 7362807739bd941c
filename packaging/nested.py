"""What is to be signed inside a bundle, one path a line, in the order in which it must be.

    python packaging/nested.py Parlance.app

First all compiled files, the deepest ones first, then the frameworks around some of them. The
bundle itself is signed after these, by whoever asks: its main program is signed with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

# Mach-O for this or several architectures, in either order of bytes.
_MAGIC = frozenset(
    bytes.fromhex(each) for each in ("cffaedfe", "feedfacf", "cafebabe", "bebafeca", "cefaedfe")
)


def inside(app: Path) -> list[Path]:
    """Compiled files, then frameworks; links are followed by nobody."""
    main = app / "Contents" / "MacOS" / app.stem
    codes = [path for path in _files(app) if path != main and _is_code(path)]
    frameworks = [path for path in app.rglob("*.framework") if path.is_dir()]
    own = {path for each in frameworks for path in codes if path.name == each.stem}
    own = {path for path in own if any(each in path.parents for each in frameworks)}
    loose = [path for path in codes if path not in own]  # a framework's own comes with it
    return sorted(loose, key=_depth) + sorted(frameworks, key=_depth)


def _files(app: Path) -> Iterator[Path]:
    return (path for path in app.rglob("*") if path.is_file() and not path.is_symlink())


def _is_code(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _MAGIC


def _depth(path: Path) -> tuple[int, str]:
    return -len(path.parts), str(path)


if __name__ == "__main__":
    sys.stdout.write("".join(f"{path}\n" for path in inside(Path(sys.argv[1]))))
