"""A prompt cache on disk: one safetensors file that is either whole and ours, or not used.

The file says which model and which version it belongs to, how the caches are put together (JSON in
its header) and what all of it adds up to (a checksum). Nothing in it is executed. It is written and
read in slices, so that whoever needs the thread meanwhile gets it within some 20 ms.
"""

from __future__ import annotations

import json
import logging
import math
import os
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import mlx.core as mx
import mlx_lm
import numpy as np

log = logging.getLogger(__name__)

FORMAT = f"2, MLX {getattr(mx, '__version__', '')}, mlx-lm {mlx_lm.__version__}"
"""The number is to be counted up whenever the engine's numbers change: older files are then not
used."""

UNFINISHED = ".unfinished"
SLICE = 4 << 20
_LONGEST_HEADER = 64 << 20
_NO_SUM = "00000000"
_DTYPES = {
    "BOOL": mx.bool_,
    "U8": mx.uint8,
    "I8": mx.int8,
    "U16": mx.uint16,
    "I16": mx.int16,
    "U32": mx.uint32,
    "I32": mx.int32,
    "U64": mx.uint64,
    "I64": mx.int64,
    "F16": mx.float16,
    "BF16": mx.bfloat16,
    "F32": mx.float32,
}
_EXPONENTS = {
    mx.bfloat16: (mx.uint16, 0x7F80),
    mx.float16: (mx.uint16, 0x7C00),
    mx.float32: (mx.uint32, 0x7F800000),
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}

Tensors = dict[str, mx.array]
Check = Callable[[], None]


def write(
    file: Path,
    fingerprint: str,
    layout: Any,
    tensors: Tensors,
    check: Check = lambda: None,
    put: Callable[[Path], bool] | None = None,
) -> bool:
    """Replace `file` at once or leave it as it was; whether it was written.

    Args:
        layout: any JSON value.
        check: called between two slices; what it raises leaves nothing behind.
        put: takes the whole file to its place, given where it is; whether that was done.
    """
    unfinished = None
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(UNFINISHED, f".{file.stem}-", file.parent)
        unfinished = Path(name)
        with os.fdopen(handle, "wb") as out:
            _write_all(out, fingerprint, layout, tensors, check)
        if put is None:
            unfinished.replace(file)
        elif not put(unfinished):
            return False
        unfinished = None
    except (OSError, RuntimeError, ValueError) as error:
        log.warning("the prompt cache was not saved to %s: %s", file, error)
        return False
    finally:
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()
    return True


def read(file: Path, fingerprint: str, check: Check = lambda: None) -> tuple[Any, Tensors] | None:
    """Layout and tensors, evaluated; `None` if the file is absent, damaged or another model's.

    `check` is called between two slices, and may raise.
    """
    try:
        with file.open("rb") as opened:
            head = _read_head(opened, fingerprint)
            tensors = {}
            total = head.checksum
            entries = head.entries
            room = np.empty(max((each.nbytes for each in entries.values()), default=0), np.uint8)
            for name, entry in entries.items():
                content = room[: entry.nbytes]
                total = _read_one(opened, content, total, check)
                tensors[name] = _array(content, entry)
        if total != head.expected:
            raise ValueError("its checksum is wrong")
    except (OSError, RuntimeError, *_DAMAGE) as error:
        log.info("no prompt cache from %s: %s", file, error)
        return None
    return head.layout, tensors


def glance(file: Path, fingerprint: str) -> Any | None:
    """The layout alone, without a look at the tensors; `None` as for `read`."""
    try:
        with file.open("rb") as opened:
            return _read_head(opened, fingerprint).layout
    except (OSError, *_DAMAGE) as error:
        log.info("no prompt cache from %s: %s", file, error)
        return None


def pack(value: Any, name: str, tensors: Tensors) -> Any:
    """A cache's state as a JSON value; its arrays go to `tensors` under names below `name`."""
    if isinstance(value, mx.array):
        tensors[name] = value
        return {"tensor": name}
    if isinstance(value, list | tuple):
        return [pack(item, f"{name}.{i}", tensors) for i, item in enumerate(value)]
    assert value is None or isinstance(value, bool | int | float | str), f"{name}: {value!r}"
    return value


def unpack(value: Any, tensors: Tensors) -> Any:
    """The state that `pack` was given, tuples as lists. Raises KeyError for a missing array."""
    if isinstance(value, dict):
        return tensors[value["tensor"]]
    if isinstance(value, list):
        return [unpack(item, tensors) for item in value]
    return value


_DAMAGE = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True)
class _Entry:
    dtype: mx.Dtype
    shape: tuple[int, ...]
    nbytes: int


@dataclass(frozen=True)
class _Head:
    """`checksum` is that of the header itself, `expected` that of the whole file."""

    layout: Any
    entries: dict[str, _Entry]
    checksum: int
    expected: int


def _write_all(
    out: BinaryIO, fingerprint: str, layout: Any, tensors: Tensors, check: Check
) -> None:
    header = _header(fingerprint, layout, tensors)
    out.write(len(header).to_bytes(8, "little"))
    out.write(header)
    total = zlib.crc32(header)
    for array in tensors.values():
        check()
        if not array.size:
            continue
        # One at a time: a cache with room for tokens to come is copied without it.
        content = np.asarray(mx.contiguous(array).reshape(-1).view(mx.uint8)).data
        for start in range(0, len(content), SLICE):
            check()
            piece = content[start : start + SLICE]
            out.write(piece)
            total = zlib.crc32(piece, total)
    out.seek(8 + header.index(_sum(_NO_SUM)))
    out.write(_sum(f"{total:08x}"))


def _header(fingerprint: str, layout: Any, tensors: Tensors) -> bytes:
    """With room for the checksum, which is known when everything has been written."""
    about = {
        "checksum": _NO_SUM,
        "format": FORMAT,
        "fingerprint": fingerprint,
        "layout": json.dumps(layout, separators=(",", ":")),
    }
    entries: dict[str, Any] = {"__metadata__": about}
    at = 0
    for name, array in tensors.items():
        if array.dtype not in _NAMES:
            raise ValueError(f"{name} is {array.dtype}, which this file cannot hold")
        entries[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [at, at + array.nbytes],
        }
        at += array.nbytes
    text = json.dumps(entries, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % 8)


def _sum(value: str) -> bytes:
    """The checksum as it stands in the header, before anything that could look like it."""
    return b'{"__metadata__":{"checksum":"%s"' % value.encode()


def _read_head(opened: BinaryIO, fingerprint: str) -> _Head:
    """Raises OSError or one of `_DAMAGE`."""
    size = int.from_bytes(opened.read(8), "little")
    left = os.fstat(opened.fileno()).st_size - 8 - size
    if not 0 < size <= _LONGEST_HEADER or left < 0:
        raise ValueError("it is no safetensors file, or cut short")
    header = opened.read(size)
    entries = json.loads(header)
    about = entries.pop("__metadata__")
    if about["format"] != FORMAT or about["fingerprint"] != fingerprint:
        raise ValueError("it belongs to another model or version")
    found: dict[str, _Entry] = {}
    at = 0
    for name, each in entries.items():
        entry = _entry(each)
        if each["data_offsets"] != [at, at + entry.nbytes]:
            raise ValueError(f"{name} is not where it should be")
        at += entry.nbytes
        found[name] = entry
    if at != left:
        raise ValueError(f"it has {left} bytes of tensors instead of {at}")
    claimed = about["checksum"]
    blank = header.replace(_sum(claimed), _sum(_NO_SUM), 1)
    return _Head(json.loads(about["layout"]), found, zlib.crc32(blank), int(claimed, 16))


def _entry(value: Any) -> _Entry:
    shape = tuple(int(length) for length in value["shape"])
    dtype = _DTYPES[value["dtype"]]
    if any(length < 0 for length in shape):
        raise ValueError("a length is below zero")
    return _Entry(dtype, shape, math.prod(shape) * dtype.size)


def _read_one(opened: BinaryIO, content: np.ndarray[Any, Any], total: int, check: Check) -> int:
    """Fill `content`; the checksum with it."""
    check()
    for start in range(0, len(content), SLICE):
        check()
        piece = content.data[start : start + SLICE]
        if opened.readinto(piece) != len(piece):  # type: ignore[attr-defined]
            raise ValueError("it is cut short")
        total = zlib.crc32(piece, total)
    return total


def _array(content: np.ndarray[Any, Any], entry: _Entry) -> mx.array:
    """Raises ValueError for NaN and infinity, which no later answer would get rid of."""
    if not content.size:
        return mx.zeros(entry.shape, entry.dtype)
    array = mx.array(content).view(entry.dtype).reshape(entry.shape)
    mx.eval(array)
    if entry.dtype in _EXPONENTS:
        kind, bits = _EXPONENTS[entry.dtype]
        # All bits of an exponent are set for those alone. Ten times as fast as mx.isfinite here.
        if mx.max(array.view(kind) & bits).item() == bits:
            raise ValueError("it holds invalid numbers (NaN or infinity)")
    return array
