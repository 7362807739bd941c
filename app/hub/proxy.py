"""The password in a proxy's address: kept in the keychain, never in a file or a log of ours.

Where there is no keychain it is known until the app ends, and has to be given again then.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from app.hub import token

Kept = Literal["none", "keychain", "run"]
_ACCOUNT = "proxy-password"
_of_this_run: list[str] = []  # at most one


def split(address: str) -> tuple[str, str]:
    """An address without its password, and the password, quoted as in an address."""
    text = address.strip()
    scheme, found, rest = text.rpartition("://")
    try:
        password = urlsplit(f"http://{rest}").password
    except ValueError:
        return text, ""
    if not password:
        return text, ""
    name, _, place = rest.rpartition("@")
    user = name.partition(":")[0]
    return f"{scheme}{found}{user}@{place}", quote(unquote(password), safe="")


def keep(password: str) -> Kept:
    """As `split` gives it. Where it is kept now; may wait for the keychain.

    Raises:
        UserError: the keychain refuses.
    """
    _of_this_run[:] = [password] if password else []
    if not token.has_keychain():
        return "run" if password else "none"
    token.keep_secret(_ACCOUNT, password)
    return "keychain" if password else "none"


def whole(address: str) -> str:
    """The address with its password, if it names a user and one is known. May wait."""
    plain, password = split(address)
    scheme, found, rest = plain.rpartition("://")
    if password or "@" not in rest:
        return address.strip()
    password = (_of_this_run or [token.find_secret(_ACCOUNT)])[0]
    if not password:
        return plain
    user, _, place = rest.rpartition("@")
    return f"{scheme}{found}{user}:{password}@{place}"
