"""`./parlance tour`: the window shows itself, with or without a display."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.cli.arguments import Parser
from app.cli.output import Output
from app.display import why_no_display
from app.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.parts import Parts


def main(argv: list[str]) -> int:
    """Exit code 0, or 130 after Ctrl-C.

    Raises:
        UserError: what went wrong, in one sentence.
    """
    parser = Parser("tour", "The window shows itself: sample picture, sample sound, answers.")
    parser.add_argument("--out", default="", metavar="FILE", help="where the screenshot goes")
    parser.add_argument("--offscreen", action="store_true", help="even if there is a display")
    options = parser.parse_args(argv)
    from app.tour import prefer_offscreen

    prefer_offscreen(options.offscreen or bool(why_no_display()))
    from app.window import make_application, make_window

    application = make_application()
    with _folder() as folder:  # not among the user's chats
        parts = make_window(chats_folder=Path(folder))
        return _walk(application, parts, Path(options.out) if options.out else None)


def _folder() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="parlance-tour-")
    except OSError as error:
        raise UserError(
            "The tour needs a temporary folder, and none of the usual ones can be written to; "
            "let TMPDIR name one."
        ) from error


def _walk(application: QApplication, parts: Parts, picture: Path | None) -> int:
    from app.tour import Tour, steps
    from app.window import run

    tour = Tour(parts, steps(), picture, Output())
    ends: list[str] = []
    tour.ended.connect(ends.append)
    tour.ended.connect(application.quit)
    tour.start()
    code = run(application, parts)
    if code:
        return code
    if not ends:
        raise UserError("The tour's window was closed before the tour was over.")
    if ends[0]:
        with suppress(OSError):
            sys.stdout.flush()
        raise UserError(ends[0])
    return 0
