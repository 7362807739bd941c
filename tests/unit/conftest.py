"""What tests of one module stand on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.language import choose_language


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, speaking English with its plurals: "1 chat", not "1 chat(s)"."""
    choose_language("en")
    return qapp
