"""Telling one model in memory from another, without reading all of its weights."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import mlx.core as mx
import numpy as np
from mlx.utils import tree_flatten

if TYPE_CHECKING:
    from engine.loading import LoadedModel

_SAMPLES = 8  # numbers of each tensor
_SETTINGS = ("processor_config.json", "preprocessor_config.json")


def fingerprint(model: LoadedModel) -> str:
    """Differs for other weights, dtype, quantisation, template or media settings.

    Of every tensor a few numbers are looked at, spread over its length: what changes weights at
    all (training, merging, quantising) changes some of those. 64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    digest.update(json.dumps(model.config, sort_keys=True, default=str).encode())
    digest.update(str(getattr(model.tokenizer, "chat_template", "")).encode())
    for name in _SETTINGS:
        file = model.info.path / name
        if file.is_file():
            digest.update(file.read_bytes())
    parameters: list[tuple[str, Any]] = tree_flatten(model.model.parameters())
    samples = []
    for name, array in parameters:
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        if array.size:
            samples.append(_some(array).astype(mx.float32))
    digest.update(np.array(mx.concatenate(samples)).tobytes())
    return digest.hexdigest()


def _some(array: mx.array) -> mx.array:
    flat = array.reshape(-1)
    return flat[:: max(1, flat.size // _SAMPLES)][:_SAMPLES]
