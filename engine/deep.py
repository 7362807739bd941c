"""Runs a model once, layer by layer, on a prompt that never changes.

What can be judged without knowing the model: that every layer puts out numbers, that none of them
runs away, that the logits tell tokens apart. Whether an answer is right is known only of a model
that comes with `known_answers.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import mlx.core as mx

from engine.cancel import CancelToken
from engine.deep_weights import weight_faults
from engine.diagnose import LayerRow, describe, recorded
from engine.errors import EngineError, NumericError
from engine.faults import Fault, counted, download_again, some
from engine.loading import LoadedModel, load_model
from engine.session import Conversation
from engine.types import (
    AudioPart,
    Done,
    GenerationParams,
    ImagePart,
    Message,
    Sense,
    TextPart,
)

SENTENCE = (
    "The sun rises in the east and sets in the west. Water is made of hydrogen and oxygen. "
    "Paris is the capital of France."
)
KNOWN_ANSWERS = "known_answers.json"
_KINDS: tuple[tuple[str, type[ImagePart] | type[AudioPart]], ...] = (
    ("image", ImagePart),
    ("audio", AudioPart),
)
_TOKENS = 16  # generated
_RUNAWAY = 1e7  # trained models reach some 1e5 in single channels
_LOUD_LOGITS = 1000.0  # trained models stay within a few hundred


@dataclass(frozen=True)
class KnownAnswer:
    """One question whose answer is known, and what came."""

    prompt: str
    expect: tuple[str, ...]
    answer: str
    sense: Sense = "text"

    @property
    def right(self) -> bool:
        return all(word.lower() in self.answer.lower() for word in self.expect)


@dataclass(frozen=True)
class Deep:
    """What running the model showed.

    Attributes:
        rows: range of every layer's output and of the logits, in order.
        surprise: mean nats a token of `SENTENCE`; `chance` is what guessing blindly costs.
        text: greedy continuation of `SENTENCE`.
        repeats: it is one token over and over.
    """

    faults: tuple[Fault, ...]
    rows: tuple[LayerRow, ...] = ()
    surprise: float = 0.0
    chance: float = 0.0
    text: str = ""
    repeats: bool = False
    answers: tuple[KnownAnswer, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "layers": [row.as_json() for row in self.rows],
            "surprise_nats": _number(self.surprise),
            "chance_nats": round(self.chance, 4),
            "text": self.text,
            "repeats_one_token": self.repeats,
            "known_answers": [
                {"prompt": a.prompt, "expect": a.expect, "answer": a.answer, "right": a.right}
                for a in self.answers
            ],
        }


def run_deep(folder: Path, cancel: CancelToken | None = None) -> Deep:
    """Load, look at the weights, run the sentence, then a picture and a sound where it has senses.

    Raises:
        Cancelled: nothing else; what goes wrong becomes a fault.
    """
    cancel = cancel or CancelToken()
    try:
        model = load_model(folder, context=2048, cancel=cancel)
    except EngineError as error:
        return Deep((Fault.of("load", error),))
    return run_loaded(model, cancel)


def run_loaded(model: LoadedModel, cancel: CancelToken) -> Deep:
    """The same for a model that is in memory. Raises Cancelled."""
    faults = weight_faults(model.model, cancel)
    ids = model.tokenizer.encode(SENTENCE)
    rows, logits = _forward(model, ids)
    faults += _range_faults(rows) or _logit_faults(rows[-1])
    faults += _sense_faults(model, cancel)
    faults += token_faults(model, logits.shape[-1])
    chance = math.log(logits.shape[-1])
    if any(row.nan or row.inf for row in rows):
        return Deep(tuple(faults), tuple(rows), math.nan, chance)
    tokens = _continue(model, ids, cancel)
    answers = () if faults else _known_answers(model, cancel)
    return Deep(
        tuple(faults) + _answer_faults(answers),
        tuple(rows),
        _surprise(logits, ids),
        chance,
        model.tokenizer.decode(tokens),
        len(tokens) == _TOKENS and len(set(tokens)) == 1,
        answers,
    )


def _forward(model: LoadedModel, ids: Sequence[int]) -> tuple[list[LayerRow], mx.array]:
    """Ranges of every layer and of the logits; the logits (L, V)."""
    model.family.place(model.model, ())
    with recorded(model.watch) as rows:
        logits = model.model(mx.array(list(ids))[None], cache=model.make_caches())[0]
        rows.append(describe("logits", logits))
    return rows, logits.astype(mx.float32)


def _range_faults(rows: Sequence[LayerRow]) -> list[Fault]:
    for row in rows:
        if row.nan or row.inf:
            what = " and ".join(
                text
                for n, text in ((row.nan, f"{row.nan:,} NaN"), (row.inf, f"{row.inf:,} infinite"))
                if n
            )
            return [
                Fault(
                    "invalid-layer",
                    f"{row.layer} is the first to put out invalid numbers ({what})",
                    download_again(),
                    {row.layer: what},
                )
            ]
        if (loudest := max(-row.min, row.max)) > _RUNAWAY:
            return [
                Fault(
                    "runaway-layer",
                    f"{row.layer} is the first whose numbers run away, up to {loudest:,.0f}: its "
                    "weights are not those of a trained model",
                    download_again(),
                    {row.layer: f"{row.min:,.0f} to {row.max:,.0f}"},
                )
            ]
    return []


def _logit_faults(row: LayerRow) -> list[Fault]:
    """Logits that no trained model puts out."""
    if row.min == row.max:
        what = f"the logits are all the same ({row.max:g}), so no token is likelier than another"
    elif max(-row.min, row.max) > _LOUD_LOGITS:
        sign = "all positive, " if row.min > 0 else ""
        what = f"the logits are {sign}{row.min:,.0f} to {row.max:,.0f}, as of wrong weights"
    else:
        return []
    return [Fault("logits", what, download_again(), {"logits": f"{row.min:g} to {row.max:g}"})]


def token_faults(model: LoadedModel, rows: int) -> list[Fault]:
    """Tokens beyond the embedding table: MLX reads whatever lies behind it."""
    largest = max(model.tokenizer.get_vocab().values(), default=0)
    if largest < rows:
        return []
    return [
        Fault(
            "tokenizer",
            f"the tokenizer knows tokens up to {largest:,}, but the model only {rows:,}",
            "Use the tokenizer.json that came with these weights.",
        )
    ]


def _sense_faults(model: LoadedModel, cancel: CancelToken) -> list[Fault]:
    """Runs each tower once."""
    faults = []
    parts: list[ImagePart | AudioPart] = []
    if "image" in model.family.placeholders:
        parts.append(ImagePart(data=_picture(), name="test picture"))
    if "audio" in model.family.placeholders:
        parts.append(AudioPart(data=_sound(), name="test sound"))
    for part in parts:
        try:
            model.media.encode(model.media.look(part), cancel.check)
        except NumericError as error:
            faults.append(Fault.of("invalid-layer", error))
        except EngineError as error:
            faults.append(Fault.of("senses", error))
    return faults


def _picture() -> bytes:
    """A PNG of a red disc on a gradient."""
    from PIL import Image, ImageDraw

    picture = Image.radial_gradient("L").convert("RGB")
    ImageDraw.Draw(picture).ellipse((80, 80, 176, 176), fill=(200, 30, 30))
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _sound() -> bytes:
    """A WAV of one second of a 440 Hz tone."""
    import wave

    stream = BytesIO()
    with wave.open(stream, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(
            b"".join(
                int(8000 * math.sin(2 * math.pi * 440 * i / 16_000)).to_bytes(
                    2, "little", signed=True
                )
                for i in range(16_000)
            )
        )
    return stream.getvalue()


def _surprise(logits: mx.array, ids: Sequence[int]) -> float:
    """Mean nats a token, of those that have one before them."""
    targets = mx.array(list(ids[1:]))[:, None]
    log_p = logits[:-1] - mx.logsumexp(logits[:-1], axis=-1, keepdims=True)
    value: float = -mx.take_along_axis(log_p, targets, axis=-1).mean().item()  # type: ignore[assignment]
    return value


def _continue(model: LoadedModel, ids: Sequence[int], cancel: CancelToken) -> list[int]:
    """Greedy tokens after the sentence."""
    caches = model.make_caches()
    tokens: list[int] = []
    step = mx.array(list(ids))[None]
    for _ in range(_TOKENS):
        cancel.check()
        logits = model.model(step, cache=caches)
        likeliest: Any = mx.argmax(logits[0, -1]).item()
        tokens.append(likeliest)
        step = mx.array([tokens[-1:]])
    return tokens


def _known_answers(model: LoadedModel, cancel: CancelToken) -> tuple[KnownAnswer, ...]:
    folder = model.info.path
    try:
        entries = json.loads((folder / KNOWN_ANSWERS).read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    found = []
    for entry in entries:
        parts: list[ImagePart | AudioPart] = [
            kind(path=folder / entry[key]) for key, kind in _KINDS if key in entry
        ]
        if not all(part.path and part.path.is_file() for part in parts):
            continue  # a copy of the model, away from its samples
        message = Message("user", (*parts, TextPart(entry["prompt"])))
        answer = ask(model, message, cancel)
        sense: Sense = "image" if "image" in entry else "audio" if "audio" in entry else "text"
        found.append(KnownAnswer(entry["prompt"], tuple(entry["expect"]), answer, sense))
    return tuple(found)


def ask(model: LoadedModel, message: Message, cancel: CancelToken) -> str:
    """The answer to one message in a chat of its own, greedy; an error's sentence in brackets."""
    params = GenerationParams(max_tokens=64, temperature=0)
    try:
        for event in Conversation(model).respond([message], params, cancel):
            if isinstance(event, Done):
                return event.text
    except EngineError as error:
        return f"({error})"
    return ""


def _answer_faults(answers: Sequence[KnownAnswer]) -> tuple[Fault, ...]:
    wrong = [answer for answer in answers if not answer.right]
    if not wrong:
        return ()
    first = wrong[0]
    return (
        Fault(
            "wrong-answers",
            f"{counted(len(wrong), 'known answer')} of {len(answers)} came out wrong: "
            f"“{first.prompt}” must tell of {some(first.expect)}, but the answer was "
            f"“{first.answer}”",
            download_again(),
            {answer.prompt: answer.answer for answer in wrong},
        ),
    )


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return round(value, 4) if math.isfinite(value) else None
