"""What stands in the composer survives: it belongs to its chat, and is kept while it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.chat import Chat
from app.lazy_store import LazyStore
from app.tray import Tray

if TYPE_CHECKING:
    from app.attachments import Attachment
    from app.chat_records import Loaded

PAUSE_MS = 400


class Drafts(QObject):
    """Signals:
    restored: text for the composer; attachments come from the tray.
    """

    restored = Signal(str)

    def __init__(
        self, chat: Chat, tray: Tray, store: LazyStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chat, self._tray, self._store = chat, tray, store
        self._text = ""
        self._kept: tuple[int | None, str, tuple[Attachment, ...]] = (None, "", ())
        self.taken: Callable[[], frozenset[int]] = frozenset  # unsent chats of other windows
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save)
        chat.draft_sent.connect(self._forget)

    @Slot(str)
    def take_text(self, text: str) -> None:
        """What the composer holds now. Who never pauses is kept up with all the same."""
        self._text = text
        if not self._pause.isActive():
            self._pause.start()

    @Slot()
    def take_attachments(self) -> None:
        """The tray holds others than before."""
        self._pause.start()

    @Slot()
    def save(self) -> None:
        """Now, if there is anything new. A chat in which nothing was sent gets its record."""
        self._pause.stop()
        attachments = self._tray.attachments
        chat = self._chat.id if self._chat.id is not None else self._chat.unsent
        if (chat, self._text, attachments) == self._kept:
            return
        if chat is None:
            if not self._text.strip() and not attachments:
                return
            if not self._chat.place.ready:
                self._pause.start()  # nobody who writes waits for a store that is being opened
                return
            chat = self._chat.unsent = self._chat.place.new_id()
        from app.chat_records import keep_draft

        known = self._kept[0] == chat and self._kept[2] == attachments
        self._kept = (chat, self._text, attachments)
        new = self._chat.id is None
        given = None if known else attachments  # pictures are not read again for every word
        self._chat.place.write(
            partial(keep_draft, chat=chat, new=new, text=self._text, attachments=given)
        )

    @Slot()
    def _forget(self) -> None:
        """What was sent is no draft any more; should it come back, it is kept anew."""
        self._kept = (None, "", ())

    @Slot(str, tuple)
    def restore(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        """Another chat is shown: what was left in its composer."""
        self._tray.empty()
        self._tray.put_back(attachments)
        self.restored.emit(text)
        self._text = text
        chat = self._chat.id if self._chat.id is not None else self._chat.unsent
        self._kept = (chat, text, self._tray.attachments)
        self._pause.stop()
        if self._chat.id is None and not text and not self._chat.temporary:
            self.look()

    @Slot()
    def look(self) -> None:
        """For what was written and never sent in any chat, while there is room for it."""
        from app.chat_records import unsent

        self._store.read(partial(unsent, taken=self.taken()), self._find)

    def bring(self, unsent: int) -> None:
        """What was written for a new chat, by the number under which it is kept."""
        from app.chat_records import load

        self._store.read(partial(load, chat=unsent), self._find)

    def _find(self, loaded: Loaded | None) -> None:
        blank = not self._text and not self._tray.attachments and not self._tray.reading
        if (
            loaded is None
            or loaded.id in self.taken()
            or not blank
            or self._chat.id is not None
            or self._chat.temporary
            or self._chat.waiting
        ):
            return
        self._chat.take_unsent(loaded)
        if loaded.draft or loaded.draft_attachments:
            self.restore(loaded.draft, loaded.draft_attachments)
