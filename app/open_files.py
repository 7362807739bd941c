"""What comes from outside a window: files on the command line or the Dock icon, links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from app.links import follow, is_link
from app.windows import Windows


class OpenFiles(QObject):
    """Files become attachments in the front window; until there is one they are kept. So are links,
    which `app.links` follows.
    """

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = windows
        self._waiting: list[str] = []

    @Slot(str)
    def offer_one(self, path: str) -> None:
        self.offer([path])

    @Slot(list)
    def offer(self, paths: Sequence[str]) -> None:
        """Come to the front with them; without any, just come to the front."""
        self._waiting += paths
        if not self._windows.waits:
            self._come()

    @Slot()
    def go_on(self) -> None:
        """The windows of the last time are back."""
        if self._waiting:
            self._come()

    def _come(self) -> None:
        """A chat that is on its way to the window is shown first: what the composer holds then
        belongs to that chat.
        """
        self._windows.front_or_new().window.show_up()
        self._windows.shared.chats.read(lambda _: None, lambda _: self._give())

    def _give(self) -> None:
        front = self._windows.front_or_new()
        waiting, self._waiting = self._waiting, []
        if paths := [each for each in waiting if not is_link(each)]:
            front.window.files_offered.emit(paths)
        for link in filter(is_link, waiting):
            follow(self._windows, link)
