"""`./parlance ask`: one question, one answer, no window."""

from __future__ import annotations

import argparse
import json
import math
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from app.cli.arguments import MEDIA, MODEL_HELP, AddMedia, Parser, number
from app.cli.figures import figures_line, stats_json
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.output import Output, ReaderGone, say
from app.errors import EXIT_INTERRUPTED, UserError
from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.types import (
    AudioPart,
    Delta,
    Done,
    GenerationParams,
    ImagePart,
    Message,
    Part,
    Saw,
    TextPart,
)

INF = math.inf
OFTEN = "may be given several times"


def main(argv: list[str]) -> int:
    """Exit code: 0, or 130 after Ctrl-C.

    Raises:
        UserError, EngineError: one sentence for the user; the exit code is then 1.
    """
    options = _parser().parse_args(argv)
    messages = _messages(options)
    answer = _Answer(as_json=options.json, out=Output())
    try:
        with cancelled_by_ctrl_c() as cancel:
            code = _answer(options, messages, answer, cancel)
        answer.end()
    except ReaderGone:
        return 0
    return code


def _answer(
    options: argparse.Namespace, messages: list[Message], answer: _Answer, cancel: CancelToken
) -> int:
    from app.local_engine import LocalEngine
    from app.model_notes import note_use
    from app.models import find_model

    path = find_model(options.model)
    engine = LocalEngine()
    try:
        engine.load(path, cancel, lambda _stage: None)
        note_use(path.absolute())
        with closing(engine.respond(messages, _params(options), cancel)) as events:
            for event in events:
                answer.take(event)
    except Cancelled:
        return EXIT_INTERRUPTED
    return 0


class _Answer:
    """Shows an answer while it comes, or gathers it for `--json`."""

    def __init__(self, *, as_json: bool, out: Output) -> None:
        self._as_json = as_json
        self._out = out
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._token_ids: list[int] = []
        self._saw: list[Saw] = []
        self._done: Done | None = None

    def take(self, event: object) -> None:
        if isinstance(event, Delta):
            self._take_delta(event)
        elif isinstance(event, Saw):
            self._saw.append(event)
            if not self._as_json:
                for note in event.notes:
                    say(note)
        elif isinstance(event, Done):
            self._done = event

    def _take_delta(self, delta: Delta) -> None:
        self._token_ids += delta.token_ids
        if delta.channel == "thinking":
            self._thinking.append(delta.text)
            return
        self._text.append(delta.text)
        if not self._as_json:
            self._out.write(delta.text)

    def end(self) -> None:
        """The last line: the object, or the figures."""
        if self._as_json:
            self._out.write(json.dumps(self._object(), ensure_ascii=False) + "\n")
            return
        self._out.end_line()
        if self._done is not None:
            say(figures_line(self._done.stats, self._done.finish_reason))

    def _object(self) -> dict[str, Any]:
        done = self._done
        thinking = done.thinking if done else "".join(self._thinking)
        return {
            "text": done.text if done else "".join(self._text),
            **({"thinking": thinking} if thinking else {}),
            "token_ids": list(done.token_ids) if done else self._token_ids,
            "finish_reason": done.finish_reason if done else "cancelled",
            "saw": [saw.as_json() for saw in (done.saw if done else self._saw)],
            "stats": stats_json(done.stats) if done else None,
        }


def _parser() -> Parser:
    parser = Parser("ask", "Ask one question; the answer goes to standard output.")
    add = parser.add_argument
    add("prompt", nargs="?", help="the question, in quotes; - reads it from standard input")
    add("--model", default="", metavar="M", help=f"{MODEL_HELP}, which is asked otherwise")
    add("--system", default="", metavar="TEXT", help="what the model is told before the question")
    add("--image", dest=MEDIA, action=AddMedia, metavar="FILE", help=f"a picture; {OFTEN}")
    add("--audio", dest=MEDIA, action=AddMedia, metavar="FILE", help=f"a sound; {OFTEN}")
    add(
        "--max-tokens",
        type=number(1, INF, whole=True),
        default=1024,
        metavar="N",
        help="length of the answer, at most (1024)",
    )
    add("--temperature", type=number(0, INF), metavar="T", help="0 always takes the likeliest")
    add(
        "--top-p",
        type=number(0, 1, above=True),
        metavar="P",
        help="only the likeliest tokens that have this share together",
    )
    add(
        "--top-k",
        type=number(0, INF, whole=True),
        metavar="K",
        help="only so many of the likeliest tokens; 0 for all",
    )
    add(
        "--min-p",
        type=number(0, 1),
        metavar="P",
        help="only tokens with this share of the likeliest one's",
    )
    add(
        "--repetition-penalty",
        type=number(0, INF, above=True),
        metavar="R",
        help="above 1 makes what was said less likely",
    )
    add("--stop", action="append", default=[], metavar="TEXT", help=f"ends the answer; {OFTEN}")
    add("--thinking", action="store_true", help="let the model think first, where it can")
    add(
        "--seed",
        type=number(0, 2**63 - 1, whole=True),
        metavar="S",
        help="the same answer every time",
    )
    add("--json", action="store_true", help="print one JSON object instead of streaming")
    return parser


def _params(options: argparse.Namespace) -> GenerationParams:
    return GenerationParams(
        max_tokens=options.max_tokens,
        temperature=options.temperature,
        top_p=options.top_p,
        top_k=options.top_k,
        min_p=options.min_p,
        repetition_penalty=options.repetition_penalty,
        seed=options.seed,
        stop=tuple(text for text in options.stop if text),
        thinking=options.thinking,
    )


def _messages(options: argparse.Namespace) -> list[Message]:
    """System message if any, then attachments and text in one turn."""
    attachments: list[Part] = [
        ImagePart(path=Path(name)) if kind == "image" else AudioPart(path=Path(name))
        for kind, name in getattr(options, MEDIA) or []
    ]
    text = _prompt(options.prompt, needed=not attachments)
    words = [TextPart(text)] if text else []
    system = [Message.of("system", options.system)] if options.system.strip() else []
    return [*system, Message("user", (*attachments, *words))]


def _prompt(given: str | None, *, needed: bool) -> str:
    if given == "-":
        given = _standard_input()
    text = (given or "").strip()
    if needed and not text:
        raise UserError('There is no question; give one in quotes, as in "Who are you?".')
    return text


def _standard_input() -> str:
    if sys.stdin is None:
        raise UserError("There is no standard input to read the question from.")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError("The question on standard input is not text in UTF-8.") from error
    except OSError as error:
        raise UserError("The question could not be read from standard input.") from error
