"""The whole model against transformers: ids, logits, greedy tokens, however the prompt is run."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.cancel import CancelToken
from engine.loading import LoadedModel, load_model
from engine.model_info import inspect_model
from engine.session import Conversation
from engine.trace import Request, read_request, trace
from engine.types import Done, GenerationParams
from tests.golden.parity_table import matching, note

DATA = Path(__file__).parent / "data"
MODELS = tuple(sorted(folder.parent.name for folder in DATA.glob("*/cases")))
CASES = [(m, f.stem) for m in MODELS for f in sorted((DATA / m / "cases").glob("*.json"))]
TOLERANCE = 1e-4  # relative to the largest logit, float32


@cache
def traced(name: str, case: str, scratch: Path) -> dict[str, Any]:
    out = scratch / f"{name}-{case}.safetensors"
    trace(DATA / name / "model", DATA / name / "cases" / f"{case}.json", out, generate=16)
    return load_file(out)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traces")


@cache
def loaded(name: str) -> LoadedModel:
    return load_model(DATA / name / "model", dtype="float32")


def golden(name: str, case: str) -> dict[str, Any]:
    tensors: dict[str, Any] = load_file(DATA / name / "cases" / f"{case}.safetensors")
    return tensors


def relative(got: Any, wanted: Any) -> float:
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())


def greedy(conversation: Conversation, request: Request) -> list[int]:
    params = GenerationParams(max_tokens=16, temperature=0, thinking=request.thinking)
    for event in conversation.respond(request.messages, params, CancelToken()):
        if isinstance(event, Done):
            return list(event.token_ids)
    raise AssertionError("no Done")


def test_every_case_of_the_issue_is_there() -> None:
    for name in MODELS:
        wanted = {"text", "text_long", "text_second_turn"}
        senses = inspect_model(DATA / name / "model").senses
        if "image" in senses:
            wanted |= {"image", "image_same_size", "two_images", "image_second_turn"}
        if "audio" in senses:
            wanted |= {"audio", "two_sounds", "image_and_audio"}
        assert wanted <= {case for model, case in CASES if model == name}, name


@pytest.mark.parametrize(("name", "case"), CASES)
def test_ids_are_the_references(name: str, case: str, scratch: Path) -> None:
    got = traced(name, case, scratch)["input_ids"].tolist()
    assert got == golden(name, case)["input_ids"].reshape(-1).tolist()


@pytest.mark.parametrize(("name", "case"), CASES)
def test_logits_are_the_references(name: str, case: str, scratch: Path) -> None:
    wanted = golden(name, case)["logits"]
    wanted = wanted.reshape(-1, wanted.shape[-1])
    error = relative(traced(name, case, scratch)["logits"][-len(wanted) :], wanted)
    note(name, case, error=error)
    assert error < TOLERANCE


@pytest.mark.parametrize(("name", "case"), CASES)
def test_greedy_tokens_are_the_references(name: str, case: str, scratch: Path) -> None:
    wanted = golden(name, case)["generated_ids"].reshape(-1).tolist()
    got = traced(name, case, scratch)["generated_ids"].tolist()
    note(name, case, matches=matching(got, wanted))
    assert got == wanted


@pytest.mark.parametrize("step", [7, 64])
@pytest.mark.parametrize(("name", "case"), CASES)
def test_chunked_prefill_gives_the_references_tokens(
    name: str, case: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.session.PREFILL_STEP", step)
    request = read_request(DATA / name / "cases" / f"{case}.json")
    got = greedy(Conversation(loaded(name)), request)
    assert got == golden(name, case)["generated_ids"].reshape(-1).tolist()[: len(got)]


@pytest.mark.parametrize(("name", "case"), [(n, c) for n, c in CASES if "second_turn" in c])
def test_second_turn_from_the_cache_gives_the_references_tokens(name: str, case: str) -> None:
    request = read_request(DATA / name / "cases" / f"{case}.json")
    conversation = Conversation(loaded(name))
    greedy(conversation, replace(request, messages=request.messages[:1]))
    got = greedy(conversation, request)
    assert got == golden(name, case)["generated_ids"].reshape(-1).tolist()[: len(got)]


def test_cached_logits_equal_those_of_the_full_forward() -> None:
    """Token by token past the window, against one pass over everything."""
    model = loaded("gemma4_e2b")
    ids = golden("gemma4_e2b", "text_long")["input_ids"].reshape(-1)
    caches = model.make_caches()
    model.family.place(model.model, ())
    rows = [model.model(mx.array(ids[i : i + 1])[None], cache=caches)[0] for i in range(len(ids))]
    whole = model.model(mx.array(ids)[None])[0]
    assert relative(np.array(mx.concatenate(rows)), np.array(whole)) < TOLERANCE
