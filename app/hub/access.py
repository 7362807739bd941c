"""How the hub is reached, by the settings, the environment and the keychain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.hub.client import Access
    from ui.settings.values import Preferences


def find_access(preferences: Preferences) -> Access:
    """May wait for the keychain. What the settings leave empty is as Hugging Face's tools have it.

    A token is found by `app.hub.token` alone, and a proxy's password by `app.hub.proxy`: the
    settings never hold one.
    """
    from app.hub.client import Access
    from app.hub.proxy import whole
    from app.hub.token import find_token

    proxy = whole(preferences.proxy)
    return Access(endpoint=preferences.hub, token=find_token(), proxy=proxy)
