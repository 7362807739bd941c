"""How near the engine is to the reference, golden by golden; mlx-vlm on the same goldens beside it.

By hand: `.venv/bin/python -m tests.golden.parity_table` prints Markdown, `--write` puts it into the
README. `against_mlx_vlm.py` measures the other one.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

DATA = Path(__file__).parent / "data"
README = Path(__file__).parent.parent.parent / "README.md"
OPENING, CLOSING = "<!-- parity -->", "<!-- /parity -->"
MLX_VLM = DATA / "mlx_vlm.json"
NEW_TOKENS = 16
FED, OTHER = "¹", "²"
NOTES = {
    FED: "Fed the reference's token ids and pixels: what its own processor makes of these messages "
    "is another prompt (sounds moved behind the text) or patches of another size.",
    OTHER: "Its logits are those of the reference's `forward`. The reference contradicts itself "
    "here; Parlance follows the masks that it generates with.",
}

Key = tuple[str, str]  # model, case


@dataclass
class Measured:
    """Of one case: `error` is the largest difference of a logit over the largest logit.

    `matches` of 16 greedy tokens are the reference's, up to the first that differs.
    """

    error: float | None = None
    matches: int | None = None

    def __str__(self) -> str:
        error = (
            ""
            if self.error is None
            else f"{self.error:.0e}".replace("e-0", "e-").replace("e+00", "e0")
        )
        matches = "" if self.matches is None else f"{self.matches}"
        return f"{error} {matches}".strip()


MEASURED: dict[Key, Measured] = {}
"""What the tests of this run have measured; `conftest.py` prints it at their end."""


def note(model: str, case: str, **values: Any) -> None:
    row = MEASURED.setdefault((model, case), Measured())
    for name, value in values.items():
        setattr(row, name, value)


def goldens() -> list[Key]:
    """Every case of every model, most common cases first."""
    keys = [
        (file.parent.parent.name, file.stem)
        for file in DATA.glob("*/cases/*.json")
        if (file.parent.parent / "model").is_dir()
    ]
    return sorted(keys)


def cases_in_order(keys: Mapping[Key, Any] | list[Key]) -> list[str]:
    """Those that most models have come first: text, then pictures, then sounds."""
    models: dict[str, int] = {}
    for _, case in keys:
        models[case] = models.get(case, 0) + 1
    return sorted(models, key=lambda case: (-models[case], case))


def relative(got: Any, wanted: Any) -> float:
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())


def matching(got: list[int], wanted: list[int]) -> int:
    """Leading tokens that are the same."""
    for i, (a, b) in enumerate(zip(got, wanted, strict=False)):
        if a != b:
            return i
    return min(len(got), len(wanted))


def compare(got: Mapping[str, Any], golden: Mapping[str, Any]) -> Measured:
    wanted = golden["logits"].reshape(-1, golden["logits"].shape[-1])
    tokens = golden["generated_ids"].reshape(-1).tolist()
    return Measured(
        relative(got["logits"][-len(wanted) :], wanted),
        matching(got["generated_ids"].tolist(), tokens),
    )


def measure() -> dict[Key, Measured]:
    """All goldens through `trace`, as a user would."""
    from engine.trace import trace

    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "trace.safetensors"
        for model, case in goldens():
            cases = DATA / model / "cases"
            trace(DATA / model / "model", cases / f"{case}.json", out, generate=NEW_TOKENS)
            found[model, case] = compare(load_file(out), load_file(cases / f"{case}.safetensors"))
    return found


def by_mlx_vlm() -> dict[Key, str]:
    """What `against_mlx_vlm.py` wrote down: figures with marks, or that there are none."""
    if not MLX_VLM.is_file():
        return {}
    cells = {}
    for model, cases in json.loads(MLX_VLM.read_text())["models"].items():
        for case, row in cases.items():
            figures = str(Measured(row.get("error_all_rows"), row.get("greedy"))) or "fails"
            other = row.get("reference_forward", {})
            nearer = other.get("error_last_row", 1e9) < row.get("error_last_row", 0)
            marks = (FED if "fed" in row else "") + (OTHER if nearer else "")
            cells[model, case] = figures + marks
    return cells


def as_text(rows: Mapping[Key, Measured]) -> list[str]:
    """Lines for a terminal: a case each, a model in each column."""
    models = sorted({model for model, _ in rows})
    widths = [max(len(model), 8) for model in models]
    cases = cases_in_order(list(rows))
    first = max(map(len, cases))
    lines = ["  ".join([" " * first, *(f"{m:>{w}}" for m, w in zip(models, widths, strict=True))])]
    for case in cases:
        cells = [
            f"{rows.get((model, case), '')!s:>{width}}"
            for model, width in zip(models, widths, strict=True)
        ]
        lines.append("  ".join([f"{case:<{first}}", *cells]).rstrip())
    return lines


def as_markdown(rows: Mapping[Key, Measured], others: Mapping[Key, str]) -> str:
    models = sorted({model for model, _ in rows})
    lines = [
        "| | " + " | ".join(model.replace("_", " ") for model in models) + " |",
        "|---" * (len(models) + 1) + "|",
    ]
    for case in cases_in_order(list(rows)):
        cells = []
        for model in models:
            own = rows.get((model, case))
            cells.append("" if own is None else f"{own}<br>{others.get((model, case), '–')}")
        lines.append(f"| {case.replace('_', ' ')} | " + " | ".join(cells) + " |")
    marks = "".join(others.values())
    shown = [f"\n{mark} {note}" for mark, note in NOTES.items() if mark in marks]
    return "\n".join([*lines, *shown])


def write(table: str) -> None:
    """Put the table between the README's markers."""
    before, _, rest = README.read_text("utf-8").partition(OPENING)
    _, found, after = rest.partition(CLOSING)
    if not found:
        raise SystemExit(f"README.md has no {OPENING} ... {CLOSING}")
    README.write_text(f"{before}{OPENING}\n{table}\n{CLOSING}{after}", "utf-8")


if __name__ == "__main__":
    markdown = as_markdown(measure(), by_mlx_vlm())
    if "--write" in sys.argv[1:]:
        write(markdown)
    else:
        sys.stdout.write(markdown + "\n")
