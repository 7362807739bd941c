"""A prompt cache on disk: one safetensors file that is either whole and ours, or not used.

The file says which model it belongs to (a fingerprint), how the caches are put together (JSON in
its header) and what its numbers add up to (a checksum). Nothing in it is executed.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from safetensors import SafetensorError, safe_open

log = logging.getLogger(__name__)

FORMAT = "1"
"""To be counted up whenever the engine's numbers change: older files are then not used."""

Tensors = dict[str, mx.array]


def write(file: Path, fingerprint: str, layout: Any, tensors: Tensors) -> bool:
    """Replace `file` at once or leave it as it was; whether it was written.

    `layout` is any JSON value.
    """
    header = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "layout": json.dumps(layout),
        "checksum": _checksum(tensors),
    }
    unfinished = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".safetensors", f".{file.stem}-", file.parent)
        os.close(handle)
        unfinished = Path(name)
        mx.save_safetensors(name, tensors, header)
        unfinished.replace(file)
    except (OSError, RuntimeError) as error:
        log.warning("the prompt cache was not saved to %s: %s", file, error)
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()
        return False
    return True


def read(file: Path, fingerprint: str) -> tuple[Any, Tensors] | None:
    """Layout and tensors, evaluated; `None` if the file is absent, damaged or another model's."""
    try:
        # Looked at before MLX opens it: this reads the header alone and checks every length.
        with safe_open(str(file), framework="np") as opened:
            header = opened.metadata() or {}
        if header.get("format") != FORMAT or header.get("fingerprint") != fingerprint:
            log.info("%s belongs to another model or version", file)
            return None
        loaded: Any = mx.load(str(file), format="safetensors")
        tensors = dict(loaded)
        mx.eval(list(tensors.values()))
        if header.get("checksum") != _checksum(tensors):
            log.warning("%s is damaged: its checksum is wrong", file)
            return None
        return json.loads(header["layout"]), tensors
    except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
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


def _checksum(tensors: Tensors) -> str:
    total = 0
    for name in sorted(tensors):
        array = tensors[name]
        total = zlib.crc32(f"{name} {array.dtype} {array.shape}".encode(), total)
        if array.size:
            total = zlib.crc32(np.array(array.reshape(-1).view(mx.uint8)).data, total)
    return f"{total:08x}"
