"""Every family beside mlx-vlm: tower, prefill and decode on the same weights, in turns."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import mlx.core as mx

from engine.bench import Note, sample_picture
from engine.bench_peer import __file__ as peer_script
from engine.cancel import CancelToken
from engine.loading import LoadedModel, load_model
from engine.prompt import build_prompt
from engine.random_families import SHAPES
from engine.random_model import write_random_model
from engine.session import Conversation
from engine.types import Done, GenerationParams, ImagePart, Message, TextPart

_RUNS = 5
_DECODE_TOKENS = 48
_QUESTION = "Please tell me what stands where in this picture, from the left to the right. " * 6


def bench_families(
    starter: Path, python: Path, *, note: Note = lambda _: None
) -> dict[str, dict[str, Any]]:
    """Ratios per family; above 1 means that mlx-vlm takes longer.

    Args:
        starter: its tokenizer and templates stand in for each family's own.
        python: interpreter of an environment that has mlx-vlm.

    Returns:
        By family: `tower`, `prefill` and `decode` (mlx-vlm's seconds over ours, medians of paired
        runs) and our seconds under `*_s`; `error` in their place where mlx-vlm fails.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-bench-") as scratch:
        figures = {}
        for number, (name, shape) in enumerate(SHAPES.items()):
            note(f"{name}: tower, prefill and decode beside mlx-vlm")
            # MLX multiplies by gathered experts in float32 only, on a processor.
            sparse = "num_experts" in json.dumps(shape.config)
            folder = write_random_model(
                Path(scratch) / str(number),
                starter,
                shape.config,
                processor=shape.processor,
                dtype=mx.float32 if sparse else mx.bfloat16,
            )
            figures[name] = _bench_family(folder, python)
            mx.clear_cache()
        return figures


def _bench_family(folder: Path, python: Path) -> dict[str, Any]:
    # Answers run to their full length.
    model = replace(load_model(folder), stop_ids=frozenset())
    # Beside the folder: mlx-vlm reads every safetensors file that it finds inside.
    inputs = folder.with_name(f"{folder.name}-inputs.safetensors")
    mx.save_safetensors(str(inputs), _inputs(model))
    with closing(_Peer(python, folder, inputs)) as peer:
        jobs = {"prefill": "prefill", "decode": f"decode {_DECODE_TOKENS}"}
        if "image" in model.info.senses:
            jobs = {"tower": "tower", **jobs}
        ours: dict[str, Callable[[], float]] = {
            "tower": lambda: _tower(model),
            "prefill": lambda: _answer(model, 1).ttft_s,
            "decode": lambda: _answer(model, _DECODE_TOKENS).decode_s,
        }
        figures: dict[str, Any] = {"parameters": model.info.parameters}
        for job, words in jobs.items():
            try:
                figures |= _paired(job, ours[job], partial(peer.seconds, words))
            except PeerFailed as error:
                figures["error"] = str(error)
                break
        return figures


def _paired(job: str, ours: Callable[[], float], theirs: Callable[[], float]) -> dict[str, float]:
    """Once to warm up, then in turns; who goes first alternates."""
    ours(), theirs()
    ratios, seconds = [], []
    for run in range(_RUNS):
        if run % 2:
            mine, other = ours(), theirs()
        else:
            other, mine = theirs(), ours()
        ratios.append(other / mine)
        seconds.append(mine)
    return {job: round(median(ratios), 3), f"{job}_s": round(median(seconds), 4)}


@dataclass(frozen=True)
class _Timed:
    ttft_s: float
    decode_s: float


def _answer(model: LoadedModel, tokens: int) -> _Timed:
    params = GenerationParams(max_tokens=tokens, temperature=0, repetition_penalty=1)
    events = Conversation(model).respond(_messages(None), params, CancelToken())
    for event in events:
        if isinstance(event, Done):
            stats = event.stats
            decoded = (tokens - 1) / stats.generation_tps if tokens > 1 else 0.0
            return _Timed(stats.ttft_s, decoded)
    raise AssertionError("a generation ends with Done")


def _tower(model: LoadedModel) -> float:
    prepared = model.media.emptied().look(_picture()).prepared
    started = perf_counter()
    mx.eval(model.family.encode_image(model.model, prepared, lambda: None).arrays)
    return perf_counter() - started


def _inputs(model: LoadedModel) -> dict[str, mx.array]:
    text = build_prompt(model.tokenizer, model.family, _messages(None), [])
    inputs = {"text_ids": mx.array(text.ids)}
    if "image" in model.info.senses:
        seen = model.media.look(_picture())
        prompt = build_prompt(model.tokenizer, model.family, _messages(_picture()), [seen.medium])
        inputs["image_ids"] = mx.array(prompt.ids)
        reference = model.family.reference_inputs([seen.prepared], [])
        inputs |= {name: mx.array(values) for name, values in reference.items()}
    return inputs


def _picture() -> ImagePart:
    return ImagePart(data=sample_picture(0), name="bench.png")


def _messages(picture: ImagePart | None) -> list[Message]:
    question = TextPart(_QUESTION)
    return [Message("user", (question,) if picture is None else (picture, question))]


class PeerFailed(Exception):
    """The other library could not do it; what it said last."""


class _Peer:
    """mlx-vlm in a process of its own, idle while we are timed."""

    def __init__(self, python: Path, folder: Path, inputs: Path) -> None:
        self._log = inputs.with_suffix(".log")
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [str(python), "-P", peer_script, str(folder), str(inputs)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def seconds(self, job: str) -> float:
        """Have it do a job; what it says that it took."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(job + "\n")
            self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            self._process.wait()
            said = self._log.read_text("utf-8", "replace").strip().splitlines()
            raise PeerFailed(said[-1] if said else "mlx-vlm ended without a word")
        return float(answer)

    def close(self) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
