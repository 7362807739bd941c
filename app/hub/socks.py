"""A connection through a SOCKS5 proxy (RFC 1928, RFC 1929), as ssh -D, Tor and many apps offer.

Names are looked up by the proxy: who has one often cannot do it here, or is lied to.
"""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

_VERSION, _SECRET_VERSION = 5, 1
_OPEN, _BY_PASSWORD = 0, 2
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_LENGTHS = {_IPV4: 4, _IPV6: 16}


class Unwilling(OSError):
    """The proxy does not let it through; without an error number, as where HTTP's refuse."""


def connect(
    proxy: tuple[str, int], secret: tuple[str, str] | None, host: str, port: int, timeout_s: float
) -> socket.socket:
    """An open connection to `host`.

    Args:
        secret: user and password, if the proxy wants any.

    Raises:
        Unwilling: the proxy refuses, or speaks something else.
        OSError: it cannot be reached, or is silent.
    """
    line = socket.create_connection(proxy, timeout_s)
    try:
        _agree(line, secret)
        line.sendall(bytes((_VERSION, _CONNECT, 0)) + _address(host) + port.to_bytes(2, "big"))
        version, code, _, kind = _read(line, 4)
        if version != _VERSION or code:
            raise Unwilling(f"SOCKS {version}, code {code}")
        _read(line, (_LENGTHS.get(kind) or _read(line, 1)[0]) + 2)  # its own address
    except BaseException:  # nobody else knows of the line: a stop must not leave it open
        line.close()
        raise
    return line


def _agree(line: socket.socket, secret: tuple[str, str] | None) -> None:
    """On how we say who we are."""
    ways = bytes((_OPEN, _BY_PASSWORD) if secret else (_OPEN,))
    line.sendall(bytes((_VERSION, len(ways))) + ways)
    version, way = _read(line, 2)
    if version != _VERSION or way not in ways:
        raise Unwilling(f"SOCKS {version}, way {way}")
    if way == _BY_PASSWORD and secret:
        words = [each.encode()[:255] for each in secret]
        line.sendall(bytes((_SECRET_VERSION,)) + b"".join(bytes((len(w),)) + w for w in words))
        if _read(line, 2)[1]:
            raise Unwilling("SOCKS, way 2")


def _address(host: str) -> bytes:
    with suppress(ValueError):
        known = ipaddress.ip_address(host)
        return bytes((_IPV4 if known.version == 4 else _IPV6,)) + known.packed
    name = host.encode("idna")
    return bytes((_NAME, len(name))) + name


def _read(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = line.recv(count - len(data))
        if not piece:
            raise Unwilling("EOF")
        data += piece
    return data
