"""Which proxy a connection goes through: the one of the settings, else that of the system."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from app.hub.errors import HubError
from engine.sentences import say

_SOCKS = ("socks", "socks5", "socks5h")


class Proxy(NamedTuple):
    """Attributes:
    socks: it speaks SOCKS5, else HTTP.
    secret: user and password, if its address has them.
    """

    host: str
    port: int
    socks: bool = False
    secret: tuple[str, str] | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What an HTTP proxy is shown."""
        if self.secret is None:
            return {}
        return {
            "Proxy-Authorization": f"Basic {b64encode(':'.join(self.secret).encode()).decode()}"
        }


class Proxies:
    """`chosen` is an address, or empty for what the environment says, or a Mac's network settings.

    Raises:
        HubError: the chosen one cannot be used.
    """

    def __init__(self, chosen: str) -> None:
        self._chosen = _read(chosen, "") if chosen else None
        if chosen and self._chosen is None:
            raise HubError(
                say(
                    "The proxy in the settings could not be used; "
                    "it should look like http://name:8080 or socks5://name:1080."
                )
            )
        self._found = {} if chosen else getproxies()

    def way_to(self, host: str, *, tls: bool) -> Proxy | None:
        """None for straight there.

        Raises:
            HubError: the one for it cannot be used.
        """
        if self._chosen is not None:
            return self._chosen
        kinds = ("https" if tls else "http", "all", "socks")  # a Mac's is told as "socks"
        kind = next((kind for kind in kinds if self._found.get(kind)), "")
        if not kind or proxy_bypass(host):
            return None
        if (proxy := _read(self._found[kind], kind)) is None:
            raise HubError(
                say(
                    "The proxy that {name} in the environment or the system names could not be "
                    "used; it should look like http://name:8080 or socks5://name:1080. "
                    "One in Settings, Models is used in its place.",
                    name=f"{kind}_proxy",
                )
            )
        return proxy


def _read(address: str, kind: str) -> Proxy | None:
    """None if it makes no sense, or is of another kind."""
    scheme, found, rest = address.strip().rpartition("://")
    scheme = scheme.lower() if found else "http"
    socks = kind == "socks" or scheme in _SOCKS
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or not (socks or scheme == "http"):
        return None
    secret = None
    if parts.username:
        secret = (unquote(parts.username), unquote(parts.password or ""))
    return Proxy(host, port or (1080 if socks else 80), socks, secret)
