"""While there is work, macOS is told; a runtime of Objective-C is stood in for."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal

from app import window
from app.awake import USER_INITIATED, Awake, MacActivity, keep_awake
from app.machine_check import devices
from app.objc import Objects
from app.window import make_window


class Runtime:
    """Three functions as in libobjc, called through C. Notes each message with its values."""

    def __init__(self, answers: dict[str, int]) -> None:
        self.names: dict[int, str] = {}
        self.sent: list[tuple[str, ...]] = []
        self._answers = answers
        by_name = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_char_p)
        self.objc_getClass = by_name(self._name)  # the function's own name
        self.sel_registerName = by_name(self._name)
        pointer = ctypes.c_void_p
        message = ctypes.CFUNCTYPE(pointer, pointer, pointer, ctypes.c_uint64, ctypes.c_uint64)
        self.objc_msgSend = message(self._send)

    def _name(self, name: bytes) -> int:
        if name == b"Missing":
            return 0
        number = 0x7000_0000_0000 + len(self.names)  # does not fit into 32 bits
        self.names[number] = name.decode()
        return number

    def _send(self, receiver: int, selector: int, first: int, second: int) -> int:
        name = self.names[selector]
        if name == "stringWithUTF8String:":
            self.sent.append((name, ctypes.string_at(first).decode()))
        else:
            shown = [hex(value) for value in (first, second)[: name.count(":")]]
            self.sent.append((self.names.get(receiver, hex(receiver)), name, *shown))
        return self._answers.get(name, 0)


def test_an_activity_begins_with_its_reason_and_ends_with_its_token() -> None:
    token, process, text = 0x6000_1234_5678, 0x6000_0000_0001, 0x6000_0000_0002
    runtime = Runtime(
        {
            "processInfo": process,
            "beginActivityWithOptions:reason:": token,
            "retain": token,
            "stringWithUTF8String:": text,
        }
    )
    activity = MacActivity(Objects(runtime))
    activity.begin()
    activity.end()
    assert runtime.sent == [
        ("NSProcessInfo", "processInfo"),
        ("stringWithUTF8String:", "Parlance answers, loads or downloads"),
        (hex(process), "beginActivityWithOptions:reason:", hex(USER_INITIATED), hex(text)),
        (hex(token), "retain"),
        (hex(process), "endActivity:", hex(token)),
        (hex(token), "release"),
    ]


@pytest.mark.skipif(sys.platform != "darwin", reason="asks macOS itself")
def test_macos_takes_an_activity_and_its_end() -> None:
    activity = MacActivity()
    for _ in range(2):
        activity.begin()
        assert activity._token
        activity.end()
        assert not activity._token


def test_a_class_that_is_not_there_is_told() -> None:
    with pytest.raises(LookupError, match="no class Missing"):
        Objects(Runtime({})).named("Missing")


def test_the_permission_for_the_microphone_is_asked_of_the_same_runtime(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = 0x6000_0000_0003
    runtime = Runtime({"authorizationStatusForMediaType:": 2})
    objects = Objects(runtime)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("app.objc.framework", lambda name: name)
    monkeypatch.setattr("app.objc.constant", lambda *_: ctypes.c_void_p(kind))
    monkeypatch.setattr("app.objc.Objects", lambda: objects)
    assert devices.microphone().facts == {"permission": "denied"}
    assert runtime.sent == [("AVCaptureDevice", "authorizationStatusForMediaType:", hex(kind))]


class Told:
    """Stands in for the system."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def begin(self) -> None:
        self.heard.append("begin")

    def end(self) -> None:
        self.heard.append("end")


def test_the_system_is_told_once_when_work_begins_and_once_when_all_is_done() -> None:
    told, works = Told(), False
    watch = Awake(lambda: works, told)
    watch.look()
    assert told.heard == []
    works = True
    watch.look()
    watch.look()
    assert told.heard == ["begin"]
    works = False
    watch.look()
    watch.look()
    assert told.heard == ["begin", "end"]


@pytest.mark.usefixtures("qapp")
def test_an_answer_a_load_a_download_and_a_check_are_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = make_window(_no_engine)
    told = Told()
    try:
        watch = keep_awake(app.windows, told)
        assert watch is not None
        tick = app.shared.garbage.timer.timeout
        for place, name, value in (
            (type(app.engine), "busy", True),
            (type(app.engine), "loading", True),
            (type(app.windows.models.downloads), "share", 0.5),
            (type(app.windows.models._care), "busy", True),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(place, name, value)
                tick.emit()
                assert told.heard == ["begin"], name
            tick.emit()
            assert told.heard == ["begin", "end"], name
            told.heard.clear()
    finally:
        assert app.close()


def _no_engine() -> Any:
    raise AssertionError("nobody asks for one")


@pytest.mark.skipif(sys.platform == "darwin", reason="has the runtime")
def test_where_there_is_no_such_runtime_the_app_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert keep_awake(_Nobody()) is None  # type: ignore[arg-type]
    assert "no activities" in caplog.text


class _Nobody(QObject):
    opened = Signal()


def test_elsewhere_nobody_is_told() -> None:
    if sys.platform != "darwin":
        assert keep_awake(_Nobody()) is None  # type: ignore[arg-type]


def test_on_a_mac_qt_is_told_of_the_files_that_the_system_would_open_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As it compares them: the words as they were, or with whole paths."""
    monkeypatch.setattr(sys, "argv", ["app/__main__.py", "a.png"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "-P", "-m", "app", "a.png"])
    monkeypatch.chdir("/")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert window.command_line() == ["app/__main__.py", "app", "a.png", "/app", "/a.png"]
    monkeypatch.setattr(sys, "platform", "linux")
    assert window.command_line() == ["app/__main__.py"]
