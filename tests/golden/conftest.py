"""Prints how near to the reference the goldens came, at the end of a run that measured them."""

from __future__ import annotations

import pytest

from tests.golden.parity_table import MEASURED, as_text


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not MEASURED:
        return
    terminalreporter.section("parity with transformers, float32")
    terminalreporter.write_line("largest logit error over the largest logit, greedy tokens of 16")
    for line in as_text(MEASURED):
        terminalreporter.write_line(line)
