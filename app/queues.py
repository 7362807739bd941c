"""Messages that were sent while the model was busy: each waits for the answer before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.chat import Chat
from app.lazy_store import LazyStore
from app.tray import Tray
from ui import wording
from ui.language import translate
from ui.message_values import QueuedView
from ui.values import AttachmentView

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.attachments import Attachment
    from app.queue_records import Waiting

MOST_NAMES = 3


@dataclass(frozen=True)
class Queued:
    """A message that waits. Its attachments are as they were in the composer."""

    view: QueuedView
    attachments: tuple[Attachment, ...] = ()

    @property
    def text(self) -> str:
        return self.view.text


@dataclass
class Queue:
    """What waits in one chat.

    Attributes:
        held: why it does not go on by itself; empty if it does.
        next: the person wants the first one sent as soon as the answer has stopped.
        place: id of the message that went back into the composer: what is sent from there next
            waits where that one did.
    """

    messages: list[Queued] = field(default_factory=list)
    held: str = ""
    next: bool = False
    place: int | None = None


class Queues(QObject):
    """A queue for every chat; it goes on whether the window shows that chat or not.

    What waits is in the store as soon as it is here, so that it outlives the app.

    Signals:
        shown: QueuedViews of the open chat, and why they are held; a sentence or nothing.
        edited: that text goes back into the composer; its attachments are in the tray.
        undo_offered: what was done; what takes it back.
    """

    shown = Signal(list, str)
    edited = Signal(str)
    undo_offered = Signal(str, object)
    notice = Signal(str)

    def __init__(
        self,
        chat: Chat,
        tray: Tray,
        store: LazyStore,
        queues: dict[int, Queue],
        parent: QObject | None = None,
    ) -> None:
        """`queues` by chat are those of all windows: answers move from one to another."""
        super().__init__(parent)
        self._chat, self._tray, self._store = chat, tray, store
        self._queues = queues
        chat.waiting_in = lambda chat: chat in self._queues and bool(self._queues[chat].messages)
        chat.queue_wanted.connect(self.add)
        chat.ended.connect(self.go_on)
        chat.draft_sent.connect(self._forget_place)
        chat.current_changed.connect(self.show_current)

    @Slot(str)
    def add(self, text: str) -> None:
        """What stands in the composer waits for the answer in the open chat."""
        from app.queue_records import add

        chat = self._chat.id
        assert chat is not None  # it is being answered
        sent, views = self._tray.attachments, tuple(self._tray.views)
        queue = self._of(chat)
        id = queue.place or self._store.of(chat).new_id()  # ids are in the order of what waits
        self._store.of(chat).write(partial(add, id=id, chat=chat, text=text, attachments=sent))
        later = (
            at
            for at, each in enumerate(queue.messages)
            if at >= queue.next and each.view.id > id  # what goes out next stays before all others
        )
        at = next(later, len(queue.messages))
        queue.messages.insert(at, Queued(QueuedView(id, text, views), sent))
        queue.held = ""  # who adds to it wants it to go on
        self._tray.clear()
        self._chat.draft_sent.emit()
        self._show(chat)

    @Slot(int, str)
    def go_on(self, chat: int, how: str) -> None:
        """An answer has ended in that chat."""
        queue = self._queues.get(chat)
        if queue is None or not queue.messages or how == "interrupted":
            return
        if how == "gone":  # sent or removed by another window
            del self._queues[chat]
            return
        wanted, queue.next = queue.next, False
        if wanted or (how == "whole" and not queue.held):
            self._send_first(chat)
        elif not queue.held:
            self._hold(chat, _why(how))

    @Slot(int)
    def send_now(self, message: int) -> None:
        """This one first. An answer that is being written is stopped for it."""
        if (chat := self._chat.id) is None:
            return
        queue = self._of(chat)
        if (wanted := self._take(queue, message)) is None:
            return
        queue.messages.insert(0, wanted)
        queue.held = ""
        if self._chat.busy:
            queue.next = True
            self._show(chat)
            self._chat.stop()
        else:
            self._send_first(chat)

    @Slot()
    def resume(self) -> None:
        """Go on with what was held."""
        if (chat := self._chat.id) is None or not (queue := self._of(chat)).messages:
            return
        queue.held = ""
        if self._chat.busy:
            self._show(chat)
        else:
            self._send_first(chat)

    @Slot(int)
    def edit(self, message: int) -> None:
        """Back into the composer, above what stands there; it keeps its place."""
        if (chat := self._chat.id) is not None and (removed := self._remove(message)) is not None:
            queue = self._of(chat)
            queue.place = min(message, queue.place or message)
            self._tray.put_back(removed.attachments)
            self.edited.emit(removed.text)  # kept as a draft from now on
            self._forget(message)

    @Slot(int)
    def remove(self, message: int) -> None:
        chat = self._chat.id
        if chat is not None and (removed := self._remove(message)) is not None:
            self._forget(message)
            self.undo_offered.emit(
                translate("Queues", "The waiting message was removed."),
                partial(self._put_back, chat, removed),
            )

    def move(self, chat: int, to: int) -> None:
        """The chat goes on as another one, and so does what waits in it."""
        from app.queue_records import put_back

        queue = self._queues.pop(chat, None)
        if queue is None or not queue.messages:
            return
        store, moved = self._store.of(to), []
        for each in queue.messages:
            id = store.new_id()
            moved.append(replace(each, view=replace(each.view, id=id)))
            work = partial(put_back, id=id, chat=to, text=each.text, attachments=each.attachments)
            store.write(work)
        self._queues[to] = replace(queue, messages=moved)

    @Slot(object)
    def show_current(self, _chat: int | None = None) -> None:
        """Another chat is shown. What waits there from an earlier time is held."""
        chat = self._chat.id
        if chat is None or chat in self._queues:
            self._show(chat)
            return
        from app.queue_records import waiting

        self.shown.emit([], "")
        self._store.of(chat).read(partial(waiting, chat=chat), partial(self._take_stored, chat))

    def remind(self, seen: Callable[[int], bool] = lambda _chat: False) -> None:
        """The chats are there: say where something waits since the last time, unless it is seen."""
        from app.queue_records import waiting_chats

        self._store.read(waiting_chats, partial(self._tell_waiting, seen))

    def _take_stored(self, chat: int, stored: tuple[Waiting, ...]) -> None:
        queue = self._of(chat)
        before = [
            Queued(QueuedView(each.id, each.text, _views(each.attachments)), each.attachments)
            for each in stored
        ]
        queue.messages = before + queue.messages  # what was added meanwhile
        if stored:
            queue.held = translate("Queues", "Not sent yet: Parlance ended before its turn came.")
        if chat == self._chat.id:
            self._show(chat)

    def _tell_waiting(
        self, seen: Callable[[int], bool], chats: tuple[tuple[int, str], ...]
    ) -> None:
        names = [name for chat, name in chats if not seen(chat)]
        if not names:
            return
        if len(names) == 1:
            words = translate("Queues", "A message that was not sent yet waits in “{chat}”.")
            self.notice.emit(words.format(chat=names[0]))
            return
        words = translate("Queues", "Messages that were not sent yet wait in {chats}.")
        some = [translate("Queues", "“{chat}”").format(chat=name) for name in names[:MOST_NAMES]]
        if others := len(names) - len(some):
            some.append(translate("Queues", "%n other(s)", "", others))
        self.notice.emit(words.format(chats=wording.listed(some)))

    def _send_first(self, chat: int) -> None:
        queue = self._of(chat)
        first = queue.messages.pop(0)
        if refused := self._chat.ask_queued(chat, first):
            queue.messages.insert(0, first)
            self._hold(chat, refused)
        else:
            self._show(chat)

    def _hold(self, chat: int, why: str) -> None:
        self._of(chat).held = why
        self._show(chat)

    def _put_back(self, chat: int, removed: Queued) -> None:
        from app.queue_records import put_back

        queue = self._of(chat)
        self._store.of(chat).write(
            partial(
                put_back,
                id=removed.view.id,
                chat=chat,
                text=removed.text,
                attachments=removed.attachments,
            )
        )
        queue.messages.append(removed)
        queue.messages.sort(key=lambda each: each.view.id)
        if not queue.held and chat not in self._chat.answering:
            queue.held = translate("Queues", "Not sent yet.")
        self._show(chat)

    def _remove(self, message: int) -> Queued | None:
        """Out of the open chat's queue; it is still in the store."""
        if (chat := self._chat.id) is None:
            return None
        removed = self._take(self._of(chat), message)
        self._show(chat)
        return removed

    @Slot()
    def _forget_place(self) -> None:
        """What stood in the composer was sent: what is written next is something else."""
        if self._chat.id in self._queues:
            self._queues[self._chat.id].place = None

    def _forget(self, message: int) -> None:
        self._store.of(message).write(lambda store: store.queue.remove(message))

    def _take(self, queue: Queue, message: int) -> Queued | None:
        found = next((each for each in queue.messages if each.view.id == message), None)
        if found is not None:
            queue.messages.remove(found)
        return found

    def _of(self, chat: int) -> Queue:
        return self._queues.setdefault(chat, Queue())

    def _show(self, chat: int | None) -> None:
        if chat == self._chat.id:
            queue = Queue() if chat is None else self._of(chat)
            views = [each.view for each in queue.messages]
            self.shown.emit(views, queue.held if views else "")


def _why(how: str) -> str:
    return {
        "failed": translate("Queues", "Not sent, because the answer before it failed."),
        "stopped": translate("Queues", "Not sent, because the answer was stopped."),
        "context": translate("Queues", "Not sent, because the model's context is full."),
    }.get(how, "")


def _views(attachments: tuple[Attachment, ...]) -> tuple[AttachmentView, ...]:
    return tuple(
        AttachmentView(number, each.kind, each.name, each.detail, each.thumbnail, each.waveform)
        for number, each in enumerate(attachments)
    )
