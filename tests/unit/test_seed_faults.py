"""Failures that other engines for these models are known for, and that must not come back here."""

from __future__ import annotations

import io
import wave
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from engine import loading
from engine.cancel import CancelToken
from engine.errors import ModelCorrupt
from engine.loading import LoadedModel, load_model
from engine.sampling import BAD_LOGITS, make_sampler
from engine.session import Conversation
from engine.types import AudioPart, Done, GenerationParams, Message, TextPart
from tests.tiny_models import GEMMA4, GOLDEN, copy_model, read_weights, rewrite_weights

GOLDENS = sorted(path.parent.name for path in GOLDEN.glob("*/model"))
SAMPLING = (
    GenerationParams(temperature=0),
    GenerationParams(temperature=1.0),
    GenerationParams(temperature=0.7, top_p=0.9, top_k=5, min_p=0.05),
)


@cache
def loaded(name: str) -> LoadedModel:
    return load_model(GOLDEN / name / "model", dtype="float32")


def answer(model: LoadedModel, *parts: Any) -> Done:
    params = GenerationParams(max_tokens=6, temperature=0)
    for event in Conversation(model).respond([Message("user", parts)], params, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def number(array: mx.array) -> float:
    value: Any = array.item()
    return float(value)


def logits_of(model: LoadedModel, ids: list[int]) -> mx.array:
    model.family.place(model.model, ())
    logits: mx.array = model.model(mx.array([ids]))[0].astype(mx.float32)
    return logits


@pytest.mark.parametrize("name", GOLDENS)
def test_no_token_brings_about_invalid_numbers(name: str) -> None:
    """Special ones, placeholders and those without a text included."""
    model = loaded(name)
    everything = list(range(model.config["vocab_size"]))
    logits = logits_of(model, everything)
    assert logits.shape == (len(everything), len(everything))
    assert mx.isfinite(logits).all().item()


@pytest.mark.parametrize("params", SAMPLING, ids=["greedy", "drawn", "narrowed"])
@pytest.mark.parametrize("bad", [mx.nan, mx.inf], ids=["nan", "infinity"])
@pytest.mark.parametrize("place", [0, 1, 255, 511])
def test_one_invalid_logit_is_noticed_wherever_it_is(
    place: int, bad: float, params: GenerationParams
) -> None:
    draw = make_sampler(_filled(params), suppressed=(7, 511), vocab_size=512)
    logits = mx.array(np.random.default_rng(3).normal(size=(1, 512)).astype(np.float32))
    assert 0 <= number(draw(logits - mx.logsumexp(logits, keepdims=True))) < 512
    logits[0, place] = bad
    assert number(draw(logits - mx.logsumexp(logits, keepdims=True))) == BAD_LOGITS


def _filled(params: GenerationParams) -> GenerationParams:
    from engine.sampling import resolve
    from engine.types import SamplingDefaults

    return resolve(params, SamplingDefaults())


def test_logits_far_beyond_the_cap_are_capped_and_stay_numbers(tmp_path: Path) -> None:
    """Where tanh is made of powers, it is NaN for large numbers."""
    folder = copy_model(GEMMA4, tmp_path / "m")
    name = "model.language_model.norm.weight"
    rewrite_weights(folder, **{name.replace(".", "__"): 3000 * read_weights(folder)[name]})
    model = load_model(folder, dtype="float32")
    cap = model.config["text_config"]["final_logit_softcapping"]
    logits = logits_of(model, [5, 20, 100])
    assert mx.isfinite(logits).all().item()
    largest = number(mx.abs(logits).max())
    assert 0.99 * cap < largest <= cap * 1.000001


def test_silence_is_heard_as_numbers() -> None:
    """No clip is divided by its own loudness."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(bytes(2 * 16_000))
    silence = AudioPart(data=stream.getvalue(), name="silence.wav")
    model = loaded("gemma4_e2b")
    soft = model.media.encode(model.media.look(silence), lambda: None)
    assert mx.isfinite(soft.features).all().item()
    assert len(answer(model, silence, TextPart("What?")).token_ids) > 0


@pytest.mark.parametrize("name", ["gemma4_e2b", "qwen3", "qwen3_vl", "qwen3_5"])
def test_weights_in_half_precision_are_the_same_model(name: str, tmp_path: Path) -> None:
    folder = copy_model(GOLDEN / name / "model", tmp_path / "m")
    weights = {n: v.astype(mx.float16) for n, v in read_weights(folder).items()}
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    half, full = load_model(folder), loaded(name)
    assert half.info.quantisation == "f16"
    ids = list(range(40, 90))
    got, wanted = logits_of(half, ids), logits_of(full, ids)
    assert number(mx.abs(got - wanted).max() / mx.abs(wanted).max()) < 0.05
    assert answer(half, TextPart("What?")).token_ids


def test_going_back_to_a_model_is_going_back_to_its_answers() -> None:
    first = answer(load_model(GEMMA4), TextPart("What is a prime?"))
    other = answer(load_model(GOLDEN / "qwen3_5" / "model"), TextPart("What is a prime?"))
    again = answer(load_model(GEMMA4), TextPart("What is a prime?"))
    assert first.token_ids == again.token_ids != other.token_ids


def test_file_that_ends_while_it_is_read_is_said_and_harms_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    file = folder / "model.safetensors"
    whole = file.read_bytes()
    build = loading._build

    def build_and_lose(*args: Any) -> Any:
        model = build(*args)
        with file.open("r+b") as stream:
            stream.truncate(len(whole) // 2)
        return model

    monkeypatch.setattr(loading, "_build", build_and_lose)
    for _ in range(12):  # whether a second read fails after the first is chance
        file.write_bytes(whole)
        with pytest.raises(ModelCorrupt, match="cannot be read to their end"):
            load_model(folder)
        mx.eval(mx.ones(1) + 1)
        mx.synchronize()
