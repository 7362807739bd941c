"""What it means when the hub says no: a sentence for the person, or that it may work later."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from app.hub.errors import Damaged, HubError, Later, NotThere, Refused
from engine.sentences import say

_LONGEST_WAIT_S = 300.0
_LATER = frozenset({408, 409, 425, 429})


def refusal(
    status: int, headers: Message, *, what: str, page: str, token: bool
) -> HubError | Later:
    """Args:
    what: the repository, or whatever was asked for.
    page: where a person can look at it.
    token: one was sent.
    """
    code = headers.get("X-Error-Code", "")
    if status in (401, 403) and code == "GatedRepo":
        return Refused(
            say(
                "{what} is gated: its owner wants you to accept the terms first, at {page}; "
                "do so with the account of your access token.",
                what=what,
                page=page,
            )
            if token
            else say(
                "{what} is gated: its owner wants you to accept the terms first, at {page}; "
                "do so, then add an access token of your account.",
                what=what,
                page=page,
            )
        )
    if status == 401 and code != "RepoNotFound" and token:
        return Refused(
            say(
                "The hub no longer accepts your access token for {what}; add a new one, or none if "
                "the model is open to everybody.",
                what=what,
            )
        )
    if status in (401, 404) and code in ("RepoNotFound", ""):
        return NotThere(
            say(
                "There is no model named {what} on the hub, or it is private; check the name.",
                what=what,
            )
            if token
            else say(
                "There is no model named {what} on the hub, or it is private; check the name, "
                "or add an access token.",
                what=what,
            )
        )
    if status == 404:
        return NotThere(
            say("{what} no longer has what is asked for; look at {page}.", what=what, page=page)
        )
    if status == 403:
        return Refused(
            say(
                "The hub does not let the owner of your access token have {what}; "
                "look at {page} for the reason.",
                what=what,
                page=page,
            )
            if token
            else say(
                "The hub does not let you have {what}; an access token may be needed, see {page}.",
                what=what,
                page=page,
            )
        )
    if status == 416:
        return Damaged(
            say("{what} has changed on the hub while it was fetched; start again.", what=what)
        )
    if status == 429:
        return Later(say("the hub asks to wait"), _wait(headers))
    if 400 <= status < 500 and status not in _LATER:
        return Refused(
            say(
                "The hub refuses to give {what} (error {status}); look at {page} for the reason.",
                what=what,
                status=status,
                page=page,
            )
        )
    return Later(say("the hub answered with error {status}", status=status), _wait(headers))


def _wait(headers: Message) -> float | None:
    """Seconds that the server asks for, in one of the three ways there are."""
    seconds: float | None = None
    after = headers.get("Retry-After", "").strip()
    if after.isdecimal():
        seconds = float(after)
    elif after:
        try:
            until = parsedate_to_datetime(after)
            seconds = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
        except ValueError:
            seconds = None
    elif rest := re.search(r";\s*t=(\d+)", headers.get("RateLimit", "")):
        seconds = float(rest[1])
    return None if seconds is None else min(max(seconds, 0.0), _LONGEST_WAIT_S)
