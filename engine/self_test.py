"""Does a model work here, and how fast: a question for each sense, and a short run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.cancel import CancelToken
from engine.deep import KnownAnswer, ask, run_loaded
from engine.errors import EngineError
from engine.fingerprint import fingerprint
from engine.loading import LoadedModel
from engine.session import Conversation
from engine.types import (
    AudioPart,
    Delta,
    Done,
    GenerationParams,
    ImagePart,
    Message,
    Part,
    Sense,
    TextPart,
)

SECONDS = 10.0  # of the speed run, after the first token
_TASK = "Tell a long story about a lighthouse and the people who came to it. "
_LONGEST_TASK = 512  # tokens
_MOST_TOKENS = 4096
_SEVEN = ("seven", "7", "七")
_FOUR = ("four", "4", "四")


@dataclass(frozen=True)
class SelfTest:
    """What came of it.

    Attributes:
        fingerprint: of the model that was tested; another one needs another test.
        faults: what the doctor found while it ran, as sentences.
        answers: one a sense, with what had to be in it.
        ttft_s, prompt_tps, generation_tps: of the speed run; None if it did not get so far.
    """

    fingerprint: str
    faults: tuple[str, ...]
    answers: tuple[KnownAnswer, ...]
    ttft_s: float | None = None
    prompt_tps: float | None = None
    generation_tps: float | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def good(self) -> bool:
        return not self.faults and all(answer.right for answer in self.answers)

    @property
    def wrong(self) -> tuple[Sense, ...]:
        """Senses whose question was answered wrongly."""
        return tuple(answer.sense for answer in self.answers if not answer.right)

    def as_json(self) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint,
            "good": self.good,
            "faults": list(self.faults),
            "answers": [
                {
                    "sense": each.sense,
                    "prompt": each.prompt,
                    "expect": list(each.expect),
                    "answer": each.answer,
                    "right": each.right,
                }
                for each in self.answers
            ],
            "ttft_s": self.ttft_s,
            "prompt_tps": self.prompt_tps,
            "generation_tps": self.generation_tps,
            "seconds": round(self.seconds, 2),
        }


class _AnyOf(KnownAnswer):
    """Right if one of the words is there."""

    @property
    def right(self) -> bool:
        return any(word in self.answer.lower() for word in self.expect)


def run_self_test(
    model: LoadedModel, spoken_seven: Path, cancel: CancelToken, seconds: float | None = None
) -> SelfTest:
    """The doctor's deep look, a known question for each sense, and some seconds of answering.

    A model that comes with answers of its own (`known_answers.json`) is asked those instead: it
    may know nothing else.

    Args:
        spoken_seven: a sound in which somebody says "seven".
        seconds: of answering; `SECONDS` unless told.

    Raises:
        Cancelled: a stop was asked for.
    """
    started = perf_counter()
    deep = run_loaded(model, cancel)
    faults = tuple(f"{fault.what}." for fault in deep.faults)
    answers: tuple[KnownAnswer, ...]
    if deep.answers:
        answers = deep.answers
    elif any(fault.stops for fault in deep.faults):
        answers = ()
    else:
        answers = tuple(_questions(model, spoken_seven, cancel))
    speed = _speed(model, cancel, SECONDS if seconds is None else seconds)
    return SelfTest(fingerprint(model), faults, answers, *speed, seconds=perf_counter() - started)


def _questions(
    model: LoadedModel, spoken_seven: Path, cancel: CancelToken
) -> Sequence[KnownAnswer]:
    found: list[KnownAnswer] = []

    def put(
        sense: Sense, kind: type[KnownAnswer], text: str, want: tuple[str, ...], *media: Part
    ) -> None:
        cancel.check()
        message = Message("user", (*media, TextPart(text)))
        found.append(kind(text, want, ask(model, message, cancel), sense))

    put("text", _AnyOf, "What is two plus two? Answer with the number alone.", _FOUR)
    if "image" in model.info.senses:
        put(
            "image",
            KnownAnswer,
            "Which shape is in this picture, and which colour is it?",
            ("red", "square"),
            ImagePart(data=_red_square(), name="test picture"),
        )
    if "audio" in model.info.senses:
        put(
            "audio",
            _AnyOf,
            "Which number is spoken in this recording?",
            _SEVEN,
            AudioPart(path=spoken_seven),
        )
    return found


def _red_square() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (384, 384), (250, 250, 246))
    ImageDraw.Draw(picture).rectangle((112, 112, 272, 272), fill=(214, 32, 32))
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _speed(
    model: LoadedModel, cancel: CancelToken, seconds: float
) -> tuple[float | None, float | None, float | None]:
    """(TTFT, tokens a second of prefill, of decode) of one answer, stopped after `seconds`."""
    params = GenerationParams(max_tokens=_MOST_TOKENS)
    length = min(_LONGEST_TASK, model.context // 4)
    task = _TASK * max(1, length // len(model.tokenizer.encode(_TASK)))
    begun = perf_counter()
    first: float | None = None
    decode = 0.0
    try:
        for event in Conversation(model).respond([Message.of("user", task)], params, cancel):
            if isinstance(event, Done):
                return event.stats.ttft_s, event.stats.prompt_tps, event.stats.generation_tps
            if isinstance(event, Delta):
                first = first or perf_counter() - begun
                decode = event.generation_tps
                if decode and perf_counter() - begun - first > seconds:
                    break
    except EngineError:
        first = None
    if first is None:
        return None, None, None
    return first, len(model.tokenizer.encode(task)) / first, decode
