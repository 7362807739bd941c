"""Windows for tests: real widgets on Qt's offscreen platform."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.language import choose_language
from ui.look import Look
from ui.main_window import MainWindow
from ui.values import Assets

RESOURCES = Path(__file__).parents[2] / "resources"


def read_assets() -> Assets:
    icons = {path.stem: path.read_bytes() for path in (RESOURCES / "icons").glob("*.svg")}
    return Assets(icons, (RESOURCES / "icon.svg").read_bytes())


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, speaking English with its plurals: "1 chat", not "1 chat(s)"."""
    choose_language("en")
    return qapp


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, which is not made yet. It and the cache of models are the test's own."""
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def assets() -> Assets:
    return read_assets()


@pytest.fixture
def look(qapp: QApplication, assets: Assets) -> Iterator[Look]:
    made = Look(assets, qapp)
    yield made
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, assets: Assets) -> Iterator[MainWindow]:
    made = MainWindow(assets)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that would have been opened in a browser."""
    addresses: list[str] = []

    class Desktop:
        @staticmethod
        def openUrl(address: QUrl) -> None:  # noqa: N802
            addresses.append(address.toString())

    monkeypatch.setattr("ui.text_pane.QDesktopServices", Desktop)
    return addresses
