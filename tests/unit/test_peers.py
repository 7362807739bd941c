"""Libraries to be compared with, where they cannot be had."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from app.errors import UserError
from app.peers import mlx_vlm_python


def test_interpreter_without_environments_says_where_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setitem(sys.modules, "venv", None)
    with pytest.raises(UserError, match="from a checkout"):
        mlx_vlm_python()
    assert list(tmp_path.iterdir()) == []
