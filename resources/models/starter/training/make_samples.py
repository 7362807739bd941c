"""Writes the tour's sample picture and sound, and the small fixed evaluation that the tests read.

Fonts and voices are held-out ones. Only questions that the saved model answers rightly are kept:
this list guards against regressions, it is not the accuracy (see evaluate.py and CARD.md for that).
"""

from __future__ import annotations

import json
import os
import sys
import wave
from pathlib import Path

import numpy as np
from architecture import FOLDER
from evaluate import Case, Runner, right
from lexicon import COUNT_WORDS, DIGIT_WORDS
from pictures import Scene, shapes_scene, text_scene
from PIL import Image
from sounds import RATE, Samples, bank, beeps, random_sound
from topics import topics
from wording import dress

ROOT = FOLDER.parents[2]
BOTH = "What do you see, and how many beeps do you hear?"
SAMPLES, DATA = ROOT / "resources" / "samples", ROOT / "tests" / "data"


def save_sound(path: Path, samples: Samples) -> None:
    """16-bit mono WAV."""
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, len(samples), "NONE", ""))
        out.writeframes((samples * 32767).astype("<i2").tobytes())


def load_sound(path: Path) -> Samples:
    """The samples as any program reads them back."""
    with wave.open(str(path), "rb") as stored:
        return (
            np.frombuffer(stored.readframes(stored.getnframes()), "<i2").astype(np.float32) / 32768
        )


def text_questions(runner: Runner, wanted: int) -> list[dict[str, object]]:
    """Held-out questions over different topics, with words any one of which a right answer has."""
    rng = np.random.default_rng(77)
    found = [Case("topics", [[dress(t.held_out[0], rng, 1.0)]], t.expected, True) for t in topics()]
    runner.run(found)
    good = [c for c in found if right(c)]
    return [{"prompt": c.turns[0][0], "expect_any": c.expected} for c in good[:wanted]]


def picture_case(rng: np.random.Generator, what: str) -> tuple[Scene, str, list[str]]:
    """A scene, a question, and words that must all be in the answer."""
    if what in ("word", "number"):
        while True:
            text = str(rng.integers(10, 1000)) if what == "number" else ""
            scene = text_scene(
                rng,
                192,
                192,
                text or str(rng.choice(["tiger", "lemon", "cloud", "hello", "house"])),
                True,
            )
            return scene, "What does it say?", [scene.text]
    kind = {"count": "many", "two": "two"}.get(what, "one")
    scene = shapes_scene(rng, 192, 192, kind)
    thing = scene.things[0]
    if what == "count":
        return scene, "How many shapes are there?", [COUNT_WORDS[len(scene.things)]]
    if what == "two":
        other = scene.things[1]
        return scene, "What do you see?", [thing.colour, thing.shape, other.colour, other.shape]
    if what == "place":
        from picture_talk import place

        return scene, "Where is it?", place(thing.col, thing.row).split()[2:]
    return scene, "What is in the picture?", [thing.colour, thing.shape]


def main() -> None:
    SAMPLES.mkdir(parents=True, exist_ok=True)
    folder = DATA / "starter"
    folder.mkdir(parents=True, exist_ok=True)
    runner = Runner(FOLDER)
    spoken = bank(os.environ.get("STARTER_DIGITS", "hbank.npz"))

    def kept(name: str, make: object, seed: int) -> dict[str, object]:
        for attempt in range(30):
            rng = np.random.default_rng(seed * 1000 + attempt)
            if name.endswith(".png"):
                scene, question, expected = picture_case(rng, str(make))
                path = folder / name
                image = Image.fromarray(scene.pixels).resize((384, 384), Image.Resampling.LANCZOS)
                image.quantize(64).save(path, optimize=True)
                case = Case(str(make), [[Image.open(path).convert("RGB"), question]], expected)
                if make in ("word", "number"):
                    case.skill = "read"
            else:
                sound = random_sound(rng, spoken, str(make))
                if make == "digits" and len(sound.digits) != (1 if "one" in name else 2):
                    continue
                path = folder / name
                save_sound(path, sound.samples)
                question, expected = {
                    "beeps": ("How many beeps do you hear?", [COUNT_WORDS[sound.count]]),
                    "sweep": ("Is the tone rising or falling?", [sound.pitch]),
                    "noise": ("What do you hear?", ["noise"]),
                    "silence": ("What do you hear?", ["silence"]),
                    "digits": ("Which digits do you hear?", [DIGIT_WORDS[d] for d in sound.digits]),
                }[sound.kind]
                case = Case(str(make), [[load_sound(path), question]], expected)
            runner.run([case])
            if name == "shape.png":  # also remembered later
                later = Case(
                    "describe", [*case.turns, ["Hello"], ["What was in the picture?"]], expected
                )
                runner.run([later])
                if not right(later):
                    continue
            if right(case):
                return {
                    "file": f"starter/{name}",
                    "prompt": question,
                    "expect_all": expected,
                    "answer_was": case.answer,
                }
        sys.exit(f"the model answers no {name} rightly")

    media = [
        kept(f"{what}.png", what, i)
        for i, what in enumerate(("shape", "place", "count", "two", "word", "number"))
    ]
    media += [
        kept(f"{name}.wav", kind, 20 + i)
        for i, (name, kind) in enumerate(
            (
                ("beeps", "beeps"),
                ("tone", "sweep"),
                ("noise", "noise"),
                ("silence", "silence"),
                ("one-digit", "digits"),
                ("two-digits", "digits"),
            )
        )
    ]
    listing = {"text": text_questions(runner, 42), "media": media}
    (DATA / "starter_eval.json").write_text(
        json.dumps(listing, indent=1, ensure_ascii=False) + "\n"
    )

    for attempt in range(40):
        rng = np.random.default_rng(500 + attempt)
        scene = shapes_scene(rng, 192, 192, "two")
        shapes = {thing.shape for thing in scene.things}
        if not shapes <= {"circle", "square", "triangle", "star"} or len(shapes) < 2:
            continue
        sound = beeps(np.random.default_rng(900 + attempt), 3, "high")
        large = Image.fromarray(scene.pixels).resize((768, 768), Image.Resampling.LANCZOS)
        seen = sorted({w for thing in scene.things for w in (thing.colour, thing.shape)})
        tries = [
            Case("describe", [[large, "What do you see?"]], seen),
            Case("beep-count", [[sound.samples, "How many beeps do you hear?"]], ["three"]),
            Case("both", [[large, sound.samples, BOTH]], ["three", *sorted(shapes)]),
            Case(
                "tour",
                [[large, "What do you see?"], [sound.samples, "How many beeps do you hear?"]],
                ["three"],
            ),
        ]
        runner.run(tries)
        if all(right(case) for case in tries):
            large.save(SAMPLES / "picture.png", optimize=True)
            save_sound(SAMPLES / "sound.wav", sound.samples)
            print(*(case.answer for case in tries), sep="\n")
            break
    else:
        print("no sample picture and sound were answered rightly in every way")
    print(len(listing["text"]), "text questions,", len(media), "files")


if __name__ == "__main__":
    main()
