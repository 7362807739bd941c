"""The running interpreter in the shape of a standalone one: include/, lib/libpython, lib/python3.X.

Made of links, so that little is copied before the bundle takes what it keeps.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import sysconfig
from pathlib import Path

from assemble.errors import MissingPart

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
REMEDY = "on Debian, 'apt-get install libpython3-dev' brings them"


def show(folder: Path) -> Path:
    """Lay the interpreter out in `folder`; gives `folder`.

    Raises:
        MissingPart: this interpreter came without what a program that embeds it needs.
    """
    _show_headers(folder / "include")
    lib = folder / "lib"
    lib.mkdir(parents=True)
    (lib / f"python{MINOR}").symlink_to(Path(sysconfig.get_path("stdlib")).resolve())
    if shared := _find(_text("INSTSONAME")):
        shutil.copyfile(shared, lib / shared.name)  # links are taken for its other names
    elif archive := _find(_text("LIBRARY")):
        (lib / archive.name).symlink_to(archive)
        facts = {"archive": archive.name, "libraries": [], "frameworks": [], "flags": _flags()}
        (lib / "static.json").write_text(json.dumps(facts))
    else:
        raise MissingPart(
            f"The libpython of {sys.base_prefix} is missing, so no program can hold this Python "
            f"inside; {REMEDY}."
        )
    return folder


def _show_headers(include: Path) -> None:
    headers = Path(sysconfig.get_path("include"))
    if not (headers / "Python.h").is_file():
        raise MissingPart(f"The headers of this Python are not in {headers}; {REMEDY}.")
    include.mkdir(parents=True)
    (include / f"python{MINOR}").symlink_to(headers.resolve())
    machine = _text("MULTIARCH")  # Debian's pyconfig.h includes one from there
    if machine and (own := headers.parent / machine / headers.name).is_dir():
        (include / machine).mkdir()
        (include / machine / own.name).symlink_to(own)


def _text(name: str) -> str:
    value = sysconfig.get_config_var(name)
    return value if isinstance(value, str) else ""


def _find(name: str) -> Path | None:
    folders = [_text("LIBDIR"), _text("LIBPL"), f"{sys.base_prefix}/lib"]
    files = [Path(folder, name) for folder in folders if folder]
    kinds = (".a", ".so")
    return next((f for f in files if f.is_file() and any(k in f.name for k in kinds)), None)


def _flags() -> list[str]:
    """What a static libpython needs from the system."""
    words = shlex.split(" ".join(_text(name) for name in ("LIBS", "MODLIBS", "SYSLIBS")))
    return [word for word in words if not word.startswith("-Wl,-rpath")]
