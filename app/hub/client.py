"""Talks to the hub. Every answer is a value, every refusal one sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

import httpx2 as httpx

from app import __version__
from app.hub.errors import Damaged, HubError, Later, NotThere, Offline, Refused
from app.hub.files import RemoteFile, RemoteModel
from engine.sentences import say

log = logging.getLogger(__name__)
# It tells every address, and some are signed: whoever reads the log could use them.
logging.getLogger("httpx2").setLevel(logging.WARNING)

T = TypeVar("T")
CONNECT_S = 10.0
STALL_S = 30.0  # a connection that is silent for so long is dead


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
                    "{endpoint!r} is no address of a hub or mirror; it should begin with https://.",
                    endpoint=endpoint,
                )
            )
        stall = self.access.stall_s
        try:
            self._client = httpx.Client(
                follow_redirects=True,
                timeout=httpx.Timeout(stall, connect=min(stall, CONNECT_S), pool=None),
                headers={
                    "User-Agent": f"parlance/{__version__}",
                    "Accept-Encoding": "identity",  # lengths and ranges must mean the file's bytes
                },
                proxy=self.access.proxy or None,
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            log.info("proxy: %s", type(error).__name__)  # its address may hold a password
            raise HubError(
                say(
                    "The proxy in the settings could not be used; "
                    "it should look like http://name:8080."
                )
            ) from error

    def close(self) -> None:
        self._client.close()

    def model(self, repo: str, revision: str = "main") -> RemoteModel:
        """What a repository holds.

        Raises:
            HubError: there is nothing by that name, or not for us.
            Later: the hub does not answer, or asks to wait.
        """
        address = f"{self.endpoint}/api/models/{quote(repo)}/revision/{quote(revision, safe='')}"
        found = self._json(address, repo, httpx.QueryParams({"blobs": "true"}))
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
        with self.open(self.address(repo, commit, path), repo, start, stop) as response:
            skip = start if response.status_code == 200 else 0
            data = b""
            for chunk in response.iter_raw():
                data += chunk
                if len(data) >= skip + stop - start:
                    break
            return data[skip : skip + stop - start]

    @contextmanager
    def open(self, address: str, what: str, start: int, stop: int) -> Iterator[httpx.Response]:
        """A running answer with bytes `start` to `stop`: status 206, or 200 with the whole file.

        Raises:
            HubError, Later: as `model`; `what` is named in sentences.
        """
        headers = {"Range": f"bytes={start}-{stop - 1}", **self._signed(address)}
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                if response.status_code not in (200, 206):
                    response.read()
                    if response.history and response.status_code < 500:
                        # A signed address of the hub's storage has run out: a new one is given.
                        raise Later(
                            say(
                                "the hub's storage answered with error {status_code}",
                                status_code=response.status_code,
                            )
                        )
                    raise _refusal(response, what, bool(self.access.token))
                yield response
        except httpx.HTTPError as error:
            raise Later(_reason(error)) from error

    def search(self, text: str, limit: int = 50) -> list[dict[str, Any]]:
        """Repositories whose names match, as the hub tells of them, most downloaded first.

        Raises:
            HubError, Later: as `model`.
        """
        query = httpx.QueryParams(
            {
                "search": text,
                "filter": "safetensors",
                "sort": "downloads",
                "direction": "-1",
                "limit": str(limit),
                "expand": ["config", "downloads", "gated", "safetensors", "usedStorage"],
            }
        )
        found = self._json(f"{self.endpoint}/api/models", say("the search"), query)
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def _json(self, address: str, what: str, query: httpx.QueryParams) -> Any:
        try:
            response = self._client.get(address, params=query, headers=self._signed(address))
        except httpx.HTTPError as error:
            raise Later(_reason(error)) from error
        if response.status_code != 200:
            raise _refusal(response, what, bool(self.access.token))
        try:
            return response.json()
        except ValueError as error:
            raise Later(say("it sent something that is not JSON")) from error

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


def _refusal(response: httpx.Response, what: str, token: bool) -> HubError | Later:
    status, code = response.status_code, response.headers.get("X-Error-Code", "")
    if status in (401, 403) and code == "GatedRepo":
        return Refused(
            say(
                "{what} is gated: its owner wants you to accept the terms on its page first; "
                "do so with the account of your access token.",
                what=what,
            )
            if token
            else say(
                "{what} is gated: its owner wants you to accept the terms on its page first; "
                "do so, then add an access token of your account.",
                what=what,
            )
        )
    if status in (401, 403) and code != "RepoNotFound" and token:
        return Refused(
            say(
                "The hub no longer accepts your access token for {what}; add a new one, or none if "
                "the model is open to everybody.",
                what=what,
            )
        )
    if status in (401, 404) and code in ("RepoNotFound", ""):
        return NotThere(
            say(
                "There is no model named {what} on the hub, or it is private; check the name.",
                what=what,
            )
            if token
            else say(
                "There is no model named {what} on the hub, or it is private; check the name, "
                "or add an access token.",
                what=what,
            )
        )
    if status == 404:
        return NotThere(
            say("{what} no longer has what is asked for; look at its page on the hub.", what=what)
        )
    if status == 403:
        return Refused(
            say("The hub does not let you have {what}; an access token may be needed.", what=what)
        )
    if status == 416:
        return Damaged(
            say("{what} has changed on the hub while it was fetched; start again.", what=what)
        )
    if status == 429:
        return Later(say("the hub asks to wait"), _seconds(response.headers.get("Retry-After")))
    return Later(say("the hub answered with error {status}", status=status))


def _seconds(text: str | None) -> float | None:
    return min(float(text), 300.0) if text and text.isdecimal() else None


def _reason(error: httpx.HTTPError) -> str:
    """The end of a sentence."""
    log.info("hub: %r", error)
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return say("the hub cannot be reached")
    if isinstance(error, httpx.TimeoutException):
        return say("the connection has gone silent")
    if isinstance(error, httpx.TooManyRedirects):
        return say("the hub leads round in circles")
    return say("the connection was lost")
