"""Which checks there are. Each is imported with what it needs only when it runs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from app.machine_check import Finding

_PLACES = {
    "program": "places:program",
    "imports": "imports:imports",
    "libraries": "libraries:libraries",
    "metal": "computing:metal",
    "starter": "computing:starter",
    "qt": "window:qt",
    "microphone": "devices:microphone",
    "sound": "devices:sound",
    "folders": "places:folders",
    "text": "places:text",
    "seal": "places:seal",
}


def _later(place: str) -> Callable[[], Finding]:
    module, name = place.split(":")

    def check() -> Finding:
        found: Finding = getattr(import_module(f"app.machine_check.{module}"), name)()
        return found

    return check


CHECKS = {name: _later(place) for name, place in _PLACES.items()}
