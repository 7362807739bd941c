"""Which windows were open at the end, and where their readers were: a small JSON file."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.paths import data_folder

log = logging.getLogger(__name__)

MOST_PLACES = 200  # chats that were read last

Place = tuple[int, int]  # a message, and how many points its top is below the view's


@dataclass(frozen=True)
class WindowState:
    """Attributes:
    geometry: place and size, as Qt packs them, in base64.
    sidebar: whether it is shown.
    sidebar_width: in points; 0 if nobody knows.
    chat: that it shows; None for one in which nothing was sent yet.
    unsent: a stored chat that has a draft and nothing else, if that is what it shows.
    """

    geometry: str = ""
    sidebar: bool = True
    sidebar_width: int = 0
    chat: int | None = None
    unsent: int | None = None


class ReadingPlaces:
    """Where the reader of each chat was; nothing for those who were at its end."""

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}  # the chat that was left last at the end

    def take(self, places: Sequence[tuple[int, Place]]) -> None:
        """As `items` once gave them."""
        self._places = dict(places)

    def keep(self, chat: int, place: Place | None) -> None:
        self._places.pop(chat, None)
        if place is not None:
            self._places[chat] = place
        for oldest in list(self._places)[:-MOST_PLACES]:
            del self._places[oldest]

    def of(self, chat: int | None) -> Place | None:
        return None if chat is None else self._places.get(chat)

    def items(self) -> list[tuple[int, Place]]:
        return list(self._places.items())


def memory_file() -> Path:
    return data_folder() / "windows.json"


def load_windows() -> tuple[list[WindowState], list[tuple[int, Place]]]:
    """The windows, the front one first; nothing of what is missing or not understood."""
    try:
        stored: Any = json.loads(memory_file().read_text(encoding="utf-8"))
        windows = [_window(each) for each in stored["windows"]]
        places = [(int(chat), (int(at), int(below))) for chat, at, below in stored["places"]]
    except FileNotFoundError:
        return [], []
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("windows not read: %s", error)
        return [], []
    return windows, places


def save_windows(windows: Sequence[WindowState], places: Sequence[tuple[int, Place]]) -> None:
    """All or nothing; what goes wrong is only logged."""
    target = memory_file()
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    value = {
        "windows": [asdict(each) for each in windows],
        "places": [(chat, *place) for chat, place in places],
    }
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(value), encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        log.warning("windows not remembered: %s", error)
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _window(stored: Any) -> WindowState:
    if not isinstance(stored, dict):
        raise TypeError("a window is no object")
    return WindowState(
        geometry=str(stored.get("geometry", "")),
        sidebar=bool(stored.get("sidebar", True)),
        sidebar_width=int(stored.get("sidebar_width", 0)),
        chat=_number(stored.get("chat")),
        unsent=_number(stored.get("unsent")),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
