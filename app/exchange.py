"""Chats that go out as files and come in from them."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.lazy_store import LazyStore
from ui.language import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store.store import ChatReader
    from app.store_thread import ImportReport

SLOW_MS = 2000
MOST_SENTENCES = 3  # of an import that had much to complain about


class Exchange(QObject):
    """Reads and writes beside the store's own work, so that an answer can be kept meanwhile."""

    imported = Signal()  # lists are out of date
    notice = Signal(str)

    def __init__(self, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._going = True

    @Slot(int, str, bool)
    def export(self, chat: int, path: str, thinking: bool = False) -> None:
        """As Markdown, or as JSON or PDF if the file is named so."""
        target = Path(path)
        write = partial(self._writer(target, thinking), chats=[chat], target=target)
        done = threading.Event()

        def work(store: ChatReader) -> int:
            try:
                return write(store)
            finally:
                done.set()

        self._store.of(chat).aside(work, partial(self._exported, target))
        QTimer.singleShot(SLOW_MS, self, partial(self._tell_slow, target, done))

    def stop(self) -> None:
        """What is being written is given up."""
        self._going = False

    def _writer(self, target: Path, thinking: bool) -> Callable[..., int]:
        match target.suffix.lower():
            case ".json" | ".zip":
                from app.store.chats_json import export_json

                return export_json
            case ".pdf":
                from app.export_pdf import export_pdf
                from ui.background import background

                background()  # it draws the formulas, and is made on this thread
                return partial(export_pdf, thinking=thinking, going=lambda: self._going)
        from app.store.export_markdown import export_markdown

        return export_markdown

    @Slot(str)
    def bring_in(self, path: str) -> None:
        """Whatever it is: ours, ChatGPT's, LM Studio's, Jan's."""
        self._store.bring_in(Path(path), self._brought_in)

    def _tell_slow(self, target: Path, done: threading.Event) -> None:
        """Thousands of messages on pages take half a minute: nobody should wonder."""
        if not done.is_set():
            said = translate("Exchange", "The chat is being exported to {target}…")
            self.notice.emit(said.format(target=target))

    def _exported(self, target: Path, count: int) -> None:
        if count:
            self.notice.emit(
                translate("Exchange", "The chat was exported to {target}.").format(target=target)
            )
        else:
            self.notice.emit(
                translate("Exchange", "That chat is no longer there, so nothing was exported.")
            )

    def _brought_in(self, report: ImportReport) -> None:
        self.imported.emit()
        count = len(report.chats)
        if count:
            self.notice.emit(translate("Exchange", "%Ln chat(s) came in.", "", count))
        for sentence in report.refused[:MOST_SENTENCES]:
            self.notice.emit(sentence)
        if (more := len(report.refused) - MOST_SENTENCES) > 0:
            self.notice.emit(translate("Exchange", "%Ln more could not be read.", "", more))
