"""The sound library, shared by what records and what plays."""

from __future__ import annotations

import threading
from typing import Any

from app.errors import UserError

_lock = threading.Lock()
_open = 0


def take(sentence: str) -> Any:
    """The library, for one stream; it is given back with `give_back`.

    PortAudio looks for devices once, when it is loaded: headphones that come later would never be
    found. So it looks again whenever nothing is open.

    Raises:
        UserError: it is not installed; `sentence` says so.
    """
    global _open  # noqa: PLW0603
    try:
        import sounddevice
    except OSError as error:  # raised when the PortAudio library is missing
        raise UserError(sentence) from error
    with _lock:
        if _open == 0 and hasattr(sounddevice, "_initialize"):
            sounddevice._terminate()
            sounddevice._initialize()
        _open += 1
    return sounddevice


def give_back() -> None:
    """A stream is closed, or was not opened after all."""
    global _open  # noqa: PLW0603
    with _lock:
        _open -= 1
