"""Tells macOS while there is work, so that it does not take the app for idle.

An app that nobody sees for a while gets little processor, slow timers and a slow disk and network
(App Nap), and a Mac that nobody touches goes to sleep: an answer would stop in mid-word, a download
overnight. Both ask whether the app has an activity; it has one from the moment at which somebody
waits for something until all of it is done, and none when it rests.
"""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Slot

from app.objc import Objects, framework

if TYPE_CHECKING:
    from app.windows import Windows

log = logging.getLogger(__name__)

# NSActivityUserInitiated: neither App Nap nor sleep by itself. The screen may go dark.
USER_INITIATED = 0x00FFFFFF


class Activity(Protocol):
    """What the system is told."""

    def begin(self) -> None: ...
    def end(self) -> None: ...


class MacActivity:
    """[NSProcessInfo beginActivityWithOptions:reason:]. For the main thread.

    Raises:
        OSError, LookupError: this is no Mac.
    """

    def __init__(self, objects: Objects | None = None) -> None:
        if objects is None:
            framework("Foundation")
        self._objects = objects or Objects()
        self._process = self._objects.send(self._objects.named("NSProcessInfo"), "processInfo")
        self._token = 0

    def begin(self) -> None:
        """`pmset -g assertions` shows the reason while it lasts."""
        token = self._objects.send(
            self._process,
            "beginActivityWithOptions:reason:",
            ctypes.c_uint64(USER_INITIATED),
            self._objects.text("Parlance answers, loads or downloads"),
        )
        self._token = self._objects.send(token, "retain")

    def end(self) -> None:
        token, self._token = self._token, 0
        self._objects.send(self._process, "endActivity:", ctypes.c_void_p(token))
        self._objects.send(token, "release", result=None)


class Awake(QObject):
    """Has an activity while there is work. Looks when it is told to: nobody waits for it."""

    def __init__(
        self, working: Callable[[], bool], activity: Activity, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._working = working
        self._activity = activity
        self._begun = False

    @Slot()
    def look(self) -> None:
        """Begin or end the activity, if that has changed."""
        if (working := self._working()) == self._begun:
            return
        self._begun = working
        if working:
            self._activity.begin()
        else:
            self._activity.end()


def keep_awake(windows: Windows, activity: Activity | None = None) -> Awake | None:
    """From now on. None where no system asks for it; `activity` is the Mac's by default."""
    if activity is None and sys.platform != "darwin":
        return None
    try:
        activity = activity or MacActivity()
    except (OSError, LookupError) as error:
        log.warning("no activities: %s", error)
        return None
    engine, models = windows.shared.engine, windows.models
    awake = Awake(lambda: engine.busy or engine.loading or models.working, activity, windows)
    # Several times a second while the engine is at it, else every two seconds: no timer more.
    windows.shared.garbage.timer.timeout.connect(awake.look)
    return awake
