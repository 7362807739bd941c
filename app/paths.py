"""Where things are: what came with the app, and what belongs to the user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def resource(name: str) -> Path:
    """A file or folder that came with the app, e.g. `resource("icons/send.svg")`."""
    return _ROOT / "resources" / name


def starter_model() -> Path:
    """The model that came with the app."""
    return resource("models/starter")


def data_folder() -> Path:
    """The user's folder for settings and chats; it may not exist yet.

    `PARLANCE_DATA` puts it elsewhere (tests, portable use).
    """
    if chosen := os.environ.get("PARLANCE_DATA"):
        return Path(chosen).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Parlance"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "parlance"


def cache_folder() -> Path:
    """For what can be made again; systems leave it out of backups. As above."""
    if os.environ.get("PARLANCE_DATA"):
        return data_folder() / "caches"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Parlance"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "parlance"


def log_folder() -> Path:
    """Where the system's own tools look for logs; with `PARLANCE_DATA` beside the rest."""
    if os.environ.get("PARLANCE_DATA"):
        return data_folder() / "logs"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "Parlance"
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "parlance"


def log_file() -> Path:
    return log_folder() / "parlance.log"


def crash_folder() -> Path:
    """What is left of crashes; see `app.crash_reports`."""
    return log_folder() / "crashes"


def program_folder() -> Path:
    """Where the packages lie."""
    return _ROOT
