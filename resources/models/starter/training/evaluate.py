"""Measures the saved folder on what it has never seen: `evaluate.py [PER_SKILL] [SEED] [OUT.json]`.

Fresh seeds, fonts and voices kept from training, other sizes, held-out phrasings; through
transformers' own image processor, feature extractor and chat template; greedy, bfloat16 as stored.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from architecture import FOLDER
from dialogues import both
from lexicon import COLOUR_NAMES, COUNT_WORDS, DIGIT_WORDS, SHAPES
from picture_talk import about_picture, picture_facts
from pictures import GRIDS, Scene, random_text, shapes_scene, text_scene
from PIL import Image
from sound_talk import about_sound
from sounds import Sound, bank, random_sound
from topics import topic_pair, topics, unknown_question
from transformers import AutoTokenizer, Gemma4AudioFeatureExtractor, Gemma4ForConditionalGeneration
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil
from wording import dress

GROUPS = [
    set(COLOUR_NAMES),
    set(SHAPES),
    {"left", "right", "top", "bottom", "middle"},
    set(COUNT_WORDS[1:]),
    {"low", "middle", "high"},
    {"rising", "falling"},
    {"silence"},
    {"noise"},
]
Part = str | Image.Image | np.ndarray


@dataclass
class Case:
    """Turns of a user; the answer to the last must hold what is expected."""

    skill: str
    turns: list[list[Part]]
    expected: list[str]
    any_of: bool = False
    answer: str = ""
    history: list[dict[str, object]] = field(default_factory=list)


def right(case: Case) -> bool:
    """Whether the answer says what is expected and nothing that contradicts it."""
    text = case.answer.lower()
    if case.any_of:
        return any(e.lower() in text for e in case.expected)
    if case.skill.startswith("read") or any(e.isdigit() for e in case.expected):
        quoted = [e for e in case.expected if f'"{e}"' in text]
        return len(quoted) >= 1
    words = re.findall(r"[a-z]+", text)
    words = [w[:-1] if w[:-1] in GROUPS[1] else w for w in words]
    if "digits" in case.skill:
        return [w for w in words if w in DIGIT_WORDS] == case.expected
    expected = set(case.expected)
    for group in GROUPS:
        if expected & group and set(words) & group != expected & group:
            return False
    return all(e in words or f'"{e}"' in text for e in expected)


def picture(scene: Scene, rng: np.random.Generator) -> Image.Image:
    """The drawn scene at another size."""
    image = Image.fromarray(scene.pixels)
    factor = float(rng.choice([1.0, 1.5, 2.0, 2.5, 3.0]))
    return image.resize(
        (int(image.width * factor), int(image.height * factor)), Image.Resampling.LANCZOS
    )


def cases(per_skill: int, seed: int, digits: str) -> list[Case]:
    """`per_skill` cases of every skill."""
    rng = np.random.default_rng(seed)
    spoken = bank(digits)
    found: list[Case] = []
    for topic in topics():
        for question in topic.held_out:
            found.append(Case("topics", [[dress(question, rng, 1.0)]], topic.expected, True))
            found.append(Case("topics-typed", [[dress(question, rng, 0.0)]], topic.expected, True))
    for _ in range(per_skill):
        found.append(
            Case(
                "unknown",
                [[dress(unknown_question(rng, True), rng, 1.0)]],
                ["larger model", "i do not know"],
                True,
            )
        )

    def scene(kind: str) -> Scene:
        columns, rows = GRIDS[rng.integers(len(GRIDS))]
        w, h = columns * 24, rows * 24
        if kind == "text":
            return text_scene(rng, w, h, random_text(rng), held_out=True)
        return shapes_scene(rng, w, h, kind)

    def fill(wanted: str, make: Callable[[], Case]) -> None:
        count = 0
        for _ in range(per_skill * 400):
            case = make()
            if case.skill == wanted:
                found.append(case)
                count += 1
                if count == per_skill:
                    return

    def one_picture(kind: str) -> Case:
        s = scene(kind)
        skill, question, _, expected = about_picture(s, rng, held_out=True)
        return Case(skill, [[picture(s, rng), dress(question, rng, 0.7)]], expected)

    for skill, kind in (
        ("shape", "one"),
        ("colour", "one"),
        ("count", "many"),
        ("place", "one"),
        ("which", "two"),
        ("describe", "one"),
        ("read-word", "text"),
        ("read-number", "text"),
    ):
        fill(skill, lambda kind=kind: one_picture(kind))
    for kind in ("many", "two"):
        before = len(found)
        fill("describe", lambda kind=kind: one_picture(kind))
        for case in found[before:]:
            case.skill = f"describe-{kind}"

    def one_sound(kind: str) -> Case:
        s: Sound = random_sound(rng, spoken, kind)
        skill, question, _, expected = about_sound(s, rng, held_out=True)
        if kind == "digits":
            skill = "digit-single" if len(s.digits) == 1 else "digits-several"
        return Case(skill, [[s.samples, dress(question, rng, 0.7)]], expected)

    for skill, kind in (
        ("beep-count", "beeps"),
        ("beep-pitch", "beeps"),
        ("hear-beeps", "beeps"),
        ("sweep", "sweep"),
        ("hear-silence", "silence"),
        ("hear-noise", "noise"),
        ("digit-single", "digits"),
        ("digits-several", "digits"),
    ):
        fill(skill, lambda kind=kind: one_sound(kind))
    for _ in range(per_skill):
        s = scene(("one", "many", "two", "text")[rng.integers(4)])
        heard = random_sound(rng, spoken)
        _, question, _, expected = both(s, heard, rng, held_out=True)
        found.append(Case("both", [[picture(s, rng), heard.samples, question]], expected))
        s = scene(("one", "one", "many", "text")[rng.integers(4)])
        first = about_picture(s, rng, True)
        skill, question, _, expected = about_picture(s, rng, True)
        found.append(
            Case(
                "later-turn" if s.kind != "text" else "read-later",
                [[picture(s, rng), first[1]], [topic_pair(rng, True)[0]], [question]],
                expected,
            )
        )
        pair = [scene(("one", "many")[rng.integers(2)]) for _ in range(2)]
        which = int(rng.integers(2))
        wanted = pair[which]
        words = [wanted.things[0].colour, wanted.things[0].shape]
        found.append(
            Case(
                "two-pictures",
                [
                    [
                        *(picture(p, rng) for p in pair),
                        f"What is in the {('first', 'second')[which]} picture?",
                    ]
                ],
                words,
            )
        )
        s = scene(("one", "many", "two")[rng.integers(3)])
        words = sorted({w for t in s.things[:2] for w in (t.colour, t.shape)})
        found.append(Case("no-question", [[picture(s, rng)]], words))
        assert picture_facts(s)
    return found


class Runner:
    """The saved model with its processors."""

    def __init__(self, folder: Path, dtype: torch.dtype = torch.bfloat16) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        settings = json.loads((folder / "processor_config.json").read_text())["image_processor"]
        self.images = Gemma4ImageProcessorPil(
            **{k: settings[k] for k in ("max_soft_tokens", "patch_size", "pooling_kernel_size")}
        )
        self.sounds = Gemma4AudioFeatureExtractor()
        self.model = Gemma4ForConditionalGeneration.from_pretrained(folder, dtype=dtype).eval()

    def _inputs(self, case: Case) -> tuple[list[int], list[Image.Image], list[np.ndarray]]:
        images: list[Image.Image] = []
        sounds: list[np.ndarray] = []
        for message in case.history:
            for part in message["content"]:  # type: ignore[attr-defined]
                if part["type"] == "image":
                    images.append(part["value"])
                elif part["type"] == "audio":
                    sounds.append(part["value"])
        text = self.tokenizer.apply_chat_template(
            case.history, add_generation_prompt=True, tokenize=False
        )
        counts = list(self.images(images)["num_soft_tokens_per_image"]) if images else []
        for kind, numbers in (("image", counts), ("audio", [self._tokens(s) for s in sounds])):
            pieces = text.split(f"<|{kind}|>")
            text = pieces[0]
            for n, piece in zip(numbers, pieces[1:], strict=True):
                text += f"<|{kind}>" + f"<|{kind}|>" * n + f"<{kind}|>" + piece
        return self.tokenizer.encode(text, add_special_tokens=False), images, sounds

    def _tokens(self, samples: np.ndarray) -> int:
        mask = self.sounds([samples], return_tensors="np")["input_features_mask"][0]
        return int(mask[::4].sum())

    @torch.no_grad()
    def answer(self, batch: list[Case]) -> list[str]:
        """Greedy answers to the histories of the cases, with their placeholders filled."""
        prepared = [self._inputs(c) for c in batch]
        longest = max(len(ids) for ids, _, _ in prepared)
        ids = torch.tensor([[0] * (longest - len(i)) + i for i, _, _ in prepared])
        mask = torch.tensor([[0] * (longest - len(i)) + [1] * len(i) for i, _, _ in prepared])
        extra: dict[str, torch.Tensor] = {}
        images = [x for _, many, _ in prepared for x in many]
        sounds = [x for _, _, many in prepared for x in many]
        if images:
            made = self.images(images, return_tensors="pt")
            extra |= {
                "pixel_values": made["pixel_values"].to(self.model.dtype),
                "image_position_ids": made["image_position_ids"],
            }
        if sounds:
            heard = self.sounds(sounds, return_tensors="pt")
            extra |= {
                "input_features": heard["input_features"].to(self.model.dtype),
                "input_features_mask": heard["input_features_mask"],
            }
        out = self.model.generate(
            input_ids=ids, attention_mask=mask, max_new_tokens=70, do_sample=False, **extra
        )
        return [self.tokenizer.decode(o[longest:], skip_special_tokens=True).strip() for o in out]

    def run(self, all_cases: list[Case], size: int = 32) -> None:
        """Answers every turn of every case."""
        for depth in range(max(len(c.turns) for c in all_cases)):
            now = [c for c in all_cases if len(c.turns) > depth]
            for case in now:
                content: list[dict[str, object]] = []
                for part in case.turns[depth]:
                    kind = (
                        "text"
                        if isinstance(part, str)
                        else "image"
                        if isinstance(part, Image.Image)
                        else "audio"
                    )
                    content.append({"type": kind, "text" if kind == "text" else "value": part})
                case.history.append({"role": "user", "content": content})
            for i in range(0, len(now), size):
                for case, text in zip(
                    now[i : i + size], self.answer(now[i : i + size]), strict=True
                ):
                    case.answer = text
                    case.history.append(
                        {"role": "assistant", "content": [{"type": "text", "text": text}]}
                    )


def main() -> None:
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    per_skill = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20_261
    digits = os.environ.get("STARTER_DIGITS", "hbank.npz")
    started = time.monotonic()
    found = cases(per_skill, seed, digits)
    Runner(FOLDER).run(found)
    table: dict[str, list[bool]] = {}
    wrong: dict[str, list[str]] = {}
    for case in found:
        ok = right(case)
        table.setdefault(case.skill, []).append(ok)
        if not ok:
            said = [p for p in case.turns[-1] if isinstance(p, str)]
            wrong.setdefault(case.skill, []).append(f"{said} wants {case.expected}: {case.answer}")
    for skill, marks in table.items():
        print(f"{skill:16s} {100 * sum(marks) / len(marks):5.1f} %  of {len(marks)}")
        for line in wrong.get(skill, [])[:3]:
            print("      ", line)
    print(f"{len(found)} cases in {time.monotonic() - started:.0f} s")
    if len(sys.argv) > 3:
        scores = {k: [round(100 * sum(v) / len(v), 1), len(v)] for k, v in table.items()}
        Path(sys.argv[3]).write_text(json.dumps(scores, indent=2) + "\n")


if __name__ == "__main__":
    main()
