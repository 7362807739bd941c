"""Where a second start of Parlance reaches the first one."""

from __future__ import annotations

import json
import logging
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from app.one_copy import FirstPlace

log = logging.getLogger(__name__)

LONGEST_PATH = 100  # bytes; systems take 104 or 108
MOST_BYTES = 1_000_000


class Doorbell(QObject):
    """Listens on a socket in the data folder, or where that path is too long in a folder of ours.

    Signals:
        rang: paths of files, perhaps none: come to the front with them.
    """

    rang = Signal(list)

    def __init__(self, place: FirstPlace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._path: Path | None = None
        self._socket: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._callers: set[_Caller] = set()

    @Slot()
    def start(self) -> None:
        """Listen. Where that is not possible, a second start opens a second Parlance."""
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.setblocking(False)
        try:
            path = self._path = _path(self._place.folder)
            path.unlink(missing_ok=True)  # of one that was killed; the lock says that it is gone
            listening.bind(str(path))
            path.chmod(0o600)
            listening.listen(4)
        except OSError as error:
            log.info("no doorbell: %s", error)
            listening.close()
            return
        self._socket = listening
        self._notifier = QSocketNotifier(listening.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._accept)
        self._place.announce(str(path))

    def close(self) -> None:
        for caller in list(self._callers):
            caller.hang_up()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        if self._socket is not None and self._path is not None:
            self._socket.close()
            with suppress(OSError):
                self._path.unlink()
                if self._path.parent != self._place.folder:
                    self._path.parent.rmdir()

    @Slot()
    def _accept(self) -> None:
        assert self._socket is not None
        with suppress(OSError):  # the caller has given up
            line, _ = self._socket.accept()
            self._callers.add(_Caller(line, self))

    def forget(self, caller: _Caller) -> None:
        self._callers.discard(caller)

    def answer(self, heard: bytes) -> bool:
        """False if that makes no sense."""
        try:
            files = [path for path in json.loads(heard)["files"] if isinstance(path, str)]
        except (ValueError, TypeError, KeyError):
            log.warning("not understood at the door")
            return False
        self.rang.emit(files)
        return True


class _Caller:
    """Hears one line, answers it if it makes sense, and hangs up."""

    def __init__(self, line: socket.socket, door: Doorbell) -> None:
        line.setblocking(False)
        self._line, self._door = line, door
        self._heard = bytearray()
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, door)
        self._notifier.activated.connect(self._hear)

    def hang_up(self) -> None:
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        self._line.close()
        self._door.forget(self)

    def _hear(self) -> None:
        try:
            data = self._line.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._heard += data
        if data and not self._heard.endswith(b"\n") and len(self._heard) < MOST_BYTES:
            return
        if self._heard.endswith(b"\n") and self._waits() and self._door.answer(bytes(self._heard)):
            with suppress(OSError):
                self._line.sendall(b"ok\n")
        self.hang_up()

    def _waits(self) -> bool:
        """False if it has given up meanwhile, and opened its files in a window of its own."""
        try:
            return self._line.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


def _path(folder: Path) -> Path:
    path = folder.absolute() / "door"
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="parlance-")) / "door"
