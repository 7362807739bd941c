"""`python -m app`: finds out what is wanted, and does only the imports for that."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

from app import __version__
from app.errors import EXIT_INTERRUPTED, EXIT_USER_ERROR, UserError
from app.logs import logging_to_files

HELP = """\
Parlance: chat with multimodal models that run on this machine.

usage: ./parlance [WORD] [OPTIONS]
       ./parlance FILE...
       ./parlance "parlance://new?text=WORDS"

  (nothing)   open the window; without a display, run the tour
  FILE...     open the window with these pictures or sounds attached
  tour        the window shows itself: a picture and a sound are dropped in and asked about
  ask         answer one question in the terminal
  models      list, search, download, verify, remove models; see whether one fits
  doctor      examine a model: what it is, what it needs, what is wrong with it
  bench       measure speed, memory and start
  trace       write logits and tower outputs of one forward pass to a file
  test        run everything that CI runs
  package     make Parlance.app for the Mac, and a disk image

  --self-test try everything that Parlance stands on; --json, --out FILE
  --help      this text; ./parlance WORD --help tells a word's options
  --version   the version

examples:
  ./parlance
  ./parlance photo.png
  ./parlance ask "What can you do?"
  ./parlance ask --image photo.png --audio note.wav "What do you see and hear?"
  echo "Who are you?" | ./parlance ask --json -
"""

_VERBS = {
    "--self-test": "app.cli.self_test",
    "ask": "app.cli.ask",
    "bench": "app.cli.bench",
    "doctor": "app.cli.doctor",
    "models": "app.cli.models",
    "trace": "app.cli.trace",
    "tour": "app.cli.tour",
}


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0; 1 with one sentence on stderr; 130 after Ctrl-C."""
    words = sys.argv[1:] if argv is None else argv
    with logging_to_files():
        return _guarded(words)


def _guarded(words: list[str]) -> int:
    try:
        return _dispatch(words)
    except UserError as error:
        return _tell(str(error))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:  # not EngineError: no start should wait for its module
        from engine.errors import EngineError

        if isinstance(error, EngineError):
            return _tell(str(error))
        # A bug: nobody is shown a traceback, the log keeps it.
        logging.getLogger("app").exception("bug")
        return _tell(_bug_sentence())


def _dispatch(words: list[str]) -> int:
    word, rest = (words[0], words[1:]) if words else ("", [])
    if not word:
        return _window([])
    if word in ("--help", "-h", "help"):
        return _print(HELP)
    if word in ("--version", "-V"):
        return _print(f"Parlance {__version__}\n")
    if module := _VERBS.get(word):
        run: Callable[[list[str]], int] = import_module(module).main
        return _run_verb(run, rest)
    if word == "test":
        raise UserError("The tests are run by the script itself: ./parlance test.")
    if word == "package":
        raise UserError("The app is packaged by the script itself: ./parlance package.")
    if os.path.isfile(word) or word.startswith("parlance:"):
        return _window(words)
    raise UserError(f"“{word}” is neither a command nor a file; see ./parlance --help.")


def _run_verb(run: Callable[[list[str]], int], rest: list[str]) -> int:
    from app.cli.output import be_lenient

    be_lenient()
    try:
        return run(rest)
    except SystemExit as end:  # argparse after --help
        return int(end.code or 0)


def _window(files: list[str]) -> int:
    from app.display import why_no_display

    if reason := why_no_display():
        from app.cli.output import say
        from app.cli.tour import main as tour

        if files:
            raise UserError(
                f"{reason}, so the window cannot open for {files[0]}; "
                "./parlance ask --help tells how to ask about it without one."
            )
        say(f"{reason}, so the window cannot open; here is the tour instead.")
        return tour([])
    gc.disable()  # from now on the main thread collects, when it is time: see `app.garbage`
    from app.one_copy import ALREADY_OPEN, BESIDE, FirstPlace, find_place
    from app.paths import data_folder

    if sys.platform == "linux":
        from app.fonts_ahead import read_fonts_ahead

        read_fonts_ahead()
    place = FirstPlace(data_folder())
    files = [file if file.startswith("parlance:") else os.path.abspath(file) for file in files]
    outcome = find_place(place, files)
    if outcome != "first":
        from app.cli.output import say

        say(ALREADY_OPEN if outcome == "answered" else BESIDE)
    if outcome == "answered":
        return 0
    from app.window import open_window

    return open_window(files, place, beside=outcome == "silent")


def _print(text: str) -> int:
    from app.cli.output import Output, ReaderGone, be_lenient

    be_lenient()
    with suppress(ReaderGone):
        Output().write(text)
    return 0


def _tell(sentence: str) -> int:
    from app.cli.output import say

    say(" ".join(sentence.split()))
    return EXIT_USER_ERROR


def _bug_sentence() -> str:
    from app.paths import log_folder

    return f"Something went wrong inside Parlance; the details are in {log_folder()}."


if __name__ == "__main__":
    sys.exit(main())
