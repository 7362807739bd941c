"""Writes CARD.md from its template and measured figures: `write_card.py SCORES.json [NOTES]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from architecture import FOLDER
from topics import topics

AIMS = {
    "shape": 95,
    "colour": 95,
    "count": 95,
    "place": 95,
    "which": 95,
    "describe": 95,
    "describe-many": 95,
    "describe-two": 95,
    "beep-count": 95,
    "beep-pitch": 95,
    "hear-beeps": 95,
    "sweep": 95,
    "hear-silence": 95,
    "hear-noise": 95,
    "read-word": 90,
    "read-number": 90,
    "digit-single": 90,
    "digits-several": 90,
}
MEANING = {
    "topics": "questions about Parlance and itself, held-out phrasings",
    "topics-typed": "the same as typed: capitals, courtesy, typos",
    "unknown": "says that it cannot know, held-out questions",
    "shape": "what shape",
    "colour": "what colour",
    "count": "how many, 2 to 6",
    "place": "where, nine places",
    "which": "two things: which or where",
    "describe": "one thing: shape, colour and place all right",
    "describe-many": "several: number, shape and colour all right",
    "describe-two": "two things: both shapes and both colours",
    "read-word": "a printed word, held-out fonts",
    "read-number": "a printed number 0 to 999, held-out fonts",
    "beep-count": "how many beeps, 1 to 5",
    "beep-pitch": "low, middle or high",
    "hear-beeps": "number and pitch together",
    "sweep": "rising or falling",
    "hear-silence": "silence",
    "hear-noise": "noise",
    "digit-single": "one spoken digit, held-out voices",
    "digits-several": "two or three spoken digits, all right",
    "both": "a picture and a sound in one turn, all right",
    "later-turn": "a picture, a topic, then the picture",
    "read-later": "the same with a printed word or number",
    "two-pictures": "the first or second of two pictures",
    "no-question": "a picture without a question",
}


def table(scores: dict[str, list[float]]) -> str:
    """Markdown rows of skill, meaning, accuracy, cases, aim."""
    lines = [
        "| skill | what is counted as right | accuracy | cases | aim |",
        "|---|---|---|---|---|",
    ]
    for skill, (percent, count) in scores.items():
        aim = AIMS.get(skill)
        note = "" if aim is None else f"{aim} %" if percent >= aim else f"{aim} %, **missed**"
        lines.append(
            f"| {skill} | {MEANING.get(skill, '')} | {percent:.1f} % | {int(count)} | {note} |"
        )
    return "\n".join(lines)


def main() -> None:
    scores = json.loads(Path(sys.argv[1]).read_text())
    notes = Path(sys.argv[2]).read_text().strip() if len(sys.argv) > 2 else ""
    template = (Path(__file__).parent / "card_template.md").read_text(encoding="utf-8")
    size = sum(f.stat().st_size for f in FOLDER.iterdir() if f.is_file() and f.name != "CARD.md")
    values = {
        "table": table(scores),
        "notes": notes,
        "megabytes": f"{size / 1e6:.1f}",
        "topics": str(len(topics())),
        "questions": str(sum(len(t.questions) for t in topics())),
    }
    for name, value in values.items():
        template = template.replace("{{" + name + "}}", value)
    (FOLDER / "CARD.md").write_text(template, encoding="utf-8")


if __name__ == "__main__":
    main()
