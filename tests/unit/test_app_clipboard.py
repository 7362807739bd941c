"""What was copied does not bring the app down when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY_AND_LEAVE = """
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from app.window import let_go_of_clipboard, make_application
application = make_application("en")
mime = QMimeData()
mime.setHtml("<b>bold</b>")
QGuiApplication.clipboard().setMimeData(mime)
let_go_of_clipboard()
"""


def test_an_app_that_has_copied_ends_well(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COPY_AND_LEAVE],
        cwd=ROOT,
        env={**os.environ, "PARLANCE_DATA": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert done.returncode == 0
