"""A hub on this machine: speaks the protocol that Parlance uses, and misbehaves on request."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LARGE = 10_000  # bytes from which the hub keeps a file by LFS
_SLICE = 1 << 16


@dataclass
class Asked:
    """One request, as the server has understood it.

    Attributes:
        kind: "info", "search", "resolve" or "store" (where `resolve` leads to).
        number: how many requests of this kind came before it.
        start, stop: range of a file's bytes.
        query: what stands behind the path.
    """

    kind: str
    path: str
    number: int
    token: str = ""
    start: int = 0
    stop: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    query: str = ""


@dataclass
class Fault:
    """What goes wrong with one request.

    Attributes:
        status: answered instead of the file, with `code` as the hub's own error code.
        cut: bytes after which the connection is dropped; before the answer's first line if < 0.
        drip_s: seconds between slices of `slice` bytes.
        held: its second half comes when the server's `gate` is set.
        wrong: the bytes sent are not those of the file.
        ranges: False answers with the whole file whatever was asked.
        claim: added to the length of the file that is claimed.
        redirect: leads there, with `headers`.
    """

    status: int = 0
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip_s: float = 0.0
    slice: int = _SLICE
    held: bool = False
    wrong: bool = False
    ranges: bool = True
    claim: int = 0
    redirect: str = ""


@dataclass
class Repo:
    """A repository at one commit."""

    files: dict[str, bytes]
    commit: str = "c" * 40
    gated: bool = False
    token: str = ""  # without which nothing is given
    siblings: list[dict[str, Any]] | None = None  # told instead of the true ones
    tags: tuple[str, ...] = ()
    downloads: int = 0
    config: dict[str, Any] = field(default_factory=dict)
    name: str = ""  # told in place of the one that was asked for

    def listing(self) -> list[dict[str, Any]]:
        return self.siblings or [_sibling(path, data) for path, data in self.files.items()]


class HubServer(ThreadingHTTPServer):
    """Attributes:
    repos: what there is.
    fault: asked for every request; None lets it pass.
    asked: every request, first to last.
    sent: bytes of files that were given to the network.
    extra: told beside `sent` by /stats.
    gate: lets through what a fault holds; set, unless somebody clears it.
    on_disk: files that are sent from there, without taking this machine's processor from whoever
        is measured; by their path in a repository.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repos: dict[str, Repo] = {}
        self.fault: Callable[[Asked], Fault | None] = lambda _: None
        self.asked: list[Asked] = []
        self.sent = 0
        self.extra: dict[str, int] = {}
        self.on_disk: dict[str, Path] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.lock = threading.Lock()
        self.counts: dict[str, int] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up: that is what they are here for."""


@contextmanager
def hub_server() -> Iterator[HubServer]:
    server = HubServer()
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="hub-server"
    )
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms between head and body
    server: HubServer

    def log_message(self, *_: object) -> None:
        """Tests have their own lists."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path).removeprefix("/mirror")  # some mirrors live below a path
        if path == "/stats":
            self._json({"sent": self.server.sent, **self.server.extra})
        elif path == "/api/models":
            self._search(parse_qs(parts.query))
        elif match := re.fullmatch(r"/api/models/(.+)/revision/(.+)", path):
            self._info(match[1], match[2])
        elif match := re.fullmatch(r"/(store/)?(.+)/resolve/(\w+)/(.+)", path):
            self._resolve(bool(match[1]), match[2], match[3], match[4])
        else:
            self._refuse(404, "")

    def _asked(self, kind: str, path: str, start: int = 0, stop: int = 0) -> Asked:
        server = self.server
        with server.lock:
            number = server.counts.get(kind, 0)
            server.counts[kind] = number + 1
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            headers = dict(self.headers.items())
            query = urlsplit(self.path).query
            asked = Asked(kind, path, number, token, start, stop, headers, query)
            server.asked.append(asked)
        return asked

    def _stopped(self, fault: Fault | None) -> bool:
        """The fault was the answer."""
        if fault is None:
            return False
        if fault.redirect:
            self.send_response(302)
            self.send_header("Location", fault.redirect)
            for name, value in fault.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return True
        if fault.status:
            self._refuse(fault.status, fault.code, fault.headers)
            return True
        if fault.cut is not None and fault.cut < 0:
            self._drop()
            return True
        return False

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def _refuse(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, value: object, cut: int | None = None) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None:
            self._drop()

    def _search(self, query: dict[str, list[str]]) -> None:
        if self._stopped(self.server.fault(self._asked("search", "/api/models"))):
            return
        text = query.get("search", [""])[0].lower()
        found = [each for each in self.server.repos.items() if text in each[0].lower()]
        found.sort(key=lambda each: -each[1].downloads)
        self._json(
            [
                {
                    "id": name,
                    "downloads": repo.downloads,
                    "gated": "auto" if repo.gated else False,
                    "config": repo.config,
                    "usedStorage": sum(map(len, repo.files.values())),
                }
                for name, repo in found[: int(query.get("limit", ["50"])[0])]
            ]
        )

    def _may(self, name: str, asked: Asked) -> Repo | None:
        """The repository, if whoever asks may see it; else the refusal has been sent."""
        repo = self.server.repos.get(name)
        if repo is None:
            self._refuse(401 if not asked.token else 404, "RepoNotFound")
        elif repo.token and asked.token != repo.token:
            self._refuse(401, "GatedRepo" if repo.gated and not asked.token else "")
        else:
            return repo
        return None

    def _info(self, name: str, revision: str) -> None:
        asked = self._asked("info", name)
        fault = self.server.fault(asked)
        if self._stopped(fault):
            return
        if (repo := self._may(name, asked)) is None:
            return
        if revision not in ("main", repo.commit):
            self._refuse(404, "RevisionNotFound")
            return
        self._json(
            {
                "id": repo.name or name,
                "sha": repo.commit,
                "gated": "manual" if repo.gated else False,
                "siblings": repo.listing(),
                "cardData": {"license": "apache-2.0"},
                "tags": list(repo.tags),
            },
            fault.cut if fault else None,
        )

    def _resolve(self, stored: bool, name: str, commit: str, path: str) -> None:
        repo = self.server.repos.get(name)
        size = len(repo.files.get(path, b"")) if repo else 0
        start, stop, ranged = self._range(size)
        asked = self._asked("store" if stored else "resolve", path, start, stop)
        fault = self.server.fault(asked)
        if self._stopped(fault):
            return
        if not stored and (repo := self._may(name, asked)) is None:
            return
        if repo is None or path not in repo.files or commit != repo.commit:
            self._refuse(404, "EntryNotFound")
            return
        data = repo.files[path]
        if not stored and len(data) >= LARGE:  # as the hub leads to its content network
            self.send_response(302)
            self.send_header("Location", f"/store/{name}/resolve/{commit}/{path}?signed=1")
            self.send_header("X-Linked-Size", str(len(data)))
            self.send_header("X-Linked-Etag", f'"{_sha256(data)}"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._file(path, data, start, stop, ranged, fault or Fault())

    def _range(self, size: int) -> tuple[int, int, bool]:
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if match is None:
            return 0, size, False
        return int(match[1]), min(size, int(match[2]) + 1 if match[2] else size), True

    def _file(
        self, path: str, data: bytes, start: int, stop: int, ranged: bool, fault: Fault
    ) -> None:
        if ranged and start >= len(data) and data:
            self._refuse(416, "")
            return
        if not fault.ranges:
            start, stop, ranged = 0, len(data), False
        self.send_response(206 if ranged else 200)
        if ranged:
            total = len(data) + fault.claim
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{total}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(stop - start + (0 if ranged else fault.claim)))
        self.end_headers()
        end = stop if fault.cut is None else min(stop, start + fault.cut)
        slow = fault.drip_s or fault.held
        source = None if slow or fault.wrong else self.server.on_disk.get(path)
        if source is not None and start < end:
            with source.open("rb") as file:
                sent = self.connection.sendfile(file, start, end - start)
            with self.server.lock:
                self.server.sent += sent
            start = end
        view = memoryview(data)
        for at in range(start, end, fault.slice):
            if fault.held and 2 * at >= start + end:
                self.server.gate.wait()
            piece = view[at : min(end, at + fault.slice)]
            self.wfile.write(bytes(each ^ 1 for each in piece) if fault.wrong else piece)
            with self.server.lock:
                self.server.sent += len(piece)
            if fault.drip_s:
                time.sleep(fault.drip_s)
        if end < stop or (not ranged and fault.claim > 0):
            self._drop()


def _sibling(path: str, data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {"rfilename": path, "size": len(data), "blobId": _git_name(data)}
    if len(data) >= LARGE:
        found["lfs"] = {"sha256": _sha256(data), "size": len(data), "pointerSize": 130}
    return found


# Known beforehand, as at the hub: else every request would wait for sums over the whole file.


@lru_cache(maxsize=32)
def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=32)
def _git_name(data: bytes) -> str:
    return hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
