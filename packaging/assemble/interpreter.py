"""The standalone interpreter that goes into the bundle, and one here that compiles for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assemble.errors import PackagingError

WHERE = (
    "run packaging/fetch-python.sh (python-build-standalone for arm64) or "
    "packaging/cpython/build.sh, and give the folder with --python"
)


@dataclass(frozen=True)
class Interpreter:
    """A folder with bin/, include/ and lib/python3.X.

    Attributes:
        version: in full, e.g. "3.13.15".
    """

    folder: Path
    version: str

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])

    @property
    def stdlib(self) -> Path:
        return self.folder / "lib" / f"python{self.minor}"

    @property
    def shared_libraries(self) -> list[Path]:
        """libpython, where it is not in the launcher."""
        return sorted(
            file
            for pattern in (f"libpython{self.minor}.dylib", f"libpython{self.minor}.so*")
            for file in (self.folder / "lib").glob(pattern)
            if not file.is_symlink()
        )


def read(folder: Path) -> Interpreter:
    """Recognise an interpreter.

    Raises:
        PackagingError: there is none, or parts of it are missing.
    """
    headers = sorted(folder.glob("include/python3.*/patchlevel.h"))
    if not headers:
        raise PackagingError(f"{folder} holds no Python (no include/python3.*); {WHERE}.")
    if len(headers) > 1:
        raise PackagingError(f"{folder} holds several Pythons; give a folder with one.")
    text = headers[0].read_text("utf-8")
    found = re.search(r'^#define\s+PY_VERSION\s+"([\d.]+)\+?"', text, re.MULTILINE)
    if not found:
        raise PackagingError(f"{headers[0]} names no released version; {WHERE}.")
    interpreter = Interpreter(folder.resolve(), found[1])
    if not (interpreter.stdlib / "os.py").is_file():
        raise PackagingError(f"{interpreter.stdlib} is no standard library; {WHERE}.")
    return interpreter


def compiler_for(minor: str, own: Path | None = None) -> Path:
    """An interpreter on this machine that writes the byte code of Python `minor`.

    Args:
        own: the bundle's interpreter folder, which does it where it can run.

    Raises:
        PackagingError: there is none.
    """
    for candidate in (*([own / "bin" / f"python{minor}"] if own else []), *_candidates(minor)):
        if _minor_of(candidate) == minor:
            return candidate
    raise PackagingError(
        f"the byte code of Python {minor} can only be written by a Python {minor}, and none is "
        f"found on this machine: install it as python{minor}, or give an interpreter of another "
        "version with --python."
    )


def _candidates(minor: str) -> Iterator[Path]:
    if f"{sys.version_info.major}.{sys.version_info.minor}" == minor:
        yield Path(sys.executable)
    for folder in (*os.get_exec_path(), "/opt/homebrew/bin", "/usr/local/bin"):
        candidate = Path(folder) / f"python{minor}"
        if os.access(candidate, os.X_OK):
            yield candidate
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{minor}.*/bin/python{minor}"), reverse=True)
    if uv := shutil.which("uv"):
        found = subprocess.run(
            [uv, "python", "find", "--no-python-downloads", minor],
            capture_output=True,
            text=True,
            check=False,
        )
        if found.returncode == 0:
            yield Path(found.stdout.strip())


def _minor_of(python: Path) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(python), "-I", "-S", "-c", code], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()
