"""MLX: which device there is, whether it computes right, and whether the starter answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from app.machine_check import Finding
from app.paths import resource, starter_model

SECONDS = 2.0  # of the starter's speed run
_GIB = 1 << 30


def metal() -> Finding:
    """What the GPU gives, beside what the processor gives for the same numbers."""
    import mlx.core as mx

    there = mx.metal.is_available()
    if not there and sys.platform == "darwin":
        return Finding("no", "MLX finds no Metal device on this Mac")
    facts: dict[str, Any] = {
        name: value for name, value in mx.device_info().items() if isinstance(value, str | int)
    }
    wrong = {}
    device = mx.gpu if there else mx.cpu
    for name, (compute, tolerance) in _COMPUTED.items():
        error = _difference(compute, device)
        facts[f"{name}_error"] = error
        if not error <= tolerance:  # NaN, too
            wrong[name] = f"{name} differs by {error:.1e} of the largest"
    if wrong:
        return Finding("no", "; ".join(wrong.values()), facts)
    names = ", ".join(_COMPUTED)
    if not there:
        said = f"no Metal; MLX computes {names} on {facts.get('device_name', 'the processor')}"
        return Finding("not here", said, facts)
    memory = facts.get("memory_size", 0) / _GIB
    working_set = facts.get("max_recommended_working_set_size", 0) / _GIB
    said = (
        f"{facts.get('device_name', 'GPU')}, {memory:.0f} GiB of memory, "
        f"{working_set:.1f} GiB of them recommended; {names} as on the processor"
    )
    return Finding("ok", said, facts)


def _matmul(mx: Any, stream: Any) -> Any:
    left, right = _numbers(mx, (384, 512)), _numbers(mx, (512, 256))
    return mx.matmul(left, right, stream=stream)


def _matmul_bf16(mx: Any, stream: Any) -> Any:
    left, right = _numbers(mx, (384, 512)), _numbers(mx, (512, 256))
    made = mx.matmul(left.astype(mx.bfloat16), right.astype(mx.bfloat16), stream=stream)
    return made.astype(mx.float32)


def _quantised(mx: Any, stream: Any) -> Any:
    packed = mx.quantize(_numbers(mx, (256, 512)), group_size=64, bits=4, stream=mx.cpu)
    given = _numbers(mx, (32, 512))
    return mx.quantized_matmul(given, *packed, group_size=64, bits=4, stream=stream)


def _attention(mx: Any, stream: Any) -> Any:
    query, key, value = (_numbers(mx, (1, 4, 64, 64)) for _ in range(3))
    return mx.fast.scaled_dot_product_attention(
        query, key, value, scale=0.125, mask=None, stream=stream
    )


def _norm(mx: Any, stream: Any) -> Any:
    return mx.fast.rms_norm(_numbers(mx, (64, 512)), mx.ones(512), 1e-6, stream=stream)


# What is computed, and how far the devices may be apart: some GPUs round float32 products.
_COMPUTED: dict[str, tuple[Callable[[Any, Any], Any], float]] = {
    "matmul": (_matmul, 5e-3),
    "bfloat16": (_matmul_bf16, 2e-2),
    "4-bit": (_quantised, 1e-2),
    "attention": (_attention, 1e-2),
    "norm": (_norm, 1e-3),
}


def _numbers(mx: Any, shape: tuple[int, ...]) -> Any:
    """The same on every machine."""
    count = 1
    for each in shape:
        count *= each
    return mx.sin(mx.arange(count, dtype=mx.float32) * 0.7, stream=mx.cpu).reshape(shape)


def _difference(compute: Callable[[Any, Any], Any], device: Any) -> float:
    """The largest one, over the largest of what NumPy or the processor gives."""
    import mlx.core as mx
    import numpy as np

    made = np.array(compute(mx, device), dtype=np.float64)
    if compute is _matmul:
        left, right = _numbers(mx, (384, 512)), _numbers(mx, (512, 256))
        right_one = np.array(left, np.float64) @ np.array(right, np.float64)
    else:
        right_one = np.array(compute(mx, mx.cpu), dtype=np.float64)
    return float(abs(made - right_one).max() / abs(right_one).max())


def starter() -> Finding:
    """The model that comes along answers its known questions, on the engine that chats use."""
    from engine.cancel import CancelToken
    from engine.loading import import_heavy, load_model
    from engine.self_test import run_self_test

    cancel = CancelToken()
    import_heavy(cancel)
    model = load_model(starter_model(), context=2048, cancel=cancel)
    result = run_self_test(model, resource("samples/seven.wav"), cancel, seconds=SECONDS)
    wrong = [answer for answer in result.answers if not answer.right]
    facts = result.as_json()
    if result.faults or not result.answers:
        return Finding("no", "; ".join(result.faults) or "it has no known answers", facts)
    if wrong:
        said = "; ".join(f"to “{each.prompt}” it said “{each.answer[:80]}”" for each in wrong)
        return Finding("no", said, facts)
    senses = sorted({answer.sense for answer in result.answers})
    speed = f", {result.generation_tps:.0f} tokens/s" if result.generation_tps else ""
    said = f"{len(result.answers)} known answers to {', '.join(senses)} are right{speed}"
    return Finding("ok", said, facts)
