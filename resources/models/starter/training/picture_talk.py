"""Questions about a picture, and their answers."""

from __future__ import annotations

from lexicon import COUNT_WORDS
from pictures import Scene
from wording import Rng, pick


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
