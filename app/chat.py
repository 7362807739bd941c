"""Carries a chat between the window, the engine and the store. Holds no widget and no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.asking import Asking
from app.lazy_store import LazyStore
from app.open_chat import OpenChat
from app.running import Running
from app.store.ids import TEMPORARY
from app.tray import Tray
from ui.chat_settings_values import ChatSettings
from ui.language import QT_TRANSLATE_NOOP, translate
from ui.message_values import MessageView

if TYPE_CHECKING:
    from app.chat_records import Loaded

GONE = QT_TRANSLATE_NOOP("Chat", "That chat is no longer there.")

_Wish = tuple[int, int | None, str]  # a chat, a message in it, what to mark


class Chat(Asking):
    """The chat in the window: wishes come in, what to show and what to compute goes out.

    An answer goes on when another chat is opened; it is shown again when one comes back. A
    question in a second chat waits in the engine until the first is answered.
    """

    shown = Signal(list, bool)  # MessageViews instead of those before; keep the reader's place
    goal_found = Signal(int, list)  # a message that was looked for; ranges to mark
    let_go = Signal(int, bool)  # a temporary chat is left; with it the window closes
    leaving = Signal()  # another chat is about to be shown: save what is in the composer
    draft_found = Signal(str, tuple)  # that chat's text and Attachments
    settings_shown = Signal(object)  # ChatSettings: how the open chat is answered from now on

    def __init__(self, tray: Tray, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(tray, store, parent)
        self._opening: _Wish | None = None

    @property
    def wanted(self) -> int | None:
        """The chat that is shown, or about to be."""
        return self.id if self._opening is None else self._opening[0]

    @Slot(object)
    def change_settings(self, settings: ChatSettings) -> None:
        """Keep them with the open chat. An answer that is being written goes on as it began."""
        if settings == self.settings:
            return
        asked = self.id is not None
        kept = settings if asked or settings != self.fresh() else None
        self._open = replace(self._open, settings=kept)
        self.settings_shown.emit(settings)
        if not asked and self.unsent is None and kept is not None and self.place.ready:
            self.unsent = self.place.new_id()
        chat = self.id if asked else self.unsent
        if chat is not None:
            from app.chat_records import keep_settings

            self.place.write(partial(keep_settings, chat=chat, settings=kept, new=not asked))

    def take_unsent(self, loaded: Loaded) -> None:
        """What was left of a chat in which nothing was sent is gone on with here."""
        self.unsent = loaded.id
        if loaded.settings is not None and self._open.settings is None:
            self._open = replace(self._open, settings=loaded.settings)
            self.settings_shown.emit(self.settings)

    @Slot()
    def refresh_settings(self) -> None:
        """New chats are answered in another way: so is one that nobody has chosen for."""
        self.settings_shown.emit(self.settings)

    @Slot()
    def start_new(self) -> None:
        """An empty chat, with what was written for one. An answer goes on in its own chat."""
        self._opening = None
        if self.id is None and not self.temporary:
            self.shown.emit([], False)
            return
        self._show(OpenChat(), (), 0)
        self.draft_found.emit("", ())

    @Slot()
    def start_temporary(self) -> None:
        """An empty chat of which nothing is written to a disk."""
        self._opening = None
        if self.temporary and self.id is None:
            return
        store = self._store.temporary
        store.opened.connect(self.send_waiting, Qt.ConnectionType.UniqueConnection)
        store.start()
        self._show(OpenChat(), (), 0, temporary=True)
        self.draft_found.emit("", ())

    def adopt(self, loaded: Loaded) -> None:
        """The open chat goes on as another one that holds the same. The composer stays."""
        self._open = replace(loaded.conversation, settings=self._open.settings)
        self.temporary, self.unsent = loaded.id >= TEMPORARY, None
        self.shown.emit(self._with_running(loaded.views), True)
        self._tell_current()
        self.recorded.emit()

    @Slot(int)
    def open(self, chat: int, goal: int | None = None, query: str = "") -> None:
        """Show a stored chat; with `goal` at that message, where `query` is marked."""
        if chat != self.id or goal is not None:
            self._opening = (chat, goal, query)
            self._read(self._opening)
        else:
            self._opening = None

    def reshow(self, loaded: Loaded | None) -> None:
        """The open chat has changed in the store."""
        if loaded is None:
            self.notice.emit(translate("Chat", GONE))
        elif loaded.id == self.id and loaded.writing & self._over:
            from app.chat_records import load

            self._store.of(loaded.id).read(partial(load, chat=loaded.id), self.reshow)
        elif loaded.id == self.id:
            self._open = replace(loaded.conversation, settings=self._open.settings)
            self.shown.emit(self._with_running(loaded.views), True)
        self.recorded.emit()

    def part(self) -> None:
        """The window closes: what stands in its composer is kept. Answers go on."""
        self._take_up_waiting()
        self.leaving.emit()
        if (gone := self._to_let_go()) is not None:
            self.stop_in(frozenset({gone}))
            self.let_go.emit(gone, True)

    def leave(self) -> None:
        self.part()
        super().leave()

    def _read(self, wish: _Wish) -> None:
        from app.chat_records import find, load

        chat, goal, query = wish
        done = partial(self._take_loaded, wish)
        if goal is None:
            self._store.of(chat).read(partial(load, chat=chat), done)
        else:
            self._store.of(chat).write(partial(find, chat=chat, goal=goal, query=query), done)

    def _take_loaded(self, wish: _Wish, loaded: Loaded | None) -> None:
        if wish != self._opening:
            return  # overtaken by a later wish
        if loaded is not None and loaded.writing & self._over:
            self._read(wish)  # what was read is older than the end of its answer
            return
        self._opening = None
        if loaded is None:
            self.notice.emit(translate("Chat", GONE))
            self.recorded.emit()
            return
        if loaded.id == self.id:
            self.reshow(loaded)
        else:
            self._show(loaded.conversation, loaded.views, loaded.context_used)
            self.draft_found.emit(loaded.draft, loaded.draft_attachments)
        if loaded.goal is not None:
            self.goal_found.emit(loaded.goal, list(loaded.marked))

    def _show(
        self, chat: OpenChat, views: Sequence[MessageView], used: int, temporary: bool = False
    ) -> None:
        self._take_up_waiting()
        self.leaving.emit()
        gone = self._to_let_go()
        temporary = temporary or (chat.id is not None and chat.id >= TEMPORARY)
        if temporary or self.temporary:
            self.unsent = None  # it is in another place
        self.temporary = temporary
        self._open = chat
        self.shown.emit(self._with_running(views), False)
        self.settings_shown.emit(self.settings)
        self._tell_current()
        self.busy_changed.emit(self.busy)
        self.context_changed.emit(used, self._model.context if self._model else 0)
        if gone is not None:
            self.stop_in(frozenset({gone}))
            self.let_go.emit(gone, False)

    def _to_let_go(self) -> int | None:
        """The temporary chat that is left now, if there is anything in it."""
        chat = self.id if self.id is not None else self.unsent
        anything = self._open.said or self._composed.strip() or self._tray.attachments
        return chat if self.temporary and anything else None

    def _with_running(self, views: Sequence[MessageView]) -> list[MessageView]:
        """Answers that are being written as far as they are: the store knows a little less."""
        for running in self._running.values():
            said = self._open.get(running.answer)
            running.shown = said is not None
            if said is not None:
                self._open = self._open.put(replace(said, open=True))
        return [
            view if (now := self._running.get(view.id)) is None else _streaming(view, now)
            for view in views
        ]


def _streaming(view: MessageView, now: Running) -> MessageView:
    return replace(
        view,
        text=now.text,
        thinking=now.thinking,
        saw=tuple(now.saw),
        state="streaming",
        note="",
        can_continue=False,
    )
