"""The version stands in one place, and everything that tells it follows."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import __version__
from app.__main__ import main
from app.assets import load_assets
from ui.about import About
from ui.look import Look

ROOT = Path(__file__).resolve().parents[2]


def test_pyproject_reads_it_from_the_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "app.__version__"}


def test_it_is_a_literal_that_is_read_without_running_anything() -> None:
    """setuptools, release.sh and the bundle's builder read it where nothing is installed."""
    tree = ast.parse((ROOT / "app" / "__init__.py").read_text(encoding="utf-8"))
    found = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert found["__version__"] == __version__
    assert re.fullmatch(r"\d+\.\d+\.\d+(rc\d+)?", __version__)


def test_the_command_line_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Parlance {__version__}\n"


def test_the_about_box_tells_it(qtbot: QtBot) -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    before = QGuiApplication.applicationVersion()
    QGuiApplication.setApplicationVersion(__version__)  # as app.window.make_application does
    try:
        box = About(Look(load_assets(), parent), parent)
    finally:
        QGuiApplication.setApplicationVersion(before)
    assert f"Version {__version__}" in [label.text() for label in box.findChildren(QLabel)]
    assert "setApplicationVersion(__version__)" in (ROOT / "app" / "window.py").read_text()


def test_the_changelog_knows_no_newer_one() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[([^\]]+)\]", text, re.MULTILINE)
    assert headings, "no heading like ## [Unreleased] or ## [1.2.3]"
    released = [each for each in headings if each != "Unreleased"]
    assert all(_numbers(each) <= _numbers(__version__) for each in released)
    if "Unreleased" not in headings:
        assert released[0] == __version__


def test_nobody_else_writes_it_down() -> None:
    number = re.escape(__version__)
    written = re.compile(
        rf"""version\w*["']?\s*[=:]\s*["']?{number}|<string>{number}<""", re.IGNORECASE
    )
    elsewhere = [
        path.relative_to(ROOT)
        for folder in ("app", "engine", "ui", "packaging")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sh", ".plist", ".toml", ".c")
        and path != ROOT / "app" / "__init__.py"
        and written.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", version))
