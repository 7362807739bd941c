"""Everything that one window needs, made and ended together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.background import Background
from app.chat import Chat
from app.chat_edits import ChatEdits
from app.drafts import Drafts
from app.engine_thread import EngineThread
from app.exchange import Exchange
from app.lazy_store import LazyStore
from app.library import Library
from app.picture_desk import PictureDesk
from app.player import Player
from app.queues import Queues
from app.recorder import MicrophoneStream, OpenStream, Recorder
from app.settings_store import SettingsStore
from app.shared import Shared
from app.shelf import Shelf
from app.temporary import Temporary
from app.thumbnails import Thumbnails
from app.tray import Tray
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from app.windows import Windows


@dataclass(frozen=True, eq=False)
class Parts:
    """A window with what belongs to it alone; what it shares with the others is at hand too."""

    windows: Windows
    shared: Shared
    window: MainWindow
    tray: Tray
    chat: Chat
    queues: Queues
    temporary: Temporary
    edits: ChatEdits
    drafts: Drafts
    library: Library
    thumbnails: Thumbnails
    exchange: Exchange
    recorder: Recorder
    player: Player
    pictures: PictureDesk

    @property
    def engine(self) -> EngineThread:
        return self.shared.engine

    @property
    def disk(self) -> Background:
        return self.shared.disk

    @property
    def store(self) -> SettingsStore:
        return self.shared.store

    @property
    def shelf(self) -> Shelf:
        return self.shared.shelf

    @property
    def chats(self) -> LazyStore:
        return self.shared.chats

    def end(self) -> None:
        """The window was closed, and the app goes on without it."""
        self.window.hide()
        self.recorder.stop()
        self.player.stop()
        self.pictures.stop()
        self.tray.stop()
        # Values that were asked for still arrive; after them nobody calls these any more.
        self.chats.write(lambda _: None, lambda _: self._delete())

    def _delete(self) -> None:
        """All but what may still be at work: an export, and the way back to a temporary chat."""
        self.window.deleteLater()
        for part in (self.tray, self.chat, self.queues, self.edits, self.drafts, self.library):
            part.deleteLater()
        for other in (self.thumbnails, self.recorder, self.player, self.pictures):
            other.deleteLater()

    def leave(self) -> bool:
        """Keep what is being written, and end the window's own threads. False if one hangs."""
        self.chat.leave()
        self.exchange.stop()
        workers = self.recorder, self.player, self.pictures, self.tray
        ended = [worker.stop() for worker in workers]  # all of them, whatever the first says
        return all(ended)

    def hide(self) -> None:
        """The app is about to end."""
        for each in self.windows.all:
            each.window.hide()

    def close(self) -> bool:
        """End the app, with all its windows. False if a thread hangs."""
        return self.windows.close()


def make_parts(
    windows: Windows,
    shared: Shared,
    window: MainWindow,
    open_stream: OpenStream = MicrophoneStream,
) -> Parts:
    """Parts that do not know of each other yet; see `app.wiring`."""
    chats = shared.chats
    tray = Tray()
    chat = Chat(tray, chats)
    queues = Queues(chat, tray, chats, shared.queues)
    return Parts(
        windows=windows,
        shared=shared,
        window=window,
        tray=tray,
        chat=chat,
        queues=queues,
        temporary=Temporary(chat, queues, chats),
        edits=ChatEdits(chat, chats),
        drafts=Drafts(chat, tray, chats),
        library=Library(chats, chat, shared.lists),
        thumbnails=Thumbnails(chats),
        exchange=Exchange(chats),
        recorder=Recorder(open_stream),
        player=Player(chats, tray),
        pictures=PictureDesk(chats, tray),
    )
