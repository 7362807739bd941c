"""Whether a window can open here. Asked before Qt starts, since Qt aborts where it cannot."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def why_no_display() -> str:
    """The reason why no window can open, as the start of a sentence; empty if one can."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    display, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    if not display and not wayland:
        return "There is no display"
    if wayland and _answers_at(_wayland_socket(wayland)):
        return ""
    if not display:
        return f"The display {wayland} does not answer"
    return _why_no_x11(display)


def _why_no_x11(display: str) -> str:
    """Try it with the library that Qt uses itself: permissions are then tested too."""
    import ctypes  # not above: where the platform is given, nothing has to be asked

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
        ctypes.CDLL("libxcb-cursor.so.0")  # Qt's plugin aborts without it
    except OSError as error:
        return f"A library for the display is missing ({_library(error)})"
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return f"The display {display} does not answer" if failed else ""


def _wayland_socket(name: str) -> Path:
    return Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user/0")) / name


def _answers_at(path: Path) -> bool:
    import socket

    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            probe.connect(str(path))
    except OSError:
        return False
    return True


def _library(error: OSError) -> str:
    return str(error).split(":", 1)[0]
