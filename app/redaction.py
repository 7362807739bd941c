"""What is left out of logs and crash reports, which a person may want to send to somebody.

Decided: they hold what happened and where, the names of files and models, and the system's reasons,
for without these nothing could be mended. They hold no words of a chat, no password, no token, and
not the name of the home folder.

Our own lines name nothing that was written in a chat, and our own errors are sentences made for
people. The message of any other exception may hold anything, a question among it: what is quoted
there is left out unless it is a path or a single word of code, and a long one is cut.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache

LONGEST = 400  # characters of a message that is not ours

_SECRETS = (
    # An access token, whoever writes it, and credentials in an address.
    r"\bhf_\w{6,}|(?i:\b(?:bearer|basic))\s+[\w.~+/=-]{6,}|(?<=//)[^/\s@'\"]+(?=@)",
    # A value behind its name, in a header, a setting or JSON.
    r"(?P<name>(?i:(?<![a-z])(?:password|passwd|passphrase|secret|api[_-]?key|access[_-]?token"
    r"|authorization)[\"']?\s*[:=]\s*))(?:(?i:bearer|basic)\s+)?(?:\"[^\"]*\"|'[^']*'|\S+)",
    # What signs an address of the hub's storage.
    r"(?<=\?)[^\s'\"]*(?i:signature|token|key)[^\s'\"]*",
)
_QUOTED = re.compile(
    r"(?<!\w)(?P<quote>['\"`])(?P<inner>.*?)(?:(?P=quote)(?!\w)|\Z)"
    r"|[“„‘«「『](?P<other>.*?)(?:[”“’»」』]|\Z)",
    re.DOTALL,
)
_CODE = re.compile(r"[!-~]{0,80}")  # what has no spaces and no letters but ASCII's
_OURS = {"EngineError", "UserError"}


def without_secrets(text: str) -> str:
    return _secret().sub(lambda found: f"{found['name'] or ''}(secret)", text)


def without_home(text: str) -> str:
    """The home folder as ~."""
    home = os.path.expanduser("~")
    for folder in {home, os.path.realpath(home)}:
        if folder.count("/") > 0 and folder != "/":
            text = re.sub(rf"{re.escape(folder)}(?![\w.-])", "~", text)
    return text


def without_words(text: str) -> str:
    """The message of an exception that may quote whatever was being worked on."""
    text = _QUOTED.sub(_blank, text)
    if (more := len(text) - LONGEST) > 0:
        text = f"{text[:LONGEST]} (and {more} characters)"
    return text


def message_of(error: BaseException) -> str:
    """What may be written down of what it says."""
    if _OURS & {base.__name__ for base in type(error).__mro__}:
        return str(error)
    return without_words(str(error))


def traceback_of(error: BaseException) -> str:
    """As Python tells it, the cause first; of messages no more than `message_of`."""
    return "".join(_told(error, set())).rstrip("\n")


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    import traceback  # few programs have anything to tell

    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen)
        yield "\nwhich led to\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    message = message_of(error)
    yield f"{type(error).__name__}: {message}\n" if message else f"{type(error).__name__}\n"
    for inner in getattr(error, "exceptions", ()):  # of a group
        if id(inner) not in seen:
            yield from _told(inner, seen)


def _blank(found: re.Match[str]) -> str:
    inner = found["inner"] if found["inner"] is not None else found["other"]
    path = inner.startswith(("/", "~/")) and "\n" not in inner
    if path or _CODE.fullmatch(inner):
        return found[0]
    return f"({len(inner)} characters)"


@cache
def _secret() -> re.Pattern[str]:
    return re.compile("|".join(_SECRETS))
