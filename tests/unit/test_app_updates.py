"""Whether there is a newer Parlance: asked of a server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

import app
from app.errors import UserError
from app.releases import is_newer, newest, order_of
from app.settings import load_settings
from app.shared import make_shared
from app.windows import Windows
from tests.unit.app_fakes import FakeEngine

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")

PAGE = "https://example.org/parlance/releases/tag/v9.1.0"


def test_versions_are_compared_as_numbers() -> None:
    ages = ["0.9", "0.10.0a1", "0.10.0b2", "0.10.0-rc1", "0.10.0", "0.10.1", "1.0", "v1.0.1"]
    for older, newer in pairwise(ages):
        assert is_newer(newer, older), (older, newer)
        assert not is_newer(older, newer)
    assert not is_newer("1.2.0", "1.2")
    assert not is_newer("nightly", "0.1.0")
    assert not is_newer("1.0.0; rm -rf", "0.1.0")
    assert order_of("") is None
    assert order_of("1" * 5000) is None


class Feed:
    """A list of releases that says what a test wants, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = json.dumps({"tag_name": "v9.1.0", "html_url": PAGE}).encode()
        self.hold: threading.Event | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feed.asked.append((self.path, dict(self.headers)))
                if feed.hold is not None:
                    feed.hold.wait(120)
                self.send_response(feed.status)
                self.send_header("Content-Length", str(len(feed.body)))
                self.end_headers()
                self.wfile.write(feed.body)

            def log_message(self, format: str, *args: object) -> None:
                """Nobody needs to hear of it."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Whoever asked has gone."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/repos/o/n/releases"

    def close(self) -> None:
        if self.hold is not None:
            self.hold.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Feed]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Feed()
    yield made
    made.close()


def test_nothing_but_the_request_is_sent(feed: Feed) -> None:
    found = newest(feed.address)
    assert (found.version, found.page) == ("9.1.0", PAGE)
    ((path, headers),) = feed.asked
    assert path == "/repos/o/n/releases/latest"
    sent = {name.lower(): value for name, value in headers.items()}
    assert sent["user-agent"] == "Parlance"
    assert not {"authorization", "cookie", "referer"} & set(sent)
    assert app.__version__ not in str(headers)


def test_a_proxy_of_the_settings_is_used(feed: Feed) -> None:
    found = newest("http://releases.invalid/list", feed.address.partition("/repos")[0])
    assert found.version == "9.1.0"
    assert feed.asked[0][0] == "http://releases.invalid/list/latest"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"{}"),
        (500, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"tag_name": "v2.0", "html_url": "javascript:alert(1)"}'),
        (200, b'{"tag_name": "v2.0", "html_url": "http://example.org"}'),
        (200, b'{"tag_name": "nightly", "html_url": "https://example.org"}'),
        (200, b'{"tag_name": null, "html_url": null}'),
        (200, b"9" * 2_000_000),
    ],
)
def test_an_answer_that_helps_nobody_is_one_sentence(feed: Feed, status: int, body: bytes) -> None:
    feed.status, feed.body = status, body
    with pytest.raises(UserError) as told:
        newest(feed.address)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


def test_nobody_there_is_one_sentence(feed: Feed) -> None:
    address = feed.address
    feed.close()
    with pytest.raises(UserError, match="check the network"):
        newest(address)


def test_a_server_that_never_answers_is_given_up(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.releases.STALL_S", 0.1)
    feed.hold = threading.Event()
    with pytest.raises(UserError, match="check the network"):
        newest(feed.address)


Start = Callable[[], Windows]


@pytest.fixture
def start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, feed: Feed, qtbot: QtBot
) -> Iterator[Start]:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(app, "__releases__", feed.address)
    made: list[Windows] = []

    def begin() -> Windows:
        windows = Windows(make_shared(FakeEngine))
        made.append(windows)
        qtbot.addWidget(windows.make().window)
        return windows

    yield begin
    for windows in made:
        assert windows.close()


def said(windows: Windows) -> list[str]:
    assert windows.front is not None
    return windows.front.window.notices.sentences


def menu_item(windows: Windows, words: str) -> None:
    assert windows.front is not None
    (found,) = [item for item in windows.front.window.findChildren(QAction) if item.text() == words]
    found.trigger()


def test_the_menu_tells_of_a_newer_one_and_opens_its_page(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("app.updates._open", opened.append)
    windows = start()
    menu_item(windows, "Check for Updates…")
    qtbot.waitUntil(lambda: bool(said(windows)))
    assert said(windows) == [f"Parlance 9.1.0 is out; this is {app.__version__}."]
    assert windows.front is not None
    (notice,) = windows.front.window.notices.notices
    assert notice.button is not None
    notice.button.click()
    assert opened == [PAGE]
    assert said(windows) == []


def test_the_menu_tells_that_this_is_the_newest(start: Start, feed: Feed, qtbot: QtBot) -> None:
    feed.body = json.dumps({"tag_name": app.__version__, "html_url": PAGE}).encode()
    windows = start()
    windows.updates.ask()
    qtbot.waitUntil(lambda: bool(said(windows)))
    assert said(windows) == [f"Parlance {app.__version__} is the newest there is."]


def test_the_menu_tells_what_went_wrong(start: Start, feed: Feed, qtbot: QtBot) -> None:
    feed.status = 503
    windows = start()
    windows.updates.ask()
    qtbot.waitUntil(lambda: bool(said(windows)))
    assert "could not be found out" in said(windows)[0]


def test_a_build_without_a_page_says_so_and_asks_nobody(
    start: Start, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "__releases__", "")
    windows = start()
    windows.updates.ask()
    assert "does not know of a page" in said(windows)[0]
    assert not windows.settings.window.general.updates.isEnabled()
    windows.shared.store.change("look_for_updates", True)
    assert not feed.asked


def test_nobody_is_asked_unless_the_person_wants_it(start: Start, feed: Feed) -> None:
    windows = start()
    windows.updates.start()
    assert not windows.updates._timer.isActive()
    assert windows.shared.store.value.look_for_updates is False
    assert not feed.asked


def test_turning_it_on_asks_at_once_and_from_then_on(
    start: Start, feed: Feed, qtbot: QtBot
) -> None:
    windows = start()
    switch = windows.settings.window.general.updates
    assert switch.isEnabled()
    switch.click()
    qtbot.waitUntil(lambda: bool(said(windows)))
    assert "9.1.0" in said(windows)[0]
    assert windows.updates._timer.isActive()
    qtbot.waitUntil(lambda: load_settings().look_for_updates)
    switch.click()
    assert not windows.updates._timer.isActive()
    assert len(feed.asked) == 1


def test_the_next_start_looks_by_itself_and_is_silent_where_there_is_nothing(
    start: Start, feed: Feed, qtbot: QtBot
) -> None:
    feed.status = 500
    first = start()
    first.shared.store.change("look_for_updates", True)
    qtbot.waitUntil(lambda: len(feed.asked) == 1)
    assert first.close()
    again = start()
    again.updates.start()
    assert again.updates._timer.isActive()
    again.updates._timer.timeout.emit()
    qtbot.waitUntil(lambda: len(feed.asked) == 2)
    aside = again.updates._aside
    assert aside is not None
    qtbot.waitUntil(lambda: not aside.busy)
    assert said(again) == []


def test_leaving_does_not_wait_for_an_answer(start: Start, feed: Feed, qtbot: QtBot) -> None:
    feed.hold = threading.Event()
    windows = start()
    windows.updates.ask()
    qtbot.waitUntil(lambda: bool(feed.asked))
    assert windows.updates.stop()
