"""The table of figures: nothing is missing from it, and it says what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.golden import parity_table
from tests.golden.parity_table import (
    CLOSING,
    FED,
    MLX_VLM,
    OPENING,
    README,
    Measured,
    as_markdown,
    as_text,
    by_mlx_vlm,
    compare,
    goldens,
    matching,
    write,
)

REMEDY = "run `.venv/bin/python -m tests.golden.parity_table --write`"
ROWS = {("a_b", "text"): Measured(1.23e-6, 16), ("c", "text"): Measured(0.5, 3)}


def section() -> list[str]:
    return README.read_text("utf-8").partition(OPENING)[2].partition(CLOSING)[0].splitlines()


def test_the_readme_shows_every_golden() -> None:
    header, _, *rows = [line for line in section() if line.startswith("|")]
    columns = [cell.strip() for cell in header.split("|")]
    cells = {line.split("|")[1].strip(): line.split("|") for line in rows}
    for model, case in goldens():
        assert model.replace("_", " ") in columns, f"{model} is not in the README: {REMEDY}"
        row = cells.get(case.replace("_", " "))
        assert row is not None, f"{case} is not in the README: {REMEDY}"
        assert "<br>" in row[columns.index(model.replace("_", " "))], f"{model} {case}: {REMEDY}"


def test_the_readme_shows_what_was_measured_of_mlx_vlm() -> None:
    text = "\n".join(section())
    for cell in by_mlx_vlm().values():
        assert f"<br>{cell}" in text, REMEDY


def test_mlx_vlm_was_measured_on_every_golden() -> None:
    models = json.loads(MLX_VLM.read_text())["models"]
    missing = [f"{m} {c}" for m, c in goldens() if c not in models.get(m, {})]
    assert not missing, "run `.venv/bin/python -m tests.golden.against_mlx_vlm`"


def test_a_cell_holds_error_and_matches() -> None:
    assert str(Measured(1.23e-6, 16)) == "1e-6 16"
    assert str(Measured(0.5, 0)) == "5e-1 0"
    assert str(Measured()) == ""


def test_matching_counts_up_to_the_first_difference() -> None:
    assert matching([1, 2, 3], [1, 2, 4, 5]) == 2
    assert matching([1, 2], [1, 2, 3]) == 2


def test_comparing_looks_at_the_rows_that_the_golden_has() -> None:
    got = {"logits": np.array([[9.0], [1.0], [2.5]]), "generated_ids": np.array([7, 8])}
    golden = {"logits": np.array([[[1.0], [2.0]]]), "generated_ids": np.array([[7, 9]])}
    assert compare(got, golden) == Measured(0.25, 1)


def test_tables_have_a_row_for_a_case_and_a_column_for_a_model() -> None:
    first, second = as_text(ROWS)
    assert first.split() == ["a_b", "c"]
    assert second.split() == ["text", "1e-6", "16", "5e-1", "3"]
    table = as_markdown(ROWS, {("c", "text"): f"5e-1 0{FED}"}).splitlines()
    assert table[0] == "| | a b | c |"
    assert table[2] == f"| text | 1e-6 16<br>– | 5e-1 3<br>5e-1 0{FED} |"
    assert table[-1].startswith(FED)


def test_writing_replaces_what_stands_between_the_markers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"before\n{OPENING}\nold\n{CLOSING}\nafter\n")
    monkeypatch.setattr(parity_table, "README", file)
    for table in ("new", "newer"):
        write(table)
        assert file.read_text() == f"before\n{OPENING}\n{table}\n{CLOSING}\nafter\n"
