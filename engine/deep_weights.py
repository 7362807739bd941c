"""Looks at the values of a loaded model's weights for what no trained model has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten

from engine.cancel import CancelToken
from engine.exponents import HIGH, LOW, exponent_fault
from engine.faults import Fault, counted, download_again

_ROWS = 64  # of each matrix, evenly spread
_LOUDEST = 30.0  # root mean square of a matrix; trained ones stay below 1, tables below 5


def weight_faults(model: Any, cancel: CancelToken) -> list[Fault]:
    """Invalid, empty, deafening and miscast weights, by the model's own names."""
    invalid: dict[str, str] = {}
    empty: dict[str, str] = {}
    loud: dict[str, str] = {}
    cast: list[str] = []
    for path, module in model.named_modules():
        for name, array in _own_arrays(module):
            cancel.check()
            full = f"{path}.{name}" if path else name
            if mx.issubdtype(array.dtype, mx.floating) and not _finite(
                array, _may_be_infinite(name)
            ):
                invalid[full] = _invalid(array)
            elif name == "scales" and _are_exponents(array):
                cast.append(full)
        sample = _rows(module)
        if sample is None:
            continue
        rms: float = mx.sqrt(mx.mean(mx.square(sample))).item()  # type: ignore[assignment]
        full = f"{path}.weight"
        if rms == 0:
            empty[full] = "zero in every row looked at"
        elif rms > _LOUDEST:
            loud[full] = f"root mean square {rms:,.0f}"
    return list(_faults(invalid, empty, loud, cast))


def _faults(
    invalid: dict[str, str], empty: dict[str, str], loud: dict[str, str], cast: list[str]
) -> Iterator[Fault]:
    if cast:
        yield exponent_fault(cast, "whole numbers near 120")
    if invalid:
        yield _fault("invalid-weights", invalid, "with NaN or infinity in it")
    if empty:
        yield _fault("empty-weights", empty, "that is nothing but zeros")
    if loud and not cast:  # the cast is why they are
        yield _fault("loud-weights", loud, "with values no trained model has")


def _fault(kind: str, items: dict[str, str], clause: str) -> Fault:
    first = next(iter(items))
    if len(items) > 1:
        clause = clause.replace("in it", "in them").replace("that is", "that are")
    return Fault(
        kind,
        f"{counted(len(items), 'tensor')} {clause}: {first} ({items[first]})",
        download_again(),
        items,
    )


def _own_arrays(module: Any) -> Iterator[tuple[str, mx.array]]:
    """Parameters of this module itself, not of modules inside."""
    for name, value in module.items():
        if name.startswith("_"):
            continue  # computed, not stored
        if isinstance(value, mx.array):
            yield name, value
        elif isinstance(value, list | dict) and not isinstance(value, nn.Module):
            for inner, array in tree_flatten(value):
                if isinstance(array, mx.array) and not _inside_module(value, inner):
                    yield f"{name}.{inner}", array


def _inside_module(tree: Any, path: str) -> bool:
    """Modules in lists are looked at by themselves."""
    for step in path.split("."):
        if isinstance(tree, nn.Module):
            return True
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return False


def _may_be_infinite(name: str) -> bool:
    """Limits of what goes through a layer; infinite means none."""
    return name.endswith(("_min", "_max"))


def _finite(array: mx.array, infinity_is_fine: bool) -> bool:
    bad = mx.isnan(array) if infinity_is_fine else ~mx.isfinite(array)
    return not bad.any().item()


def _invalid(array: mx.array) -> str:
    nan, inf = mx.isnan(array).sum().item(), mx.isinf(array).sum().item()
    return f"{nan:,} NaN, {inf:,} infinite of {array.size:,}"


def _are_exponents(scales: mx.array) -> bool:
    if not mx.issubdtype(scales.dtype, mx.floating):
        return False  # bytes, as they should be
    values = scales.astype(mx.float32)
    whole = (values == mx.floor(values)) & (values >= LOW) & (values <= HIGH)
    return bool(whole.all().item())


def _rows(module: Any) -> mx.array | None:
    """(n, in) some rows of a matrix as numbers, float32; None for what is no matrix."""
    weight = module.get("weight") if hasattr(module, "get") else None
    if not isinstance(weight, mx.array) or weight.ndim < 2:
        return None
    scales = module.get("scales")
    biases = module.get("biases")
    rows = weight.reshape(-1, weight.shape[-1])
    at = mx.arange(0, len(rows), max(1, len(rows) // _ROWS))
    rows = rows[at]
    if isinstance(scales, mx.array):
        parts: list[Any] = [
            part.reshape(-1, part.shape[-1])[at] if isinstance(part, mx.array) else None
            for part in (scales, biases)
        ]
        unpack: Any = mx.dequantize
        rows = unpack(
            rows, *parts, group_size=module.group_size, bits=module.bits, mode=module.mode
        )
    elif not mx.issubdtype(rows.dtype, mx.floating):
        return None
    rows = rows.astype(mx.float32)
    return mx.where(mx.isfinite(rows), rows, 0)  # invalid ones are told of by themselves
