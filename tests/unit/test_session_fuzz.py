"""Whatever is done to a chat, in whatever order: what its cache says is what a fresh run says.

The operations are drawn at random from a fixed seed. After each, the logits that follow from the
prompt cache are held against one pass over the same tokens without any cache. `FUZZ_SEEDS=0-20` in
the environment tries more seeds, on all families.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import mlx.core as mx
import pytest

from engine.cancel import CancelToken
from engine.eight_bits import why_not
from engine.errors import Cancelled, ContextFull
from engine.loading import load_model
from engine.prompt import build_prompt
from engine.prompt_cache import common_prefix
from engine.session import Conversation, _shrink
from engine.types import AudioPart, Delta, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GOLDEN, MEDIA

WORDS = ["the sea is blue", "and", "a square", "left of", "the disc", "which one", "may be taller"]
PICTURES = [ImagePart(MEDIA / f"{name}.png") for name in ("scene", "other", "tall")]
SOUNDS = [AudioPart(MEDIA / f"{name}.wav") for name in ("tone", "sweep")]
TOLERANCE = 1e-4  # of the largest logit, as everywhere in float32
IN_8_BITS = 0.02  # a difference of 1e-6 may round to another of 256 steps
STEPS = 7
# Rings and shared caches, both ways within pictures, rotary positions in the plane, states.
FAMILIES = ("gemma4_e2b", "gemma4_moe", "qwen3_vl", "qwen3_5")


class Fuzz:
    """A chat, and another one beside it, to which something happens at each step."""

    def __init__(self, golden: str, seed: int) -> None:
        self.draw = random.Random(f"{golden} {seed}")
        model = load_model(GOLDEN / golden / "model", dtype="float32")
        self.model = replace(model, stop_ids=frozenset())
        self.chat = Conversation(self.model)
        self.messages: list[Message] = []
        self.other: list[Message] = []
        self.asked: list[Message] = []
        self.log: list[str] = []
        self.actions: dict[str, Callable[[], bool]] = {
            "turn": self.turn,
            "edit": self.edit,
            "regenerate": self.regenerate,
            "swap pictures": self.swap,
            "truncate": self.truncate,
            "system": self.system,
            "continue": self.go_on,
            "half an answer": self.half,
            "other chat": self.change_chat,
            "shrink": self.shrink,
            "beside": self.ask_beside,
            "kind of cache": self.change_kind,
        }

    def step(self) -> None:
        action = self.draw.choice(list(self.actions))
        how = self.draw.choice(["whole", "whole", "cancel", "close"])
        self.log.append(f"{action}, {how}")
        if self.actions[action]():
            self.respond(how)

    def respond(self, how: str) -> None:
        if self.messages[-1].role == "assistant" and not self.messages[-1].text.strip():
            self.messages.pop()
        self.asked = list(self.messages)
        cancel, stop = CancelToken(), self.draw.randrange(14)
        params = GenerationParams(
            max_tokens=self.draw.choice([1, 2, 7]), temperature=0, stop=("e ",)
        )
        answering = self.chat.respond(self.messages, params, cancel)
        said = ""
        with suppress(Cancelled):
            for index, event in enumerate(answering):
                if isinstance(event, Delta) and event.channel == "answer":
                    said += event.text
                if index == stop and how == "cancel":
                    cancel.cancel()
                if index == stop and how == "close":
                    answering.close()
                    break
        if self.messages[-1].role == "assistant":
            said = self.messages.pop().text + said
        self.messages.append(Message.of("assistant", said or "So."))
        self.compare()

    def compare(self) -> None:
        media = [p for m in self.asked for p in m.parts if not isinstance(p, TextPart)]
        seen = [self.model.media.look(part) for part in media]
        go_on = self.asked[-1].role == "assistant"
        prompt = build_prompt(
            self.model.tokenizer,
            self.model.family,
            self.asked,
            [attachment.medium for attachment in seen],
            go_on=go_on,
        )
        cache = self.chat._caches.latest
        shared = common_prefix(cache.key, prompt.key)
        ids = [*prompt.ids[:shared], *cache.key[shared:]]
        assert min(ids, default=0) >= 0, self.log  # else it holds a picture that nobody sent
        if not ids:
            return
        probe = self.draw.randrange(5, 200)
        got = self.model.model(mx.array([[probe]]), cache=copy.deepcopy(cache.caches))[0, -1]
        softs = [self.model.media.encode(attachment, lambda: None) for attachment in seen]
        spans = [replace(s, soft=soft) for s, soft in zip(prompt.spans, softs, strict=True)]
        self.model.family.place(self.model.model, spans)
        # In 8 bits against 8 bits: what these cost is another test's business.
        fresh = self.model.make_caches() if self.model.kv_bits else None
        wanted = self.model.model(mx.array([[*ids, probe]]), cache=fresh)[0, -1]
        error: Any = (mx.abs(got - wanted).max() / mx.abs(wanted).max()).item()
        tolerance = IN_8_BITS if self.model.kv_bits else TOLERANCE
        assert error < tolerance, (error, len(ids), self.log)

    # What happens; whether there is something to answer then.

    def turn(self) -> bool:
        parts: list[TextPart | ImagePart | AudioPart] = [TextPart(self.text())]
        if "image" in self.model.family.placeholders and self.draw.random() < 0.4:
            parts.insert(0, self.draw.choice(PICTURES))
        if "audio" in self.model.family.placeholders and self.draw.random() < 0.2:
            parts.append(self.draw.choice(SOUNDS))
        self.messages.append(Message("user", tuple(parts)))
        return True

    def edit(self) -> bool:
        del self.messages[self.question() :]
        return self.turn()

    def regenerate(self) -> bool:
        if not self.users():
            return self.turn()
        del self.messages[self.users()[-1] + 1 :]
        return True

    def swap(self) -> bool:
        if not self.users():
            return self.turn()
        at = self.question()
        parts = self.messages[at].parts
        swapped = [self.draw.choice(PICTURES) if isinstance(p, ImagePart) else p for p in parts]
        self.messages[at] = Message("user", tuple(swapped))
        return self.regenerate()

    def truncate(self) -> bool:
        del self.messages[self.question() + 1 :]
        return bool(self.users()) or self.turn()

    def system(self) -> bool:
        self.messages = [m for m in self.messages if m.role != "system"]
        if self.draw.random() < 0.7:
            self.messages.insert(0, Message.of("system", self.text()))
        return self.regenerate()

    def go_on(self) -> bool:
        return bool(self.users()) or self.turn()

    def half(self) -> bool:
        if not self.users():
            return self.turn()
        said = self.messages.pop().text
        self.messages.append(Message.of("assistant", said[: len(said) // 2]))
        return True

    def change_chat(self) -> bool:
        self.messages, self.other = self.other, self.messages
        return self.turn()

    def shrink(self) -> bool:
        _shrink(self.chat._caches, self.model)
        return False

    def ask_beside(self) -> bool:
        params = GenerationParams(max_tokens=2, temperature=0)
        message = Message.of("user", self.text())
        for _ in self.chat.beside().respond([message], params, CancelToken()):
            pass
        return False

    def change_kind(self) -> bool:
        """As when a person chooses 8 bits, or not, and the model is loaded anew."""
        if why_not(self.model.config):
            return False
        self.model = replace(self.model, kv_bits=8 - self.model.kv_bits)
        self.chat = Conversation(self.model)
        return self.go_on()

    def text(self) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.choice([1, 3, 9, 15])))

    def users(self) -> list[int]:
        return [at for at, message in enumerate(self.messages) if message.role == "user"]

    def question(self) -> int:
        return self.draw.choice(self.users() or [len(self.messages)])


@pytest.mark.parametrize("golden", FAMILIES)
def test_any_order_of_operations_leaves_what_a_fresh_run_would(golden: str) -> None:
    fuzz = Fuzz(golden, seed=1)
    for _ in range(STEPS):
        fuzz.step()


@pytest.mark.skipif("FUZZ_SEEDS" not in os.environ, reason="takes as long as it is given")
@pytest.mark.parametrize("golden", sorted(path.parent.name for path in GOLDEN.glob("*/model")))
def test_many_orders_of_operations(golden: str) -> None:
    first, _, last = os.environ["FUZZ_SEEDS"].partition("-")
    for seed in range(int(first), int(last) + 1):
        fuzz = Fuzz(golden, seed)
        with suppress(ContextFull):
            for _ in range(4 * STEPS):
                fuzz.step()
