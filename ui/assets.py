"""The artwork of the window."""

from __future__ import annotations

from collections.abc import Mapping


class Assets:
    """Artwork, read from disk by whoever makes the window.

    Attributes:
        icons: SVG source by name ("send", "attach"...), drawn in `currentColor`.
        app_icon: SVG source of the application icon.
    """

    def __init__(self, icons: Mapping[str, bytes], app_icon: bytes) -> None:
        self.icons = icons
        self.app_icon = app_icon
