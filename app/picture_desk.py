"""Pictures at their full size: to be looked at, saved, and shown where their files lie."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QImage

from app.background import Background
from app.errors import UserError, reason_of
from app.lazy_store import LazyStore
from app.tray import Tray
from app.whole_file import write_bytes
from engine.errors import Failure
from engine.types import ImagePart
from ui.language import translate
from ui.sound_state import IN_COMPOSER

if TYPE_CHECKING:
    from collections.abc import Callable


class PictureDesk(QObject):
    """Reads, decodes and copies on a thread of its own; holds none."""

    found = Signal(int, int, QImage)  # message, number of its attachment
    failed = Signal(int, int, str)  # a sentence in its place
    notice = Signal(str)

    def __init__(self, store: LazyStore, tray: Tray, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tray = tray
        self._background = Background("pictures")

    @Slot(int, int)
    def look(self, message: int, number: int) -> None:
        refuse = partial(self._refuse, message, number)

        def decode(part: ImagePart | None) -> None:
            if part is None:
                refuse(Failure("UserError", _gone()))
            else:
                show = partial(self.found.emit, message, number)
                self._background.run(partial(full_image, part), show, refuse)

        self._get(message, number, decode, refuse)

    @Slot(int, int, str)
    def save(self, message: int, number: int, path: str) -> None:
        """As it was attached, byte for byte."""
        target = Path(path)

        def write(part: ImagePart | None) -> None:
            if part is None:
                self.notice.emit(_gone())
            else:
                said = translate("Pictures", "The picture was saved to {target}.")
                told = said.format(target=target)
                self._background.run(
                    partial(_write, part, target), lambda _: self.notice.emit(told), self._tell
                )

        self._get(message, number, write, self._tell)

    @Slot(int, int)
    def reveal(self, message: int, number: int) -> None:
        """Parlance's own copy of it, where the system shows files."""

        def show(part: ImagePart | None) -> None:
            if part is None or part.path is None:
                self.notice.emit(_gone() if part is None else _no_file())
            else:
                show_file(part.path)

        self._get(message, number, show, self._tell)

    def stop(self) -> bool:
        """For good. False if the thread hangs."""
        return self._background.stop()

    def _get(
        self,
        message: int,
        number: int,
        then: Callable[[ImagePart | None], None],
        otherwise: Callable[[Failure], None],
    ) -> None:
        if message == IN_COMPOSER:
            then(self._tray.picture(number))
        else:
            from app.chat_records import part_in

            read = partial(part_in, message=message, number=number, kind=ImagePart)
            self._store.of(message).read(read, then, otherwise)

    def _refuse(self, message: int, number: int, failure: Failure) -> None:
        self.failed.emit(message, number, failure.message)

    def _tell(self, failure: Failure) -> None:
        self.notice.emit(failure.message)


def full_image(part: ImagePart) -> QImage:
    """Upright, and in any format that can be attached.

    Raises:
        MediaError: it cannot be read any more.
    """
    from engine.media.image import open_image

    rgb = open_image(part).rgb
    packed = rgb.tobytes()
    image = QImage(packed, rgb.width, rgb.height, 3 * rgb.width, QImage.Format.Format_RGB888)
    return image.copy()  # else it would point into `packed`


def show_file(path: Path) -> None:
    """In the Finder, or its folder in whatever shows folders elsewhere."""
    if sys.platform == "darwin":
        import subprocess  # not with the window

        subprocess.run(["/usr/bin/open", "-R", str(path)], check=False)
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _write(part: ImagePart, target: Path) -> None:
    from engine.media.source import read_media

    data = read_media(part).data
    try:
        write_bytes(target, data)
    except OSError as error:
        said = translate(
            "Pictures",
            "The picture could not be saved to {target}, because {reason}; choose another place.",
        )
        raise UserError(said.format(target=target, reason=reason_of(error))) from error


def _gone() -> str:
    return translate(
        "Pictures", "The picture is no longer in Parlance's folder, so it cannot be shown."
    )


def _no_file() -> str:
    return translate("Pictures", "The picture is not a file yet; save it first.")
