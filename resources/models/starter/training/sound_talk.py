"""Questions about a sound, and their answers."""

from __future__ import annotations

from lexicon import COUNT_WORDS, DIGIT_WORDS
from sounds import Sound
from wording import Rng, pick

Q_HEAR = [
    "what do you hear",
    "what is this sound",
    "what is in the recording",
    "describe the sound",
    "what sound is this",
    "what can you hear",
    "listen to this",
    "what is that",
    "what is this",
    "tell me what you hear",
    "what's this",
    "describe this",
    "what's in the audio",
    "what was that",
    "what do you hear here",
    "what is to hear",
    "what can be heard",
    "what was the sound",
    "what did the sound say",
    "describe what you hear",
    "what is it that you hear",
]
H_HEAR = ["what did you hear", "what is to be heard here"]
Q_BEEPS = [
    "how many beeps are there",
    "how many beeps do you hear",
    "count the beeps",
    "how many tones",
    "how many beeps",
    "how often does it beep",
    "how many sounds do you hear",
    "count them",
    "how many beeps did you hear",
    "how many times did it beep",
    "what is the number of beeps",
    "how many beeps are in it",
    "tell me how many beeps there are",
]
H_BEEPS = ["how many beeps can you hear", "how many times does it beep"]
Q_PITCH = [
    "is it low or high",
    "how high is the tone",
    "is the beep low, middle or high",
    "what pitch is it",
    "is the sound high or low",
    "how high are the beeps",
    "which pitch do you hear",
]
H_PITCH = ["is the pitch high or low", "how high does it sound"]
Q_SWEEP = [
    "does it rise or fall",
    "is the tone rising or falling",
    "does the tone go up or down",
    "in which direction does the tone go",
    "is it going up",
    "is the sound falling",
]
H_SWEEP = ["does the pitch rise or fall", "is the sound going up or down"]
Q_DIGIT = [
    "which digit do you hear",
    "what digit was spoken",
    "which number was said",
    "what number is it",
    "what does the voice say",
    "what did i say",
    "which digits do you hear",
    "what was said",
    "which number do you hear",
    "write down the digits",
    "what is being said",
    "what is spoken",
    "which number did you hear",
    "what number was spoken",
    "what digit is it",
    "which digits were spoken",
    "which numbers were said",
    "what is the digit",
    "tell me the digit",
    "what did the voice say",
    "which digit is said",
]
H_DIGIT = ["what number did the voice say", "which digit was said"]


def sound_facts(sound: Sound) -> str:
    """One phrase about the whole sound."""
    if sound.kind == "beeps":
        noun = "beep" if sound.count == 1 else "beeps"
        return f"{COUNT_WORDS[sound.count]} {sound.pitch} {noun}"
    if sound.kind == "sweep":
        return f"a {sound.pitch} tone"
    if sound.kind == "silence":
        return "only silence"
    if sound.kind == "noise":
        return "noise"
    names = " ".join(DIGIT_WORDS[d] for d in sound.digits)
    return f"a voice saying {names}"


def about_sound(sound: Sound, rng: Rng, held_out: bool = False) -> tuple[str, str, str, list[str]]:
    """(skill, question, answer, expected words) for one sound."""

    def ask(train: list[str], held: list[str]) -> str:
        return pick(held if held_out else train, rng)

    facts = sound_facts(sound)
    expected = {
        "beeps": [COUNT_WORDS[sound.count] if sound.kind == "beeps" else "", sound.pitch],
        "sweep": [sound.pitch],
        "silence": ["silence"],
        "noise": ["noise"],
        "digits": [DIGIT_WORDS[d] for d in sound.digits],
    }[sound.kind]
    if rng.random() < 0.4 or sound.kind in ("silence", "noise"):
        if sound.kind in ("silence", "noise") and rng.random() < 0.2:
            question = ask(Q_BEEPS + Q_DIGIT + Q_PITCH, H_BEEPS + H_DIGIT)
        else:
            question = ask(Q_HEAR, H_HEAR)
        answer = pick(
            [
                f"I hear {facts}.",
                f"There is {facts}." if sound.count < 2 else f"There are {facts}.",
                f"That is {facts}." if sound.kind != "beeps" else f"I hear {facts}.",
            ],
            rng,
        )
        return f"hear-{sound.kind}", question, answer, [e for e in expected if e]
    if sound.kind == "beeps":
        noun = "beep" if sound.count == 1 else "beeps"
        if rng.random() < 0.6:
            answer = pick(
                [
                    f"I hear {COUNT_WORDS[sound.count]} {noun}.",
                    f"There {'is' if sound.count == 1 else 'are'} "
                    f"{COUNT_WORDS[sound.count]} {noun}.",
                ],
                rng,
            )
            return "beep-count", ask(Q_BEEPS, H_BEEPS), answer, [COUNT_WORDS[sound.count]]
        answer = pick(
            [
                f"The {noun} {'is' if sound.count == 1 else 'are'} {sound.pitch}.",
                f"It sounds {sound.pitch}.",
            ],
            rng,
        )
        return "beep-pitch", ask(Q_PITCH, H_PITCH), answer, [sound.pitch]
    if sound.kind == "sweep":
        verb = {"rising": "rises", "falling": "falls"}[sound.pitch]
        answer = pick([f"The tone {verb}: it is {sound.pitch}.", f"It is {sound.pitch}."], rng)
        return "sweep", ask(Q_SWEEP, H_SWEEP), answer, [sound.pitch]
    names = " ".join(DIGIT_WORDS[d] for d in sound.digits)
    answer = pick([f"I hear {names}.", f"The voice says {names}."], rng)
    return "digits", ask(Q_DIGIT, H_DIGIT), answer, [DIGIT_WORDS[d] for d in sound.digits]
