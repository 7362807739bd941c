"""Tells that there is a newer Parlance, when asked, or by itself where the person wants that.

It compares versions and shows the page of the release; it never fetches or installs anything.
"""

from __future__ import annotations

import logging
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Slot

import app
from app.background import Background
from engine.errors import Failure
from ui.language import translate

if TYPE_CHECKING:
    from app.hub.lines import Lines
    from app.parts import Parts
    from app.releases import Release
    from app.settings import Settings
    from app.windows import Windows

log = logging.getLogger(__name__)

FIRST_MS = 30_000  # after the start, when everything else is there
EVERY_MS = 24 * 3_600_000


class Updates(QObject):
    """One for the app."""

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = windows
        self._store = windows.shared.store
        self._aside: Background | None = None
        self._asking: list[bool] = []  # whether the person asked, once for each running question
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look_again)
        self._wanted = self._store.value.look_for_updates
        self._store.changed.connect(self._follow)
        windows.opened.connect(self._take_window)

    @property
    def possible(self) -> bool:
        """Whether this build knows where releases are listed."""
        return bool(app.__releases__)

    @Slot()
    def start(self) -> None:
        """Look by itself from now on, if that is wanted."""
        if self._wanted and self.possible:
            self._timer.start(FIRST_MS)

    @Slot()
    def ask(self) -> None:
        """The person wants to know: every answer is told."""
        if not self.possible:
            self._windows.show_notice(
                translate(
                    "Updates",
                    "This Parlance does not know of a page with its releases, so it cannot tell "
                    "whether there is a newer one.",
                )
            )
            return
        self._look(asked=True)

    def stop(self) -> bool:
        """The app ends. False if the thread hangs."""
        self._timer.stop()
        if self._aside is None:
            return True
        self._lines.cut()
        return self._aside.stop()

    @cached_property
    def _lines(self) -> Lines:
        from app.hub.lines import Lines

        return Lines()

    @Slot(object)
    def _take_window(self, parts: Parts) -> None:
        parts.window.updates_requested.connect(self.ask)

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        wanted, self._wanted = self._wanted, settings.look_for_updates
        if self._wanted and not wanted and self.possible:
            self._look_again()
        elif not self._wanted:
            self._timer.stop()

    @Slot()
    def _look_again(self) -> None:
        self._timer.start(EVERY_MS)
        self._look(asked=False)

    def _look(self, *, asked: bool) -> None:
        from app.releases import newest

        if self._aside is None:
            self._aside = Background("updates")
        self._aside.run(
            partial(newest, app.__releases__, self._store.value.proxy, self._lines),
            partial(self._tell, asked),
            partial(self._tell_failure, asked),
        )

    def _tell(self, asked: bool, release: Release) -> None:
        from app.releases import is_newer

        if is_newer(release.version, app.__version__):
            words = translate("Updates", "Parlance {newest} is out; this is {version}.")
            self._windows.offer(
                words.format(newest=release.version, version=app.__version__),
                translate("Updates", "Open Its Page"),
                partial(_open, release.page),
            )
        elif asked:
            words = translate("Updates", "Parlance {version} is the newest there is.")
            self._windows.offer(words.format(version=app.__version__))

    def _tell_failure(self, asked: bool, failure: Failure) -> None:
        log.info("updates: %s", failure.message)
        if asked:
            self._windows.show_notice(failure.message)


def _open(page: str) -> None:
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl(page))
