"""Questions and answers in words: about Parlance (topics.txt), about a picture, and about a sound.

Everything comes from one random generator. `held_out=True` gives the phrasings kept for evaluation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from lexicon import COLOUR_NAMES, COUNT_WORDS, DIGIT_WORDS, SHAPES
from pictures import Scene
from sounds import Sound

Rng = np.random.Generator


@dataclass
class Topic:
    """One thing that the model can be asked; `expected`: any one of these shows a right answer."""

    name: str
    questions: list[str]
    held_out: list[str]
    answers: list[str]
    expected: list[str]


@lru_cache(maxsize=1)
def topics() -> list[Topic]:
    """All topics of topics.txt."""
    found: list[Topic] = []
    for line in (Path(__file__).parent / "topics.txt").read_text(encoding="utf-8").splitlines():
        mark, rest = line[:2], line[2:].strip()
        if mark == "= ":
            found.append(Topic(rest, [], [], [], []))
        elif mark == "? ":
            found[-1].questions.append(rest)
        elif mark == "~ ":
            found[-1].held_out.append(rest)
        elif mark == "> ":
            found[-1].answers.append(rest)
        elif mark == "! ":
            found[-1].expected = rest.split("|")
    named = {topic.name: topic for topic in found}
    more = (Path(__file__).parent / "topics_more.txt").read_text(encoding="utf-8")
    for line in more.splitlines()[1:]:
        name, _, questions = line.partition(":")
        topic = named[name]
        kept = {q.strip("?!. ") for q in topic.held_out}
        topic.questions += [
            q for q in (x.strip(" ?") for x in questions.split("|")) if q not in kept
        ]
    return found


UNKNOWN_ANSWERS = [
    "I do not know that: I am only Parlance's small starter model. "
    "Load a larger model with Cmd-L and ask it.",
    "That is more than a tiny starter model knows. Press Cmd-L and choose a larger model.",
]
_FILL = {
    "place": "france germany spain italy japan china india brazil egypt kenya canada "
    "london paris rome berlin tokyo texas australia russia mexico peru norway iceland",
    "food": "pasta pizza bread soup rice curry cake cheese fish beans sushi salad pancakes",
    "work": "hamlet,the mona lisa,war and peace,moby dick,the odyssey,yesterday,don quixote,"
    "star wars",
    "science": "gravity photosynthesis electricity evolution dna chemistry,the big bang,"
    "a black hole,"
    "quantum physics,inflation,democracy,an atom,a volcano,the immune system,"
    "a neural network,blockchain",
    "thing": "car bike phone laptop printer fridge,washing machine,sink,router,watch,camera,door",
    "person": "einstein napoleon shakespeare mozart,marie curie,isaac newton,cleopatra,"
    "gandhi,"
    "leonardo da vinci,beethoven,obama,lincoln",
}


@lru_cache(maxsize=1)
def _unknown() -> tuple[list[str], dict[str, list[str]]]:
    stored = (Path(__file__).parent / "unknown.txt").read_text(encoding="utf-8")
    patterns = [p.strip() for p in re.split(r"[|\n]", stored.split("\n", 1)[1]) if p.strip()]
    fill = {}
    for key, text in _FILL.items():
        words: list[str] = []
        for part in text.split(","):
            many = part.split()
            words += [part.strip()] if "," in text and len(many) <= 3 and part[0] != " " else many
        fill[key] = words
    return patterns, fill


def unknown_question(rng: Rng, held_out: bool = False) -> str:
    """Something that the model cannot know; patterns and fillings are split for evaluation."""
    patterns, fill = _unknown()
    keep = [p for i, p in enumerate(patterns) if (i % 7 == 3) == held_out]
    pattern = keep[rng.integers(len(keep))]
    for key, words in fill.items():
        if "{" + key + "}" in pattern:
            choice = [w for i, w in enumerate(words) if (i % 6 == 5) == held_out]
            pattern = pattern.replace("{" + key + "}", choice[rng.integers(len(choice))])
    return pattern


_LEADS = [
    "please",
    "hey,",
    "hi,",
    "hello,",
    "ok,",
    "so",
    "tell me,",
    "can you tell me",
    "i wonder,",
    "excuse me,",
    "quick question:",
    "and",
    "well,",
    "parlance,",
]
_TAILS = ["please", "in parlance", "here", "in this app", "then", "thanks", "exactly", "now"]
_SYNONYMS = (Path(__file__).parent / "synonyms.txt").read_text(encoding="utf-8").splitlines()[1:]
_GROUPS: dict[str, list[str]] = {}
for _line in _SYNONYMS:
    _many = [w for part in _line.split(",") for w in (part.split() if "," not in _line else [part])]
    if "," in _line:
        _first = _line.split(",")[0].split()
        _many = [*_first, *_line.split(",")[1:]]
    for _word in _many:
        _GROUPS.setdefault(_word, _many)
_SMALL = set(
    "the a an do does i is my this of in to it can you me "  # noqa: SIM905
    "are there please what how with for on".split()
)
_HOW = re.compile(
    r"^(how do i|how can i|can i|how to|i want to|may i|where do i|where can i|how may i|"
    r"is it possible to) (.+)$"
)
_HOW_FORMS = [
    "how do i {x}",
    "how can i {x}",
    "how to {x}",
    "i want to {x}",
    "can i {x}",
    "may i {x}",
    "how would i {x}",
    "what is the way to {x}",
    "is there a way to {x}",
    "i would like to {x}",
    "show me how to {x}",
    "{x}",
    "how does one {x}",
    "how could i {x}",
    "what do i do to {x}",
    "tell me how to {x}",
    "i need to {x}",
    "where can i {x}",
    "help me {x}",
    "is it possible to {x}",
    "what's the way to {x}",
    "i'd like to {x}",
]
_WHAT = re.compile(r"^(what is|what are|what does|what do|explain|what's) (.+?)( mean| means)?$")
_WHAT_FORMS = [
    "what is {x}",
    "what are {x}",
    "what does {x} mean",
    "explain {x}",
    "what's {x}",
    "define {x}",
    "{x}",
    "tell me what {x} is",
    "the meaning of {x}",
    "what do you mean by {x}",
    "tell me about {x}",
    "what do {x} tell me",
    "what does {x} show",
    "i do not understand {x}",
    "what's the meaning of {x}",
    "can you explain {x}",
]
_EXPLAINED = set(
    "quantised token cached-tokens memory-figures context prefill "  # noqa: SIM905
    "temperature thinking ttft tps mlx".split()
)


def reword(text: str, rng: Rng, explained: bool = False) -> str:
    """Another way to ask: other openings, other words of the same meaning, small words left out."""
    if rng.random() < 0.5 and (found := _HOW.match(text)):
        text = pick(_HOW_FORMS, rng).format(x=found.group(2))
    elif explained and rng.random() < 0.6 and (found := _WHAT.match(text)):
        text = pick(_WHAT_FORMS, rng).format(x=found.group(2))
    words = text.split()
    if rng.random() < 0.6:
        words = [pick(_GROUPS[w], rng) if w in _GROUPS and rng.random() < 0.4 else w for w in words]
    if rng.random() < 0.3 and len(words) > 3:
        small = [i for i, w in enumerate(words) if w in _SMALL]
        for i in sorted(rng.permutation(small)[: int(rng.integers(1, 3))], reverse=True):
            del words[int(i)]
    if rng.random() < 0.06 and len(words) > 3:
        i = int(rng.integers(len(words) - 1))
        words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


_NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioplsdfghjkkxcvbnmn", strict=False))


def _typo(text: str, rng: Rng) -> str:
    at = [i for i, c in enumerate(text) if c.isalpha()]
    if len(at) < 6:
        return text
    i = int(at[rng.integers(len(at))])
    kind = rng.integers(4)
    if kind == 0:
        return text[:i] + text[i + 1 :]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    if kind == 2 and i + 1 < len(text):
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + _NEAR.get(text[i], "e") + text[i + 1 :]


def dress(question: str, rng: Rng, plain: float = 0.35) -> str:
    """The question as people type it: courtesy, capitals, punctuation, a typo now and then."""
    text = question
    if rng.random() > plain:
        if rng.random() < 0.18:
            text = f"{_LEADS[rng.integers(len(_LEADS))]} {text}"
        if rng.random() < 0.12:
            text = f"{text} {_TAILS[rng.integers(len(_TAILS))]}"
        if rng.random() < 0.2:
            text = _typo(text, rng)
    style = rng.random()
    if style < 0.55:
        text = text[0].upper() + text[1:]
        text = re.sub(r"\bi\b", "I", text)
    elif style < 0.63:
        text = text.upper()
    end = rng.random()
    asks = (
        re.match(
            r"(\W*\w+,? )?(what|how|who|where|why|which|is|are|can|do|does|may|will|when)\b",
            question,
        )
        is not None
    )
    if asks:
        text += "?" if end < 0.75 else ""
    else:
        text += "." if end < 0.35 else "!" if end < 0.45 else ""
    return text


def pick(options: list[str], rng: Rng) -> str:
    """One of the options."""
    return options[rng.integers(len(options))]


UNKNOWN_SHARE = 0.42  # of the questions without media; less, and answers get invented


def topic_pair(rng: Rng, held_out: bool = False) -> tuple[str, str, list[str]]:
    """A question, an answer, and words that show a right answer."""
    if rng.random() < UNKNOWN_SHARE:
        question = unknown_question(rng, held_out)
        if not held_out and rng.random() < 0.5:
            question = reword(question, rng)
        return dress(question, rng), pick(UNKNOWN_ANSWERS, rng), ["larger model"]
    topic = topics()[rng.integers(len(topics()))]
    question = pick(topic.held_out if held_out else topic.questions, rng)
    if not held_out and rng.random() < 0.75:
        question = reword(question, rng, topic.name in _EXPLAINED)
    return dress(question, rng), pick(topic.answers, rng), topic.expected


# --- pictures ---------------------------------------------------------------------------------


def place(col: int, row: int) -> str:
    """A cell of the 3 x 3 grid in words."""
    if (col, row) == (1, 1):
        return "in the middle"
    if col == 1:
        return ("at the top", "", "at the bottom")[row]
    if row == 1:
        return ("on the left", "", "on the right")[col]
    return f"at the {('top', '', 'bottom')[row]} {('left', '', 'right')[col]}"


def article(words: str) -> str:
    """With "a" or "an"."""
    return ("an " if words[0] in "aeiou" else "a ") + words


def plural(shape: str, count: int) -> str:
    """The shape's name for a count."""
    return shape if count == 1 else shape + "s"


Q_SHAPE = [
    "what shape is it",
    "which shape is this",
    "what shape do you see",
    "what shape is in the picture",
    "name the shape",
    "which shape is shown",
    "what form is this",
    "is it a circle or a square",
    "what is the shape",
    "what kind of shape is that",
    "tell me the shape",
    "which shape was it",
    "what shape was in the picture",
]
H_SHAPE = ["what shape does the picture show", "which shape can you see here"]
Q_COLOUR = [
    "what colour is it",
    "what color is it",
    "which colour is this",
    "what colour is the {s}",
    "what color is the {s}",
    "which color do you see",
    "name the colour",
    "tell me the color",
    "what is its colour",
    "what is the color of the {s}",
    "what colour was it",
    "which color was the {s}",
    "what colour are they",
]
H_COLOUR = ["which colour does the {s} have", "what color do you see"]
Q_COUNT = [
    "how many {s}s are there",
    "how many are there",
    "how many shapes do you see",
    "count the {s}s",
    "how many {s}s do you see",
    "how many shapes are in the picture",
    "count them",
    "what is the number of shapes",
    "how many things are there",
    "how many do you see",
    "how many shapes are in it",
    "how many shapes can you see",
    "number of {s}s",
    "how many {s}s does the picture have",
    "how many {s}s can be seen",
    "tell me how many {s}s there are",
    "can you count the {s}s",
    "how many objects",
    "what is the count",
    "are there many {s}s",
]
H_COUNT = ["how many {s}s can you count", "how many shapes are shown"]
Q_PLACE = [
    "where is it",
    "where is the {s}",
    "where in the picture is it",
    "in which part of the picture is it",
    "where do you see the {s}",
    "is it on the left or on the right",
    "what is its position",
    "is it at the top or at the bottom",
    "where does it stand",
    "where was it",
    "where was the {s}",
    "at which place is it",
    "in which place is the {s} standing",
    "which place is it in",
    "in which spot is the {s}",
    "what is the place of the {s}",
    "tell me the place of it",
    "tell me where it is",
    "find the {s}",
    "in which corner is it",
    "which side is it on",
    "where can i find the {s}",
    "where exactly is the {s}",
    "in what part is it",
    "whereabouts is the {s}",
    "position of the {s}",
    "locate the {s}",
]
H_PLACE = ["where can you see the {s}", "in what place is the {s}"]
Q_DESCRIBE = [
    "what do you see",
    "what is in the picture",
    "describe the picture",
    "what is this",
    "what does the picture show",
    "describe this image",
    "what is in this image",
    "what is that",
    "tell me what you see",
    "can you describe this",
    "what's this",
    "look at this",
    "what can you see",
    "what's in the image",
    "explain this picture",
    "what do you see in this picture",
    "describe it",
    "what does this show",
    "and this",
    "what was in the picture",
    "what was in the image",
    "what did the picture show",
    "what did you see",
    "what is shown",
    "what is to be seen",
    "what does it show",
    "what is on the picture",
    "show me what you see",
    "what do we have here",
    "describe the contents",
    "what's shown in the picture",
]
H_DESCRIBE = ["what is shown here", "what's in this picture", "describe what you see"]
Q_READ = [
    "what does it say",
    "read the word",
    "what is written here",
    "what word is this",
    "read this",
    "what is the word",
    "which word do you see",
    "what text is in the picture",
    "can you read this",
    "what does the text say",
    "read it",
    "what is printed here",
    "which number is this",
    "what number is it",
    "what number do you see",
    "what is the text",
    "what did it say",
    "what was written there",
    "which word was it",
    "what number was it",
    "what is written",
    "please read it",
    "read what is there",
    "which text is written",
    "what is printed",
    "read the text please",
    "what does this picture say",
    "tell me the word",
    "can you read it",
    "what stands there",
]
H_READ = ["which word is written there", "what does the picture say", "please read what is written"]


def picture_facts(scene: Scene) -> str:
    """One sentence about the whole picture."""
    if scene.kind == "text":
        return text_answer(scene)
    first = scene.things[0]
    if scene.kind == "one":
        return f"{article(first.colour)} {first.shape} {place(first.col, first.row)}"
    if scene.kind == "many":
        count = len(scene.things)
        return f"{COUNT_WORDS[count]} {first.colour} {plural(first.shape, count)}"
    one, two = scene.things
    return (
        f"{article(one.colour)} {one.shape} {place(one.col, one.row)} and "
        f"{article(two.colour)} {two.shape} {place(two.col, two.row)}"
    )


def text_answer(scene: Scene) -> str:
    """What is printed, with its kind."""
    return f'the {"number" if scene.text.isdigit() else "word"} "{scene.text}"'


def about_picture(
    scene: Scene, rng: Rng, held_out: bool = False
) -> tuple[str, str, str, list[str]]:
    """(skill, question, answer, expected words: all must occur) for one picture."""

    def ask(train: list[str], held: list[str]) -> str:
        return pick(held if held_out else train, rng)

    if scene.kind == "text":
        number = scene.text.isdigit()
        if rng.random() < 0.25:
            question = ask(Q_DESCRIBE, H_DESCRIBE)
        else:
            question = ask(
                [q for q in Q_READ if ("number" in q) <= number and ("word" in q) <= (not number)],
                H_READ if not number else H_READ[1:],
            )
        answer = pick(["It says {t}.", "I read {t}.", "That is {t}."], rng).format(
            t=text_answer(scene)
        )
        return "read-number" if number else "read-word", question, answer, [scene.text]
    first = scene.things[0]
    kinds = {
        "one": ["shape", "colour", "count", "place", "place", "describe", "describe"],
        "many": ["shape", "colour", "count", "count", "count", "describe", "describe"],
        "two": ["count", "which", "which", "which", "describe", "describe", "describe"],
    }[scene.kind]
    kind = pick(kinds, rng)
    s = first.shape
    n = len(scene.things)
    if kind == "describe":
        question = ask(Q_DESCRIBE, H_DESCRIBE)
        answer = pick(
            [
                "I see {f}.",
                "There is {f}." if scene.kind != "many" else "There are {f}.",
                "The picture shows {f}.",
            ],
            rng,
        ).format(f=picture_facts(scene))
        words = [t.colour for t in scene.things[:2]] + [t.shape for t in scene.things[:2]]
        if scene.kind == "many":
            words.append(COUNT_WORDS[n])
        if scene.kind == "one":
            words += place(first.col, first.row).split()[2:]
        return "describe", question, answer, sorted(set(words))
    if kind == "shape":
        answer = pick(
            ["It is {a}.", "That is {a}."] if n == 1 else ["They are {p}.", "I see {p}."], rng
        )
        return "shape", ask(Q_SHAPE, H_SHAPE), answer.format(a=article(s), p=plural(s, 2)), [s]
    if kind == "colour":
        word = s if rng.random() < 0.6 else "shape"
        question = ask(Q_COLOUR[:-1] if n == 1 else Q_COLOUR[-1:] + Q_COLOUR[1:3], H_COLOUR).format(
            s=word
        )
        answer = pick(
            [f"It is {first.colour}.", f"The {s} is {first.colour}."]
            if n == 1
            else [f"They are {first.colour}.", f"The {s}s are {first.colour}."],
            rng,
        )
        return "colour", question, answer, [first.colour]
    if kind == "count":
        word = s if scene.kind != "two" else "shape"
        question = ask(Q_COUNT, H_COUNT).format(s=word if rng.random() < 0.7 else "shape")
        if scene.kind == "two":
            answer = f"There are two shapes: {picture_facts(scene)}."
        elif n == 1:
            answer = pick([f"There is one {s}.", f"I count one {s}."], rng)
        else:
            answer = pick(
                [f"There are {COUNT_WORDS[n]} {s}s.", f"I count {COUNT_WORDS[n]} {s}s."], rng
            )
        return "count", question, answer, [COUNT_WORDS[n]]
    if kind == "place":
        question = ask(Q_PLACE, H_PLACE).format(s=s if rng.random() < 0.7 else "shape")
        where = place(first.col, first.row)
        answer = pick([f"It is {where}.", f"The {s} is {where}."], rng)
        return "place", question, answer, where.split()[2:]
    this = scene.things[rng.integers(2)]
    where = place(this.col, this.row)
    name = f"{this.colour} {this.shape}"
    if rng.random() < 0.5:
        question = ask(
            [f"what is {where}", f"which shape is {where}", f"what do you see {where}"],
            [f"what stands {where}", f"which shape do you see {where}"],
        )
        return (
            "which",
            question,
            pick([f"{article(name).capitalize()} is {where}.", f"It is {article(name)}."], rng),
            [this.colour, this.shape],
        )
    question = ask(
        [f"where is the {name}", f"where do you see the {name}"], [f"where can you see the {name}"]
    )
    return (
        "which",
        question,
        pick([f"The {name} is {where}.", f"It is {where}."], rng),
        where.split()[2:],
    )


# --- sounds -----------------------------------------------------------------------------------

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
    patterns, fill = _unknown()
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
