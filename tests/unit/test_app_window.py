"""How the window's process is set up."""

from __future__ import annotations

import sys

import pytest

from app.window import SWITCH_S, make_application


@pytest.mark.usefixtures("qapp")
def test_window_and_engine_do_not_wait_long_for_each_other() -> None:
    before = sys.getswitchinterval()
    try:
        make_application()
        assert sys.getswitchinterval() == pytest.approx(SWITCH_S)
    finally:
        sys.setswitchinterval(before)
