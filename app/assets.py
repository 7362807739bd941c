"""Reads the window's artwork."""

from __future__ import annotations

from functools import cache

from app.paths import resource
from ui.assets import Assets


class _Icons(dict[str, bytes]):
    """SVG source by name, read when it is first drawn: the first window needs few of them."""

    def __missing__(self, name: str) -> bytes:
        try:
            source = resource(f"icons/{name}.svg").read_bytes()
        except OSError as error:
            raise KeyError(name) from error
        self[name] = source
        return source


_icons = _Icons()


@cache
def load_assets() -> Assets:
    """The same for every window."""
    return Assets(icons=_icons, app_icon=resource("icon.svg").read_bytes())


def load_all_icons() -> None:
    """Also those that nobody has drawn so far: the app may be replaced while it runs."""
    for file in resource("icons").glob("*.svg"):
        _icons[file.stem] = file.read_bytes()
