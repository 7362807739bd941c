"""The README's table of the window's figures."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from app.bench_ui.figures import FIGURES, KEYS
from app.bench_ui.run import machine
from tests.ui.window_table import BESIDE, CLOSING, OPENING, README, as_markdown, merge, put_in


def report(key: str, value: float) -> dict[str, Any]:
    names = {name for _, name, _, _ in Formatter().parse(BESIDE[key]) if name}
    found = {**dict.fromkeys(names, 1), key: value}
    return {"details": {key: found}, "machine": machine()}


def test_every_figure_has_a_row_and_misses_are_told() -> None:
    table = as_markdown(merge([report(key, 0.01) for key in KEYS]))
    assert all(f"`{key}`" in table for key in KEYS)
    assert "missed" not in table
    missed = as_markdown(merge([report(key, 1000.0) for key in KEYS]))
    assert missed.count("missed") == len(KEYS)


def test_the_last_word_on_a_figure_counts() -> None:
    table = as_markdown(merge([report("open_5000_ms", 700.0), report("open_5000_ms", 70.0)]))
    assert "| 70 |" in table
    assert "700" not in table


def test_the_readme_has_a_place_for_it() -> None:
    text = README.read_text("utf-8")
    assert put_in(text, "table").count("table") >= 1
    shown = text.partition(OPENING)[2].partition(CLOSING)[0]
    rows = re.findall(r"^\| `(\w+)`", shown, re.MULTILINE)
    assert rows
    assert rows == [each.key for each in FIGURES if each.key in rows]


def test_a_text_without_the_place_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        put_in("no place", "table")
