"""What Parlance remembers from one start to the next: a small JSON file."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, get_args

from app.errors import UserError, reason_of
from app.paths import data_folder
from app.sampling import from_whole, whole
from app.whole_file import write_json
from engine.sentences import say
from ui.settings.values import Detail, Preferences, SendKey

log = logging.getLogger(__name__)


class Settings(Preferences):
    """What a person chose, and what the app remembers by itself:

    Attributes:
        model: folder of the model used last; empty means the starter.
        geometry: the window's place and size, as Qt packs them, in base64.
        settings_geometry: the same of the settings window.
        settings_page: the page that it showed last.
        sidebar: "shown 250" or "hidden 250", its width in points; empty for neither.
        models_order: how the list of all models is sorted; empty for as usual.
        closed_folders: ids of the sidebar's folders that are closed, with spaces between them.
    """

    model: str = ""
    geometry: str = ""
    settings_geometry: str = ""
    settings_page: str = ""
    sidebar: str = ""
    closed_folders: str = ""
    models_order: str = ""

    @property
    def sidebar_place(self) -> tuple[bool, int] | None:
        """Whether the sidebar is shown, and how wide; None if nobody has moved it."""
        match self.sidebar.split():
            case ["shown" | "hidden" as shown, width] if width.isdecimal():
                return shown == "shown", int(width)
        return None

    @property
    def closed(self) -> list[int]:
        return [int(id) for id in self.closed_folders.split() if id.isdecimal()]


def settings_file() -> Path:
    return data_folder() / "settings.json"


def load_settings() -> Settings:
    """The stored settings; defaults for whatever is missing or not understood."""
    try:
        stored: Any = json.loads(settings_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings not read: %s", error)
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    return Settings(**_understood(stored))


def save_settings(settings: Settings) -> None:
    """Write all or nothing.

    Raises:
        UserError: the disk is full, read-only or otherwise unwilling; the old file stays.
    """
    target = settings_file()
    try:
        write_json(target, _plain(settings))
    except OSError as error:
        raise UserError(
            say(
                "Your settings could not be saved in {folder}, because {reason}; "
                "everything else goes on, and the old settings stay.",
                folder=target.parent,
                reason=reason_of(error),
            )
        ) from error


def set_back(settings: Settings) -> Settings:
    """Everything that a person can choose as at first; what the app remembers by itself stays."""
    names = [name for name in Settings.names if name not in Preferences.names]
    return Settings(**{name: getattr(settings, name) for name in names})


_CHOICES: dict[str, tuple[str, ...]] = {
    "send_key": get_args(SendKey),
    "log_detail": get_args(Detail),
}
_RANGES: dict[str, tuple[float, float]] = {
    "text_size": (0.5, 3.0),
    "unload_minutes": (0, 10_000),
    "trash_days": (0, 10_000),
    "context": (0, 1 << 30),
    "download_limit": (0, 100_000),
    "keep_computed": (0, 10_000),
}


def _plain(settings: Settings) -> dict[str, Any]:
    values = {name: getattr(settings, name) for name in Settings.names}
    if "@" in settings.proxy:  # a password is kept elsewhere
        from app.hub.proxy import split

        values["proxy"] = split(settings.proxy)[0]
    return {**values, "new_chats": whole(settings.new_chats)}


def _understood(stored: dict[str, Any]) -> dict[str, Any]:
    """Values of the right type and range; for all else the default holds."""
    values = {**stored, "new_chats": from_whole(stored.get("new_chats"))}
    usual = Settings()
    return {
        name: values[name]
        for name in Settings.names
        if name in values and _fits(name, values[name], getattr(usual, name))
    }


def _fits(name: str, value: object, usual: object) -> bool:
    if name in _RANGES and isinstance(value, int | float) and not isinstance(value, bool):
        low, high = _RANGES[name]
        return low <= value <= high and (isinstance(value, int) or isinstance(usual, float))
    return type(value) is type(usual) and (name not in _CHOICES or value in _CHOICES[name])
