"""A display that nobody sees."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator


def why_no_screen() -> str:
    """Empty if there can be one."""
    return "" if shutil.which("Xvfb") else "Xvfb is missing; on Debian, 'apt-get install xvfb'"


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A display of its own, by its name for DISPLAY; open to every user of this machine."""
    answer, ask = os.pipe()
    command = ["Xvfb", "-displayfd", str(ask), "-screen", "0", "1400x1000x24"]
    with subprocess.Popen(
        [*command, "-ac", "-nolisten", "tcp"],
        pass_fds=[ask],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(ask)
        try:
            with os.fdopen(answer) as line:
                number = line.readline().strip()  # comes when it is ready; empty if it ended
            if not number:
                raise OSError(f"Xvfb ended with code {server.wait()}")
            yield f":{number}"
        finally:
            server.terminate()
