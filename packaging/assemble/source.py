"""Our own code: which files of the checkout there are, and which version they are."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from assemble.errors import PackagingError
from assemble.pins import ROOT

FOLDERS = ("app", "engine", "ui", "resources")


def files(root: Path = ROOT) -> list[str]:
    """Paths of what belongs to the app, relative to the checkout.

    Only what git knows, where there is git: what else lies about must not ride along.
    """
    if listed := ask_git(root, "ls-files", "-z", "--", *FOLDERS):
        known = listed.split("\0")
        return sorted(path for path in known if path and (root / path).is_file())
    return sorted(
        file.relative_to(root).as_posix()
        for folder in FOLDERS
        for file in (root / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    )


def ask_git(root: Path, *words: str) -> str:
    """What git says of a checkout; "" where there is no git, or no checkout of its."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.decode() if done.returncode == 0 else ""


def version(root: Path = ROOT) -> str:
    """`app.__version__`, read without importing anything."""
    for statement in ast.parse((root / "app" / "__init__.py").read_text("utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name("__version__")], value=ast.Constant(str(text))):
                return text
    raise PackagingError("app/__init__.py names no __version__.")
