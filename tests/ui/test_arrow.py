"""Widgets show values: they read no disk, open no connection and know no model."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ui

MODULES = sorted(Path(ui.__path__[0]).rglob("*.py"))
BANNED = {
    "os", "io", "pathlib", "shutil", "tempfile", "glob", "socket", "urllib", "http", "json",
    "sqlite3", "subprocess", "mlx", "mlx_lm", "numpy", "PIL", "soundfile", "sounddevice", "app",
    "PySide6.QtNetwork", "PySide6.QtSql",
}  # fmt: skip
DISK = {"open", "QFile", "QSettings", "QSaveFile", "QDir", "QFileInfo", "QImageReader"}
ENGINE = {"engine.types", "engine.errors"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_widget_touches_neither_disk_nor_network(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    roots = imported | {name.split(".")[0] for name in imported}
    assert not roots & BANNED
    assert not names & DISK
    assert {name for name in imported if name.startswith("engine")} <= ENGINE


def test_the_window_opens_without_the_markdown_parser() -> None:
    code = "import sys, ui.main_window; sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
