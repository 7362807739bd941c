"""Talks to the hub. Every answer is a value, every refusal one sentence."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from app import __version__
from app.hub.errors import Damaged, HubError, Later, NotThere, Offline
from app.hub.files import RemoteFile, RemoteModel
from app.hub.lines import Lines
from app.hub.refusal import refusal
from app.hub.wire import Answer, Wire
from engine.cancel import CancelToken
from engine.sentences import say

T = TypeVar("T")
STALL_S = 30.0  # a connection that is silent for so long is dead
_LOOK_S = 0.1
_REPO = re.compile(r"([A-Za-z0-9._-]+/)?[A-Za-z0-9._-]+")
_LONGEST_ANSWER = 64 << 20  # bytes of JSON
AT_ONCE = 1 << 20  # bytes taken from a connection, if so many have come: less costs calls


@dataclass(frozen=True)
class Access:
    """How the hub is reached.

    Attributes:
        endpoint: the hub's address or that of a mirror; empty for the usual one, or what the
            environment variable HF_ENDPOINT says.
        token: for gated and private models. It is sent to the endpoint alone, and never written.
        proxy: an address; empty for what the system says.
    """

    endpoint: str = ""
    token: str = ""
    proxy: str = ""
    stall_s: float = STALL_S

    def __repr__(self) -> str:  # a log must not hold the token
        return f"Access({self.endpoint!r}, token={'set' if self.token else 'none'})"


class Hub:
    """One endpoint. Safe to use from several threads; close it at the end."""

    def __init__(self, access: Access | None = None) -> None:
        self.access = access or Access()
        endpoint = self.access.endpoint
        if not endpoint:
            from huggingface_hub.constants import ENDPOINT

            endpoint = ENDPOINT
        self.endpoint = endpoint.rstrip("/")
        if not self.endpoint.startswith(("https://", "http://")):
            raise HubError(
                say(
                    "“{endpoint}” is no address of a hub or mirror; it should begin with https://.",
                    endpoint=endpoint,
                )
            )
        self._wire = Wire(
            self.access.proxy,
            self.access.stall_s,
            {
                "User-Agent": f"parlance/{__version__}",
                "Accept-Encoding": "identity",  # lengths and ranges must mean the file's bytes
            },
        )

    def close(self) -> None:
        self._wire.close()

    @contextmanager
    def until(self, cancel: CancelToken) -> Iterator[None]:
        """While this lasts, a stop that is asked for ends whatever the hub is being asked."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_LOOK_S):
                if cancel.cancelled:
                    self._wire.cut()

        watcher = threading.Thread(target=watch, name="hub-cancel", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def model(self, repo: str, revision: str = "main") -> RemoteModel:
        """What a repository holds.

        Raises:
            HubError: there is nothing by that name, or not for us.
            Later: the hub does not answer, or asks to wait.
        """
        if not _REPO.fullmatch(repo) or ".." in repo or "--" in repo:
            raise NotThere(
                say(
                    "{repo} is no name of a model on the hub; names look like owner/model.",
                    repo=ascii(repo)[:80],
                )
            )
        address = f"{self.endpoint}/api/models/{quote(repo)}/revision/{quote(revision, safe='')}"
        found = self._json(f"{address}?blobs=true", repo)
        try:
            card = found.get("cardData") or {}
            return RemoteModel(
                repo=str(found.get("id") or repo),
                commit=_commit(found["sha"]),
                files=tuple(_file(each) for each in found["siblings"]),
                gated=bool(found.get("gated")),
                licence=str(card.get("license") or "") if isinstance(card, dict) else "",
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Damaged(
                say(
                    "The hub's answer about {repo} could not be understood; try again later.",
                    repo=repo,
                )
            ) from error

    def address(self, repo: str, commit: str, path: str) -> str:
        """Where a file is asked for; it may lead elsewhere."""
        return f"{self.endpoint}/{quote(repo)}/resolve/{commit}/{quote(path)}"

    def read(self, repo: str, commit: str, path: str, start: int, stop: int) -> bytes:
        """Bytes `start` to `stop` of a file, fewer at its end.

        Raises:
            HubError, Later: as `model`.
        """
        with self.open(self.address(repo, commit, path), repo, start, stop) as answer:
            skip = start if answer.status == 200 else 0
            data = bytearray()
            while len(data) < skip + stop - start and (piece := answer.some(AT_ONCE)):
                data += piece
            return bytes(data[skip : skip + stop - start])

    @contextmanager
    def open(
        self, address: str, what: str, start: int, stop: int, lines: Lines | None = None
    ) -> Iterator[Answer]:
        """A running answer with bytes `start` to `stop`: status 206, or 200 with the whole file.

        Args:
            what: named in sentences.
            lines: the connection can be cut by them.

        Raises:
            HubError, Later: as `model`.
        """

        def headers(url: str) -> dict[str, str]:
            return {"Range": f"bytes={start}-{stop - 1}", **self._signed(url)}

        with self._wire.ask(address, headers, lines or Lines()) as answer:
            if answer.status not in (200, 206):
                if answer.led and answer.status < 500 and "X-Error-Code" not in answer.headers:
                    # A signed address of the hub's storage has run out: a new one is given.
                    raise Later(
                        say(
                            "the hub's storage answered with error {status_code}",
                            status_code=answer.status,
                        )
                    )
                raise self._refused(answer, what)
            yield answer

    def search(self, text: str, limit: int = 50) -> list[dict[str, Any]]:
        """Repositories whose names match, as the hub tells of them, most downloaded first.

        Raises:
            HubError, Later: as `model`.
        """
        query = {
            "search": text,
            "filter": "safetensors",
            "sort": "downloads",
            "direction": "-1",
            "limit": str(limit),
            "expand": ["config", "downloads", "gated", "safetensors", "usedStorage"],
        }
        address = f"{self.endpoint}/api/models?{urlencode(query, doseq=True)}"
        found = self._json(address, say("the search"), f"{self.endpoint}/models")
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def _json(self, address: str, what: str, page: str = "") -> Any:
        with self._wire.ask(address, self._signed, Lines()) as answer:
            if answer.status != 200:
                raise self._refused(answer, what, page)
            data = answer.all(_LONGEST_ANSWER)
        try:
            return json.loads(data)
        except ValueError as error:
            raise Later(say("it sent something that is not JSON")) from error

    def _refused(self, answer: Answer, what: str, page: str = "") -> HubError | Later:
        return refusal(
            answer.status,
            answer.headers,
            what=what,
            page=page or f"{self.endpoint}/{what}",
            token=bool(self.access.token),
        )

    def _signed(self, address: str) -> dict[str, str]:
        """The token goes to the hub alone: where it leads us to is not told."""
        if not self.access.token or not address.startswith(f"{self.endpoint}/"):
            return {}
        return {"Authorization": f"Bearer {self.access.token}"}


def ask(question: Callable[[], T]) -> T:
    """A short question to the hub: whoever waits for the answer is told at once if none comes."""
    try:
        return question()
    except Later as error:
        raise Offline(
            say(
                "The hub could not be asked, because {why}; check the network and try again.",
                why=error.why,
            )
        ) from error


def patiently(error: Later, what: str) -> Offline:
    """The sentence, when waiting did not help."""
    return Offline(
        say(
            "{what} could not be fetched, because {why}; what has come so far is kept. "
            "Check the network and go on later.",
            what=what,
            why=error.why,
        )
    )


def _commit(value: object) -> str:
    text = str(value)
    if not text.isalnum() or not text.isascii():
        raise ValueError(text)
    return text


def _file(found: dict[str, Any]) -> RemoteFile:
    large = found.get("lfs")
    if isinstance(large, dict):
        return RemoteFile(
            str(found["rfilename"]), int(large["size"]), str(large["sha256"]).lower(), True
        )
    return RemoteFile(
        str(found["rfilename"]), int(found["size"]), str(found["blobId"]).lower(), False
    )
