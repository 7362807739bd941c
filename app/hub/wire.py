"""HTTP as a hub needs it: kept connections, the system's proxies and certificates, redirects.

The standard library talks; whole packets go from the socket to whoever asked for them. A library
that takes answers apart in Python costs as much as their checksum.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import truststore

from app.hub.errors import HubError, Later
from app.hub.lines import Lines
from app.hub.proxies import Proxies, Proxy
from engine.sentences import say

log = logging.getLogger(__name__)

CONNECT_S = 10.0
_REDIRECTS = 8
_LEADS = frozenset({301, 302, 303, 307, 308})
_DRAINED = 1 << 16  # bytes of an answer nobody wants, read so that its connection can be kept
_RECORD = 1 << 14  # no more comes at once through TLS: room for more triples what it costs
_SAFE = "%/:=&?~#+!$,;'@()*[]"  # has a meaning in addresses


@dataclass
class Answer:
    """A running answer.

    Attributes:
        url: who gave it.
        first: the headers of who was asked, which differ from `headers` if they led elsewhere.
    """

    status: int
    headers: Message
    url: str
    first: Message
    _response: HTTPResponse

    @property
    def led(self) -> bool:
        """It comes from somewhere else than was asked."""
        return self.first is not self.headers

    def some(self, most: int) -> bytes:
        """What has come of the body, at most so many bytes; nothing at its end, or if it was cut.

        Raises:
            Later: the connection is lost or silent.
        """
        if self.url.startswith("https:"):
            most = min(most, _RECORD)
        try:
            return self._response.read1(most)
        except (OSError, HTTPException) as error:
            raise _later(error) from error

    def all(self, most: int) -> bytes:
        """The body.

        Raises:
            Later: the connection is lost or silent, or there are more than `most` bytes.
        """
        data = bytearray()
        while piece := self.some(most + 1 - len(data)):
            data += piece
        if len(data) > most or self._response.length:
            raise Later(say("the connection was lost"))
        return bytes(data)


class Wire:
    """Asks servers. Safe to use from several threads; close it at the end."""

    def __init__(self, proxy: str, stall_s: float, headers: Mapping[str, str]) -> None:
        """`proxy` is an address, or empty for what the system says.

        Raises:
            HubError: a proxy that cannot be used.
        """
        self._stall_s = stall_s
        self._headers = dict(headers)
        self._proxies = Proxies(proxy)
        self._lock = threading.Lock()
        self._all = Lines()
        self._idle: dict[_Place, list[HTTPConnection]] = {}
        self._closed = False
        self._trust: ssl.SSLContext | None = None

    def close(self) -> None:
        """Answers that are still running are not cut."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, {}
        for connections in idle.values():
            for connection in connections:
                connection.close()

    def cut(self) -> None:
        """End every answer that somebody is waiting for."""
        self._all.cut(later=False)

    @contextmanager
    def ask(
        self, url: str, headers: Callable[[str], Mapping[str, str]], lines: Lines
    ) -> Iterator[Answer]:
        """GET. `headers` gives those for an address: the next one may belong to somebody else.

        Raises:
            Later: no answer, or one that leads nowhere.
            HubError: whoever answers is not trusted.
        """
        first: Message | None = None
        for _ in range(_REDIRECTS):
            with self._once(url, headers(url), lines) as response:
                first = first or response.headers
                target = response.headers.get("Location", "")
                if response.status not in _LEADS or not target:
                    yield Answer(response.status, response.headers, url, first, response)
                    return
                with suppress(OSError, HTTPException):
                    response.read1(_DRAINED)
                url = _led(url, target)
        raise Later(say("the hub leads round in circles"))

    @contextmanager
    def _once(self, url: str, headers: Mapping[str, str], lines: Lines) -> Iterator[HTTPResponse]:
        place = _place(url)
        connection = self._take(place)
        while True:
            kept = connection is not None
            connection = connection or self._connect(place)
            with self._all.hold(connection.sock), lines.hold(connection.sock):
                response = self._send(connection, place, url, headers, kept)
                if response is not None:
                    try:
                        yield response
                    finally:
                        self._put_back(connection, place, response)
                    return
            connection = None

    def _send(
        self,
        connection: HTTPConnection,
        place: _Place,
        url: str,
        headers: Mapping[str, str],
        kept: bool,
    ) -> HTTPResponse | None:
        """The answer's head. None if the connection was closed while nobody used it."""
        target, sent = _target(url), {**self._headers, **headers}
        if not place.tls and (proxy := self._proxy_for(place)) and not proxy.socks:
            target, sent = url, {**sent, **proxy.headers}
        try:
            connection.request("GET", target, headers=sent)
            return connection.getresponse()
        except (OSError, HTTPException) as error:
            connection.close()
            if kept and isinstance(error, ConnectionError | ssl.SSLError):
                return None
            raise _later(error) from error

    def _take(self, place: _Place) -> HTTPConnection | None:
        with self._lock:
            connections = self._idle.get(place)
            return connections.pop() if connections else None

    def _put_back(self, connection: HTTPConnection, place: _Place, response: HTTPResponse) -> None:
        whole = response.isclosed() or response.length == 0
        response.close()
        with self._lock:
            if whole and connection.sock is not None and not self._closed:
                self._idle.setdefault(place, []).append(connection)
                return
        connection.close()

    def _connect(self, place: _Place) -> HTTPConnection:
        proxy = self._proxy_for(place)
        asked = proxy is not None and not proxy.socks
        host, port = (proxy.host, proxy.port) if proxy and asked else (place.host, place.port)
        limit = min(self._stall_s, CONNECT_S)
        connection = (
            HTTPSConnection(host, port, timeout=limit, context=self._context())
            if place.tls
            else HTTPConnection(host, port, timeout=limit)
        )
        if proxy and asked and place.tls:
            connection.set_tunnel(place.host, place.port, proxy.headers)
        try:
            if proxy and proxy.socks:
                connection.sock = self._through(proxy, place, limit)
            else:
                connection.connect()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            raise HubError(
                say(
                    "This system does not trust the certificate of {host} ({why}); check the clock "
                    "and the network, or add the certificate that your company gave you.",
                    host=place.host,
                    why=error.verify_message,
                )
            ) from error
        except (OSError, HTTPException, UnicodeError) as error:
            connection.close()
            log.info("%s: %s", place.host, _name(error))
            # What a proxy answers comes without an error number.
            refused = proxy and isinstance(error, OSError) and error.errno is None
            if refused and not isinstance(error, TimeoutError):
                raise Later(say("the proxy does not let it through")) from error
            if proxy and not isinstance(error, ssl.SSLError):
                raise Later(say("the proxy cannot be reached")) from error
            raise Later(say("the hub cannot be reached")) from error
        assert isinstance(connection.sock, socket.socket)
        connection.sock.settimeout(self._stall_s)
        return connection

    def _through(self, proxy: Proxy, place: _Place, limit: float) -> socket.socket:
        """A connection to `place` that begins in a SOCKS proxy."""
        from app.hub import socks

        line = socks.connect((proxy.host, proxy.port), proxy.secret, place.host, place.port, limit)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not place.tls:
            return line
        try:
            return self._context().wrap_socket(line, server_hostname=place.host)
        except BaseException:  # nobody else knows of the line: a stop must not leave it open
            line.close()
            raise

    def _proxy_for(self, place: _Place) -> Proxy | None:
        return self._proxies.way_to(place.host, tls=place.tls)

    def _context(self) -> ssl.SSLContext:
        with self._lock:
            if self._trust is None:
                self._trust = _trust()
            return self._trust


class _Place(NamedTuple):
    """Whom a connection leads to."""

    tls: bool
    host: str
    port: int


def _place(url: str) -> _Place:
    try:
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(parts.scheme)
        return _Place(tls, parts.hostname, parts.port or (443 if tls else 80))
    except ValueError as error:
        raise Later(say("the hub leads nowhere")) from error


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _led(url: str, target: str) -> str:
    """The next address. From an encrypted one it never leads to one that others can read."""
    # Servers send whatever bytes they like; http.client gives them as Latin-1.
    found = quote(urljoin(url, target).encode("latin-1", "replace"), safe=_SAFE)
    if url.startswith("https:") and not found.startswith("https:"):
        raise Later(say("the hub leads to where others could listen"))
    return found


def _trust() -> ssl.SSLContext:
    """The system's certificates: the keychain's on a Mac. Others by the variables of OpenSSL."""
    if "SSL_CERT_FILE" in os.environ or "SSL_CERT_DIR" in os.environ:
        return ssl.create_default_context()
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _later(error: Exception) -> Later:
    log.info("connection: %s", _name(error))
    if isinstance(error, TimeoutError):
        return Later(say("the connection has gone silent"))
    return Later(say("the connection was lost"))


def _name(error: Exception) -> str:
    """For the log, without an address: some are signed, and whoever reads it could use them."""
    return (
        f"{type(error).__name__} {error.errno}"
        if isinstance(error, OSError)
        else type(error).__name__
    )
