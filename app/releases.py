"""Which Parlance is the newest, as the project's list of releases tells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from app.errors import UserError
from app.hub.errors import HubError, Later
from app.hub.lines import Lines
from app.hub.proxy import whole
from app.hub.wire import Wire
from engine.sentences import say

STALL_S = 4.0  # less than the app waits for its threads when it ends
_MOST_BYTES = 1_000_000
_VERSION = re.compile(
    r"v?(?P<numbers>\d{1,6}(\.\d{1,6}){0,3})([-.]?(?P<stage>a|b|rc|alpha|beta|pre)[-.]?(?P<n>\d{0,6}))?"
)
_STAGES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "pre": 2, "rc": 2, None: 3}

Order = tuple[tuple[int, ...], int, int]


@dataclass(frozen=True)
class Release:
    """Attributes:
    version: as people write it: "1.2.0".
    page: where it is told about, and can be fetched by hand.
    """

    version: str
    page: str


def order_of(version: str) -> Order | None:
    """What sorts versions by age, "v1.2", "1.2.0rc1" and the like; None if it is none."""
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        return None
    numbers = [int(each) for each in found["numbers"].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()  # 1.2.0 is 1.2
    return tuple(numbers), _STAGES[found["stage"]], int(found["n"] or 0)


def is_newer(version: str, than: str) -> bool:
    """Whether it came later. What is no version is never newer."""
    one, other = order_of(version), order_of(than)
    return one is not None and other is not None and one > other


def newest(feed: str, proxy: str = "", lines: Lines | None = None) -> Release:
    """The last release that is neither a draft nor a trial.

    Nothing but the request is sent: no token, no version, nothing about this machine.

    Args:
        feed: see `app.__releases__`.
        proxy: an address; empty for what the system says.
        lines: to stop it from elsewhere.

    Raises:
        UserError: it could not be found out.
    """
    try:
        told = _ask(f"{feed.rstrip('/')}/latest", proxy, lines or Lines())
        page, version = str(told["html_url"]), str(told["tag_name"]).strip().removeprefix("v")
    except (Later, HubError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            say(
                "Whether there is a newer Parlance could not be found out; check the network, or "
                "try again later."
            )
        ) from error
    if not page.startswith("https://") or order_of(version) is None:
        raise UserError(
            say("The list of releases tells of nothing that could be a version of Parlance.")
        )
    return Release(version, page)


def _ask(address: str, proxy: str, lines: Lines) -> dict[str, object]:
    """
    Raises:
        Later, HubError: no answer.
        ValueError: an answer that makes no sense.
    """
    headers = {
        "User-Agent": "Parlance",  # a server may ask for one
        "Accept": "application/vnd.github+json",
        "Accept-Encoding": "identity",
    }
    wire = Wire(whole(proxy), STALL_S, headers)
    try:
        with wire.ask(address, lambda _: {}, lines) as answer:
            if answer.status != 200:
                raise ValueError(answer.status)
            found = json.loads(answer.all(_MOST_BYTES))
    finally:
        wire.close()
    if not isinstance(found, dict):
        raise ValueError(type(found).__name__)
    return found
