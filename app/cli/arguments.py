"""Reads command lines: every mistake is one sentence, and says where the help is."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from app.cli.output import Output, ReaderGone
from app.errors import UserError

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

MEDIA = "media"
MODEL_HELP = "OWNER/NAME, a folder, or “starter”"


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UserError` where argparse would print usage and exit."""

    def __init__(self, verb: str, description: str) -> None:
        super().__init__(prog=f"./parlance {verb}", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{_sentence(message)}; see {self.prog} --help.")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """To standard output, which may be closed or full."""
        with suppress(ReaderGone):
            Output().write(self.format_help())


class AddMedia(argparse.Action):
    """Keeps pictures and sounds in one list, in the order of the command line."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        kind = (option_string or "").lstrip("-")
        earlier: list[tuple[str, str]] = getattr(namespace, MEDIA, None) or []
        setattr(namespace, MEDIA, [*earlier, (kind, str(values))])


def number(
    low: float, high: float, *, above: bool = False, whole: bool = False
) -> Callable[[str], float]:
    """A reader of numbers from `low` (excluded if `above`) to `high`."""
    kind = "a whole number" if whole else "a number"
    start = "above" if above else "from"
    limits = f"{start} {low:g}" + ("" if math.isinf(high) else f" to {high:,.0f}")

    def read(text: str) -> float:
        try:
            value: float = int(text) if whole else float(text)
        except ValueError:
            value = math.nan
        fits = (low < value if above else low <= value) and value <= high and math.isfinite(value)
        if not fits:
            raise argparse.ArgumentTypeError(f"“{text}” is not {kind} {limits}")
        return value

    return read


def _sentence(message: str) -> str:
    """What argparse says, which differs between Python's versions, in our words."""
    words = message.removeprefix("argument ").strip().rstrip(".")
    for theirs, ours in _OURS.items():
        words = re.sub(theirs, ours, words)
    if _CHOICES in words:
        words = words.replace("'", "").rstrip(")")
    return words[:1].upper() + words[1:]


_CHOICES = "; there are "
_OURS = {
    r"^unrecognized arguments:": "there is no option or second prompt like",
    r"^the following arguments are required: (.*)": r"missing: \1",
    r": expected one argument$": " needs a value",
    r": invalid choice: '?([^']*)'? \(choose from ": rf": there is no “\1”{_CHOICES}",
}
