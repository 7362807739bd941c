"""Questions about Parlance with their answers (topics.txt), and questions beyond this model.

`held_out=True` gives the phrasings kept for evaluation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wording import Rng, dress, pick, reword

_EXPLAINED = set(
    "quantised token cached-tokens memory-figures context prefill "  # noqa: SIM905
    "temperature thinking ttft tps mlx".split()
)
UNKNOWN_SHARE = 0.42  # of the questions without media; less, and answers get invented


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
def unknown_words() -> tuple[list[str], dict[str, list[str]]]:
    """Patterns of questions, and what fills them, by the name of the gap."""
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
    patterns, fill = unknown_words()
    keep = [p for i, p in enumerate(patterns) if (i % 7 == 3) == held_out]
    pattern = keep[rng.integers(len(keep))]
    for key, words in fill.items():
        if "{" + key + "}" in pattern:
            choice = [w for i, w in enumerate(words) if (i % 6 == 5) == held_out]
            pattern = pattern.replace("{" + key + "}", choice[rng.integers(len(choice))])
    return pattern


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
