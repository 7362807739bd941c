"""A quantised model is exactly the model that its packed numbers stand for.

Every golden is quantised by mlx-lm's converter, towers included, and unpacked again; both must give
the same logits and tokens. How far quantising is from the original is no concern of these tests.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import pytest
from mlx_lm.models.switch_layers import QuantizedSwitchLinear, SwitchLinear

from engine.loading import LoadedModel, load_model
from engine.model_info import inspect_model
from engine.session import Conversation
from tests.golden.running import (
    MODELS,
    ask,
    endless,
    full_logits,
    loaded,
    model_folder,
    relative,
    request_of,
    richest_case,
    richest_logits,
)
from tests.quantised import Mode, dequantised_copy, quantised_copy, quantised_share

TOLERANCE = 1e-4
MODES = {
    "4-bit g64": Mode(4, 64),
    "4-bit g32": Mode(4, 32),
    "8-bit": Mode(8, 64),
    "mixed 4/8": Mode(4, 64, overrides=(("down_proj", 8), ("v_proj", 8), ("embed_tokens", 8))),
    "mxfp4": Mode(4, 32, "mxfp4"),
}
PACKED = (nn.QuantizedLinear, nn.QuantizedEmbedding, QuantizedSwitchLinear)


@cache
def pair(name: str, mode: str, scratch: Path) -> tuple[LoadedModel, LoadedModel]:
    """The quantised model and the one it stands for."""
    packed = quantised_copy(model_folder(name), scratch / f"{name} {mode}", MODES[mode])
    plain = dequantised_copy(packed, scratch / f"{name} {mode} unpacked")
    return (
        endless(load_model(packed, dtype="float32")),
        endless(load_model(plain, dtype="float32")),
    )


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quantised")


def packed_modules(model: LoadedModel) -> list[str]:
    return [name for name, module in model.model.named_modules() if isinstance(module, PACKED)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", MODELS)
def test_a_quantised_model_equals_what_it_stands_for(name: str, mode: str, scratch: Path) -> None:
    quantised, plain = pair(name, mode, scratch)
    assert quantised_share(quantised.info.path) > 0.5, "too little was quantised to prove much"
    assert not packed_modules(plain)
    case = richest_case(name)
    request = request_of(name, case)
    wanted = full_logits(plain, request)
    assert relative(full_logits(quantised, request), wanted) < TOLERANCE
    got, expected = (ask(Conversation(m), request, 5).token_ids for m in (quantised, plain))
    assert got == expected
    assert relative(richest_logits(name), wanted) > 100 * TOLERANCE


@pytest.mark.parametrize("name", MODELS)
def test_everything_that_can_be_quantised_is(name: str, scratch: Path) -> None:
    """Text, experts and towers alike: nothing quietly stays as it was."""
    model = pair(name, "4-bit g32", scratch)[0]
    names = packed_modules(model)
    left = [
        path
        for path, module in model.model.named_modules()
        if isinstance(module, nn.Linear | nn.Embedding | SwitchLinear)
        and module.weight.shape[-1] % 64 == 0
    ]
    assert not left
    if len(model.info.senses) > 1:
        assert [n for n in names if n.startswith(("vision", "audio", "embed_vision", "visual"))]
    assert model.info.quantisation in ("4-bit", "4/8-bit")


@pytest.mark.parametrize("name", MODELS)
def test_a_mixed_model_has_both_widths(name: str, scratch: Path) -> None:
    model = pair(name, "mixed 4/8", scratch)[0]
    modules = dict(model.model.named_modules())
    bits = [modules[path].bits for path in packed_modules(model)]
    assert {4, 8} == set(bits)
    assert model.info.quantisation == "4/8-bit"
    # What a router decides with is never packed tighter than 8 bits.
    routers = [m for n, m in modules.items() if n.endswith(("router.proj", "mlp.gate"))]
    assert all(getattr(router, "bits", 16) >= 8 for router in routers)
    assert bool(routers) == name.endswith("moe")


@pytest.mark.parametrize("name", MODELS)
def test_bf16_stays_within_its_own_step_of_float32(name: str) -> None:
    """bf16 keeps 8 bits: a rounding is off by 2**-9 at most, about 0.1 % in the mean.

    Some hundred of them follow each other on the way to a logit and add up like a random walk,
    to about 1 %; these random models amplify that up to four times. Hence 6 % of the logits' mean
    size, which 4-bit weights exceed tenfold, and nearly always the same likeliest token.
    """
    if any(isinstance(m, SwitchLinear) for m in loaded(name).model.modules()) and (
        mx.default_device() == mx.cpu
    ):
        pytest.skip("MLX's CPU backend multiplies by gathered experts in float32 only")
    request = request_of(name, richest_case(name))
    exact = richest_logits(name)
    rounded = full_logits(load_model(model_folder(name), dtype="bfloat16"), request)
    error = np.sqrt(np.mean((rounded - exact) ** 2) / np.mean(exact**2))
    assert 1e-3 < error < 0.06
    assert np.mean(rounded.argmax(-1) == exact.argmax(-1)) > 0.9


def test_quantisation_is_named_without_loading(scratch: Path) -> None:
    names: dict[str, Any] = {"4-bit g64": "4-bit", "8-bit": "8-bit", "mxfp4": "mxfp4"}
    for mode, name in names.items():
        assert inspect_model(pair("qwen3", mode, scratch)[0].info.path).quantisation == name
