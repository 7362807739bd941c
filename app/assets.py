"""Reads the window's artwork."""

from __future__ import annotations

from app.paths import resource
from ui.assets import Assets


def load_assets() -> Assets:
    icons = {file.stem: file.read_bytes() for file in resource("icons").glob("*.svg")}
    return Assets(icons=icons, app_icon=resource("icon.svg").read_bytes())
