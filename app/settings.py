"""What Parlance remembers from one start to the next: a small JSON file."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.errors import UserError, reason_of
from app.paths import data_folder

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Attributes:
    model: folder of the model used last; empty means the starter.
    models_folder: a folder to look for models in, chosen by the user.
    geometry: the window's place and size, as Qt packs them, in base64.
    appearance: "light" or "dark"; empty follows the system.
    language: one of `app.language.LANGUAGES`; empty follows the system.
    sidebar: "shown 250" or "hidden 250", its width in points; empty for neither.
    closed_folders: ids of the sidebar's folders that are closed, with spaces between them.
    """

    model: str = ""
    models_folder: str = ""
    geometry: str = ""
    appearance: str = ""
    language: str = ""
    sidebar: str = ""
    closed_folders: str = ""

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
    names = {field.name for field in fields(Settings)}
    return Settings(**{k: v for k, v in stored.items() if k in names and isinstance(v, str)})


def save_settings(settings: Settings) -> None:
    """Write all or nothing.

    Raises:
        UserError: the disk is full, read-only or otherwise unwilling; the old file stays.
    """
    target = settings_file()
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(settings), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise UserError(
            f"Your settings could not be saved in {target.parent}, because {reason_of(error)}; "
            "everything else goes on, and the old settings stay."
        ) from error
