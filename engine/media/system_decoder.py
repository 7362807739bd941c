"""Formats that the bundled decoder lacks (AAC, M4A), through macOS's own `afconvert`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

_AFCONVERT = "/usr/bin/afconvert"
_LIMIT_S = 60


def decode_with_system(data: bytes) -> bytes | None:
    """The sound as a 16-bit WAV file, or `None` where the system cannot."""
    if sys.platform != "darwin":
        return None
    return _afconvert(data)


def _afconvert(data: bytes) -> bytes | None:
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "in"), Path(folder, "out.wav")
        before.write_bytes(data)
        command = [_AFCONVERT, "-f", "WAVE", "-d", "LEI16", str(before), str(after)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_LIMIT_S, check=False)
            return after.read_bytes() if done.returncode == 0 else None
        except (OSError, subprocess.TimeoutExpired):
            return None
