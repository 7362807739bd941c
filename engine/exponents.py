"""Recognises the scales of a block format that a converter has cast to numbers.

mxfp4 keeps one exponent byte b for 32 weights, meaning 2^(b-127). A converter that stores b itself,
as the number 119, makes every weight some 30,000 times too large; the model still loads and runs.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

from engine.faults import Fault, count_modules, some
from engine.sentences import say
from engine.weights import Tensor

_SAMPLED = 16  # modules looked into: a converter treats all alike
_VALUES = 64  # scales read of each
LOW, HIGH = 64, 190  # exponent bytes of 2^-63 and 2^63: no trained weight is scaled by more


def exponent_fault(names: Sequence[str], detail: str = "") -> Fault:
    return Fault(
        "exponent-scales",
        say(
            "the scales of {count} are exponent bytes that a converter stored as numbers "
            "(119 where 2^-8 is meant): {names}",
            count=count_modules(len(names)),
            names=some(list(names)),
        ),
        say("Get the original mxfp4 model, which Parlance runs as it is, or an affine 4-bit one."),
        dict.fromkeys(names, detail),
    )


def cast_scales(tensors: Sequence[Tensor]) -> list[str]:
    """Names of `….scales` whose first values can only be exponent bytes.

    Looks into a sample, and into all of them only if something is wrong there.
    """
    scales = [t for t in tensors if t.name.endswith(".scales") and t.dtype in _DECODE]
    sample = scales[:: max(1, len(scales) // _SAMPLED)]
    if not any(are_exponents(_first_values(t)) for t in sample):
        return []
    return [t.name for t in scales if are_exponents(_first_values(t))]


def are_exponents(values: Sequence[float]) -> bool:
    """Whole numbers near 120, all of them. Affine scales are small, and half are negative."""
    return bool(values) and all(v == math.floor(v) and LOW <= v <= HIGH for v in values)


def _first_values(tensor: Tensor) -> list[float]:
    decode, width = _DECODE[tensor.dtype]
    count = min(_VALUES, tensor.size)
    try:
        with tensor.file.open("rb") as stream:
            stream.seek(tensor.offset)
            raw = stream.read(count * width)
    except OSError:
        return []
    if len(raw) < count * width:
        return []
    if decode == "bf16":
        halves = struct.unpack(f"<{count}H", raw)
        raw, decode = struct.pack(f"<{count}I", *(half << 16 for half in halves)), "f"
    values: tuple[float, ...] = struct.unpack(f"<{count}{decode}", raw)
    return [value if math.isfinite(value) else 0.0 for value in values]


_DECODE = {"BF16": ("bf16", 2), "F16": ("e", 2), "F32": ("f", 4)}
