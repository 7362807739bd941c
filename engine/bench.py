"""Measures the engine against named peers in one run. Prints nothing; returns figures.

Ratios only mean something within one run on one machine: each pair is measured interleaved, and
the median is reported.
"""

from __future__ import annotations

import io
import random
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import mlx.core as mx
from PIL import Image

from engine.cache_folder import CacheFolder
from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.loading import LoadedModel, load_model
from engine.random_model import SIXTY_MILLION, write_random_gemma4
from engine.session import Conversation
from engine.types import Done, GenerationParams, ImagePart, Message, Stage, TextPart

_RUNS = 5
_DECODE_RUNS = 7
_DECODE_SECONDS = 2.0
_DECODE_TOKENS = 64
_MOST_DECODE_TOKENS = 512
_ANSWER_TOKENS = 16
_TURNS = 8
_CANCELS = 20
_QUESTION = "Please tell me what stands where in this picture, from the left to the right."
# Makes the first turn longer than the sliding window, as a pasted page does.
_PAGE = "Here is what I know of the picture so far: it was drawn by chance, square by square. " * 12

Note = Callable[[str], None]


def bench(
    starter: Path, model: Path | None = None, *, note: Note = lambda _: None
) -> dict[str, Any]:
    """All engine figures for the starter and a random Gemma 4 of about 60 M parameters.

    Args:
        model: measure this model alone instead.
        note: told what is being measured.

    Returns:
        For each figure the worse of the models, and under "models" each model's own.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-bench-") as scratch:
        if model is not None:
            folders = {model.name: model}
        else:
            note("writing a random Gemma 4 of about 60 M parameters")
            big = write_random_gemma4(Path(scratch) / "random-60m", starter, SIXTY_MILLION)
            folders = {"starter": starter, "random-60m": big}
        models = {name: _bench_model(folder, note) for name, folder in folders.items()}
    worst: dict[str, Any] = {
        key: (min if key == "decode_vs_mlx_lm" else max)(m[key] for m in models.values())
        for key in (
            "decode_vs_mlx_lm",
            "ttft_turn2_vs_cold",
            "ttft_turn8_vs_cold",
            "ttft_next_start_vs_cold",
            "cancel_latency_max_s",
            "peak_memory_vs_file",
        )
    }
    return {**worst, "runs": _RUNS, "models": models}


def _bench_model(folder: Path, note: Note) -> dict[str, Any]:
    name = folder.name
    mx.clear_cache()
    base = mx.get_active_memory()
    mx.reset_peak_memory()
    note(f"{name}: loading")
    model = load_model(folder)
    # Answers run to their full length: a model that stops early would be timed on noise.
    model = replace(model, stop_ids=frozenset())
    _answer(Conversation(model), _turns(sample_picture(0), 1), _ANSWER_TOKENS)
    peak = (mx.get_peak_memory() - base) / model.info.nbytes
    note(f"{name}: decoding beside mlx-lm")
    decode = _decode_vs_mlx_lm(folder, model)
    note(f"{name}: turns of a conversation, warm and cold")
    turns = _ttft_ratios(model)
    note(f"{name}: a long chat after another start")
    turns |= _next_start(model)
    note(f"{name}: stopping at {_CANCELS} random moments")
    cancel = _cancel_latency(folder, model)
    return {
        "parameters": model.info.parameters,
        "file_bytes": model.info.nbytes,
        "load_s": round(model.load_s, 3),
        "peak_memory_vs_file": round(peak, 2),
        **decode,
        **turns,
        **cancel,
    }


def _decode_vs_mlx_lm(folder: Path, model: LoadedModel) -> dict[str, Any]:
    """Tokens a second after the first token, same weights, same prompt, same length, greedy."""
    from mlx_lm import load, stream_generate

    theirs, tokenizer = load(str(folder))
    tokenizer.eos_token_ids = set()
    messages = [Message.of("user", _QUESTION)]
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": _QUESTION}], add_generation_prompt=True, enable_thinking=False
    )

    def ours(tokens: int) -> float:
        params = GenerationParams(max_tokens=tokens, temperature=0, repetition_penalty=1)
        events = Conversation(model).respond(messages, params, CancelToken())
        return _speed(bool(getattr(event, "token_ids", ())) for event in _no_done(events))

    def peer(tokens: int) -> float:
        steps = stream_generate(theirs, tokenizer, prompt, max_tokens=tokens)
        return _speed(True for _ in steps)

    # Warm up; then each run lasts long enough to be timed, and who goes first alternates.
    speed = min(ours(_DECODE_TOKENS), peer(_DECODE_TOKENS))
    tokens = max(_DECODE_TOKENS, min(_MOST_DECODE_TOKENS, int(speed * _DECODE_SECONDS)))
    pairs = []
    for run in range(_DECODE_RUNS):
        first, second = (ours, peer) if run % 2 else (peer, ours)
        one, other = first(tokens), second(tokens)
        pairs.append((one, other) if run % 2 else (other, one))
    return {
        "decode_vs_mlx_lm": round(median(mine / other for mine, other in pairs), 3),
        "generation_tps": round(median(mine for mine, _ in pairs), 1),
        "mlx_lm_generation_tps": round(median(other for _, other in pairs), 1),
    }


def _no_done(events: Iterator[Any]) -> Iterator[Any]:
    return (event for event in events if not isinstance(event, Done))


def _speed(tokens: Iterator[bool]) -> float:
    """Tokens a second between the first and the last token; False is not a token."""
    times = [perf_counter() for is_token in tokens if is_token]
    return (len(times) - 1) / (times[-1] - times[0])


def _ttft_ratios(model: LoadedModel) -> dict[str, Any]:
    """TTFT of turns 2 and 8 in a running conversation over the same prompt from nothing.

    The picture stands in turn 1, which is longer than the sliding window.
    """
    warm: dict[int, list[float]] = {2: [], _TURNS: []}
    cold: dict[int, list[float]] = {2: [], _TURNS: []}
    tokens = 0
    for run in range(_RUNS):
        picture = sample_picture(run)
        conversation = Conversation(model)
        messages: list[Message] = []
        for turn in range(1, _TURNS + 1):
            messages += _turns(picture, turn)[-1:]
            done = _answer(conversation, messages, _ANSWER_TOKENS)
            if turn in warm:
                warm[turn].append(done.stats.ttft_s)
                cold[turn].append(_cold_ttft(model, messages))
            messages.append(Message.of("assistant", done.text))
            tokens = done.stats.prompt_tokens
    ratios = {
        turn: median(w / c for w, c in zip(warm[turn], cold[turn], strict=True)) for turn in warm
    }
    return {
        "ttft_turn2_vs_cold": round(ratios[2], 3),
        "ttft_turn8_vs_cold": round(ratios[_TURNS], 3),
        "ttft_turn2_s": round(median(warm[2]), 4),
        "ttft_turn8_s": round(median(warm[_TURNS]), 4),
        "turn8_prompt_tokens": tokens,
        "sliding_window": model.config.get("text_config", {}).get("sliding_window", 0),
    }


def _next_start(model: LoadedModel) -> dict[str, Any]:
    """TTFT of the first question after another start, in a long chat that is kept on disk, over
    that without. Reading the file is part of it; the operating system may have it in memory.
    """
    warm, cold, written = [], [], []
    tokens = nbytes = 0
    for run in range(_RUNS):
        with tempfile.TemporaryDirectory(prefix="parlance-bench-") as scratch:
            folder = CacheFolder(Path(scratch) / "chats", lambda: 1 << 40)
            before = Conversation(model, folder)
            messages = _turns(sample_picture(run), 1)
            for turn in range(2, _TURNS + 1):
                done = _answer(before, messages, _ANSWER_TOKENS, "chat")
                messages.append(Message.of("assistant", done.text))
                page = _PAGE if turn < _TURNS else ""
                messages.append(Message.of("user", f"{turn}. {page}{_QUESTION}"))
            began = perf_counter()
            before.keep(CancelToken())
            written.append(perf_counter() - began)
            after = Conversation(replace(model, media=model.media.emptied()), folder)
            done = _answer(after, messages, 1, "chat")
            warm.append(done.stats.ttft_s)
            cold.append(_cold_ttft(model, messages))
            tokens, nbytes = done.stats.prompt_tokens, folder.nbytes()
    return {
        "ttft_next_start_vs_cold": round(median(w / c for w, c in zip(warm, cold, strict=True)), 3),
        "ttft_next_start_s": round(median(warm), 4),
        "ttft_next_start_cold_s": round(median(cold), 4),
        "next_start_prompt_tokens": tokens,
        "next_start_file_bytes": nbytes,
        "next_start_written_s": round(median(written), 4),
    }


def _cold_ttft(model: LoadedModel, messages: Sequence[Message]) -> float:
    forgetful = replace(model, media=model.media.emptied())
    return _answer(Conversation(forgetful), messages, 1).stats.ttft_s


def _cancel_latency(folder: Path, model: LoadedModel) -> dict[str, Any]:
    """Seconds from raising the flag to `Cancelled`, at random moments of all four stages."""
    chance = random.Random(0)
    latencies: list[float] = []
    stages: dict[str, float] = {}
    phases = ("load", "encode", "prefill", "decode")
    durations = _phase_seconds(model)
    for i in range(_CANCELS):
        phase = phases[i % len(phases)]
        moment = chance.random() * durations[phase]
        latency = _cancel_once(folder, model, phase, moment, seed=1000 + i)
        latencies.append(latency)
        stages[phase] = max(stages.get(phase, 0.0), latency)
    return {
        "cancel_latency_max_s": round(max(latencies), 3),
        "cancel_latency_by_stage_s": {name: round(value, 3) for name, value in stages.items()},
    }


def _cancel_once(
    folder: Path, model: LoadedModel, phase: str, moment: float, *, seed: int
) -> float:
    """Stop `moment` seconds after `phase` has begun."""
    cancel = CancelToken()
    raised: list[float] = []

    def raise_flag() -> None:
        raised.append(perf_counter())
        cancel.cancel()

    timer = threading.Timer(moment, raise_flag)
    try:
        if phase == "load":
            timer.start()
            load_model(folder, cancel=cancel)
        else:
            forgetful = replace(model, media=model.media.emptied())
            params = GenerationParams(max_tokens=10_000, temperature=0, repetition_penalty=1)
            messages = _turns(sample_picture(seed), 4)
            with closing(Conversation(forgetful).respond(messages, params, cancel)) as events:
                for event in events:
                    entered = event.name if isinstance(event, Stage) else "decode"
                    if entered == phase and not timer.ident:
                        timer.start()
    except Cancelled:
        return perf_counter() - raised[0]
    finally:
        timer.cancel()
        if timer.ident:
            timer.join()
    return 0.0  # over before the flag went up: nothing was left to stop


def _phase_seconds(model: LoadedModel) -> dict[str, float]:
    forgetful = replace(model, media=model.media.emptied())
    params = GenerationParams(max_tokens=_ANSWER_TOKENS, temperature=0, repetition_penalty=1)
    begun: dict[str, float] = {}
    events = Conversation(forgetful).respond(_turns(sample_picture(999), 4), params, CancelToken())
    for event in events:
        if isinstance(event, Stage):
            begun.setdefault(event.name, perf_counter())
        elif not isinstance(event, Done) and "prefill" in begun:
            begun.setdefault("decode", perf_counter())
    end = perf_counter()
    return {
        "load": model.load_s,
        "encode": begun["prefill"] - begun["encode"],
        "prefill": begun["decode"] - begun["prefill"],
        "decode": end - begun["decode"],
    }


def _answer(
    conversation: Conversation, messages: Sequence[Message], tokens: int, chat: str = ""
) -> Done:
    params = GenerationParams(max_tokens=tokens, temperature=0, repetition_penalty=1)
    for event in conversation.respond(messages, params, CancelToken(), chat):
        if isinstance(event, Done):
            return event
    raise AssertionError("a generation ends with Done")


def _turns(picture: bytes, turns: int) -> list[Message]:
    """Questions of `turns` turns, the picture in the first."""
    text = TextPart(_PAGE + _QUESTION)
    first = Message("user", (ImagePart(data=picture, name="bench.png"), text))
    rest = [Message.of("user", f"{turn}. {_QUESTION}") for turn in range(2, turns + 1)]
    messages = [first]
    for message in rest:
        messages += [Message.of("assistant", "It is a picture of many colours."), message]
    return messages


def sample_picture(seed: int) -> bytes:
    """A PNG that no other seed makes."""
    pixels = random.Random(seed).randbytes(48 * 48 * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (48, 48), pixels).resize((384, 384)).save(buffer, "PNG")
    return buffer.getvalue()
