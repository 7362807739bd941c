"""Questions about a picture and a sound at once, and all words together, for the tokenizer.

Everything comes from one random generator. `held_out=True` gives the phrasings kept for evaluation.
"""

from __future__ import annotations

import re

from lexicon import COLOUR_NAMES, COUNT_WORDS, DIGIT_WORDS, SHAPES
from picture_talk import (
    H_READ,
    Q_COLOUR,
    Q_COUNT,
    Q_DESCRIBE,
    Q_PLACE,
    Q_READ,
    Q_SHAPE,
    picture_facts,
    text_answer,
)
from pictures import Scene
from sound_talk import (
    H_HEAR,
    Q_BEEPS,
    Q_DIGIT,
    Q_HEAR,
    Q_PITCH,
    Q_SWEEP,
    about_sound,
    sound_facts,
)
from sounds import Sound
from topics import UNKNOWN_ANSWERS, topics, unknown_words
from wording import Rng, pick

Q_BOTH = [
    "what do you see and hear",
    "describe the picture and the sound",
    "what is in the picture and what do you hear",
    "what are these",
    "describe both",
    "tell me what you see and hear",
    "look and listen",
    "what do you see, and what do you hear",
]
H_BOTH = ["what can you see and hear", "describe what you see and hear"]


def both(
    scene: Scene, sound: Sound, rng: Rng, held_out: bool = False
) -> tuple[str, str, str, list[str]]:
    """One question about a picture and a sound at once."""
    facts = text_answer(scene) if scene.kind == "text" else picture_facts(scene)
    expected = (
        [scene.text]
        if scene.kind == "text"
        else [t.colour for t in scene.things[:2]] + [t.shape for t in scene.things[:2]]
    )
    while True:
        skill, _, _, heard = about_sound(sound, rng)
        if skill.startswith("hear"):
            break
    answer = pick(
        [
            f"I see {facts}, and I hear {sound_facts(sound)}.",
            f"The picture shows {facts}; I hear {sound_facts(sound)}.",
        ],
        rng,
    )
    question = pick(H_BOTH if held_out else Q_BOTH, rng)
    if not held_out and rng.random() < 0.5:
        ears = {
            "beeps": [*Q_BEEPS, *Q_PITCH, "what do you hear"],
            "digits": [*Q_DIGIT, "what do you hear"],
            "sweep": [*Q_SWEEP, "what do you hear"],
        }.get(sound.kind, ["what do you hear"])
        eyes = Q_READ[:4] if scene.kind == "text" else []
        first, second = pick([*Q_DESCRIBE[:6], *eyes], rng), pick(ears, rng)
        if rng.random() < 0.3:
            first, second = second, first
        question = first + pick([", and ", " and ", "? "], rng) + second
    return "both", question, answer, sorted({*expected, *heard})


def tokenizer_corpus() -> list[str]:
    """Text in which the tokenizer looks for its pieces."""
    lines: list[str] = []
    for topic in topics():
        lines += [*topic.questions, *topic.held_out, *(topic.answers * 4)]
        lines += [q[0].upper() + q[1:] + "?" for q in topic.questions]
    lines += UNKNOWN_ANSWERS * 10
    patterns, fill = unknown_words()
    lines += [re.sub(r"\{\w+\}", "", p) for p in patterns] + [" ".join(w) for w in fill.values()]
    for questions in (
        Q_SHAPE,
        Q_COLOUR,
        Q_COUNT,
        Q_PLACE,
        Q_DESCRIBE,
        Q_READ,
        Q_HEAR,
        Q_BEEPS,
        Q_PITCH,
        Q_SWEEP,
        Q_DIGIT,
        Q_BOTH,
        H_READ,
        H_HEAR,
    ):
        for q in questions:
            lines += [q.replace("{s}", "circle"), q[0].upper() + q[1:] + "?"] * 2
    for word in [
        *COLOUR_NAMES,
        *SHAPES,
        *(s + "s" for s in SHAPES),
        *COUNT_WORDS,
        *DIGIT_WORDS,
        "low",
        "middle",
        "high",
        "rising",
        "falling",
        "beep",
        "beeps",
        "silence",
        "noise",
    ]:
        lines += [f"I see a {word} {word} and it is {word}."] * 20
    return lines
