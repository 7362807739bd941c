"""Microphone and loudspeaker. Nothing is recorded, nothing is played, nobody is asked."""

from __future__ import annotations

import sys

from app.machine_check import Finding

# AVAuthorizationStatus: what has been decided about this program and the microphone.
_DECIDED = (
    Finding("ok", "not asked for yet; macOS asks at the first recording", {"permission": "open"}),
    Finding("not here", "this Mac's rules forbid it", {"permission": "restricted"}),
    Finding(
        "not here",
        "refused; System Settings > Privacy & Security > Microphone allows it",
        {"permission": "denied"},
    ),
    Finding("ok", "allowed", {"permission": "allowed"}),
)


def microphone() -> Finding:
    """On a Mac what has been decided, else whether there is one.

    A Mac decides about the program that was started: from a terminal, that is the terminal.
    """
    if sys.platform == "darwin":
        decided = _permission()
        if 0 <= decided < len(_DECIDED):
            return _DECIDED[decided]
        return Finding("no", f"macOS answered with {decided}", {"permission": decided})
    return _devices("max_input_channels", "microphone")


def sound() -> Finding:
    """Where answers in sound, and recordings, would be played."""
    return _devices("max_output_channels", "loudspeaker")


def _devices(channels: str, what: str) -> Finding:
    try:
        import sounddevice
    except OSError as error:  # the library below it
        # On Linux it is the system's; in the bundle it comes along.
        return Finding("no" if sys.platform == "darwin" else "not here", f"no PortAudio: {error}")
    found = [each["name"] for each in sounddevice.query_devices() if each[channels] > 0]
    if not found:
        return Finding("not here", f"no {what}", {"devices": []})
    return Finding("ok", ", ".join(found[:3]), {"devices": found})


def _permission() -> int:
    """[AVCaptureDevice authorizationStatusForMediaType:AVMediaTypeAudio], which asks nobody."""
    import ctypes

    from app.objc import Objects, constant, framework

    sound = constant(framework("AVFoundation"), "AVMediaTypeAudio")
    objects = Objects()
    status = objects.send(
        objects.named("AVCaptureDevice"),
        "authorizationStatusForMediaType:",
        sound,
        result=ctypes.c_long,
    )
    return int(status)
