"""Where the twin lies and how it is started: by a stranger, from a disk he cannot write to."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assemble.bundle import Report, build
from assemble.pins import ROOT
from assemble.targets import LINUX
from twin.interpreter import show

# A space and a letter beyond ASCII: what a path in the bundle goes through must bear both.
FOLDER = "Programme für alle"
NOBODY = 65534


@dataclass(frozen=True)
class Twin:
    """A finished twin.

    Attributes:
        app: `Parlance.app` below FOLDER.
        home: an empty folder that the program may write to.
        user: whom it runs as, None for whoever runs this: root could write anywhere.
    """

    app: Path
    home: Path
    report: Report
    user: int | None

    @property
    def executable(self) -> Path:
        return self.app / "Contents" / "MacOS" / "Parlance"

    def environment(self, **more: str) -> dict[str, str]:
        """All that the program finds in its environment."""
        return {"HOME": str(self.home), **more}

    def start(
        self, *words: str, environment: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start the program in its home, its words in pipes."""
        return subprocess.Popen(
            [str(self.executable), *words],
            env=self.environment() if environment is None else environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            user=self.user,
        )

    def run(
        self, *words: str, environment: dict[str, str] | None = None, limit_s: float = 240
    ) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        with self.start(*words, environment=environment) as process:
            try:
                out, err = process.communicate(timeout=limit_s)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(words, process.returncode, out, err)


@contextlib.contextmanager
def twin(checkout: Path = ROOT, work: Path | None = None) -> Iterator[Twin]:
    """Build the twin and put it where nobody may write; gone in the end.

    Args:
        checkout: whose app it is.
        work: keeps what the next build can use again.

    Raises:
        PackagingError: a part is missing.
    """
    root = Path(tempfile.mkdtemp(prefix="parlance-twin-"))
    try:
        root.chmod(0o755)  # others may look in
        python = show(root / "python")
        (root / FOLDER).mkdir()
        kept = root / FOLDER / "work"  # where the builder keeps things
        kept.symlink_to(work or root)
        report = build(LINUX, python, root / FOLDER, checkout=checkout)
        kept.unlink()
        shutil.rmtree(python)
        home = root / "home"
        home.mkdir()
        user = NOBODY if os.geteuid() == 0 else None
        if user is not None:
            os.chown(home, user, -1)
        _lock(root / FOLDER)
        yield Twin(report.app, home, report, user)
    finally:
        _unlock(root / FOLDER)
        shutil.rmtree(root)


def contents(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, size and time of change of everything below: two of these differ if anything did."""
    found = {}
    for path in folder.rglob("*"):
        facts = path.lstat()
        found[str(path)] = (facts.st_mode, facts.st_size, facts.st_mtime_ns)
    return found


def _lock(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o444)


def _unlock(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")) if folder.exists() else ():
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
