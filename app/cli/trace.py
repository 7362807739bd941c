"""`./parlance trace`: one forward pass, written down for comparison with a reference."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from app.cli.arguments import MODEL_HELP, Parser, number
from app.cli.output import Output, ReaderGone

DTYPES = ("float32", "bfloat16", "float16")


def main(argv: list[str]) -> int:
    """Exit code 0; rows of min, max, NaN and Inf a layer go to standard output as JSON.

    Raises:
        UserError, EngineError: one sentence for the user.
    """
    options = _parser().parse_args(argv)
    from app.models import find_model

    folder = find_model(options.model)
    from engine.trace import trace

    rows = trace(
        folder,
        Path(options.messages),
        Path(options.out),
        dtype=options.dtype,
        generate=options.generate,
    )
    with suppress(ReaderGone):
        Output().write(_table([asdict(row) for row in rows]))
    return 0


def _table(rows: Sequence[object]) -> str:
    """A JSON array with one row a line."""
    return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n"


def _parser() -> Parser:
    parser = Parser("trace", "Run one forward pass and write logits and tower outputs to a file.")
    add = parser.add_argument
    add("model", metavar="M", help=MODEL_HELP)
    add("--messages", required=True, metavar="FILE", help="OpenAI-style messages, JSON")
    add("--out", required=True, metavar="FILE", help="safetensors file to write")
    add("--dtype", default="float32", choices=DTYPES)
    add("--generate", type=number(0, 100_000, whole=True), default=0, metavar="N")
    return parser
