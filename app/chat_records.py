"""Between the store and the window: what runs on the store's thread for the open chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from app.attachments import Attachment
from app.message_views import stats_of, thumbnail, view_of
from app.open_chat import Medium, OpenChat, Said
from app.sampling import packed, unpacked
from app.store.removal import Removed, put_back, remove
from app.store.store import ChatReader, ChatStore
from app.store.values import Attachment as Stored
from app.store.values import Chat as StoredChat
from app.store.values import Ending, Message, NewAttachment, State
from app.store.words import finder, fold
from engine.types import AudioPart, Done, ImagePart, Saw
from ui.chat_settings_values import ChatSettings
from ui.message_values import MessageView

MediumT = TypeVar("MediumT", ImagePart, AudioPart)


@dataclass(frozen=True)
class Turn:
    """A question and the answer to come.

    Attributes:
        new: the chat is not in the store yet.
        parent: the message before the question.
        settings: how the chat is answered, to be kept with its first question.
        queued: the message that has waited to become this question; None if the composer sent it.
    """

    chat: int
    new: bool
    parent: int | None
    question: int
    answer: int
    text: str
    attachments: tuple[Attachment, ...]
    model: str
    settings: ChatSettings = field(default_factory=ChatSettings)
    queued: int | None = None


@dataclass(frozen=True)
class Loaded:
    """A chat as it is opened.

    Attributes:
        said, views: the current path, for the model and for the reader.
        writing: answers among them that are not whole yet.
        context_used: tokens that its last answer ended with; 0 if nobody knows.
        goal: a message that was looked for, and what to mark in it.
        settings: how it is answered; None for a draft for which nobody has chosen that.
    """

    id: int
    said: tuple[Said, ...]
    views: tuple[MessageView, ...]
    writing: frozenset[int] = frozenset()
    context_used: int = 0
    draft: str = ""
    draft_attachments: tuple[Attachment, ...] = ()
    goal: int | None = None
    marked: tuple[tuple[int, int], ...] = ()
    settings: ChatSettings | None = None

    @property
    def conversation(self) -> OpenChat:
        return OpenChat(self.id, self.said, self.settings)


def begin(store: ChatStore, turn: Turn) -> tuple[Medium, ...]:
    """Keep the question and open the answer. What was attached comes back as stored files."""
    if turn.new:
        store.chats.add(turn.chat, model=turn.model)
    if turn.parent is None:
        keep_settings(store, turn.chat, turn.settings)
    new = keep(store, turn.attachments)
    store.messages.ask(turn.question, turn.chat, turn.parent, turn.text, new)
    store.answers.begin(turn.answer, turn.chat, turn.question, turn.model)
    if turn.queued is None:
        store.chats.set_draft(turn.chat, "")
    else:
        store.queue.remove(turn.queued)
    question = store.messages.get(turn.question)
    return () if question is None else tuple(_part(store, each) for each in question.attachments)


def begin_unseen(
    store: ChatStore, chat: int, queued: int, question: int, answer: int, model: str
) -> Loaded | None:
    """Send what has waited, at the end of its chat; None if either of them is gone."""
    found = store.chats.get(chat)
    waited = next((each for each in store.queue.of(chat) if each.id == queued), None)
    if found is None or waited is None:
        return None
    new = [NewAttachment(each.media, each.name) for each in waited.attachments]
    store.messages.ask(question, chat, found.leaf, waited.text, new)
    store.answers.begin(answer, chat, question, model)
    store.queue.remove(queued)
    return load(store, chat)


def edit(
    store: ChatStore, chat: int, original: int, question: int, answer: int, text: str, model: str
) -> Loaded | None:
    """Say something else instead of `original`, and open the answer to it."""
    store.messages.edit(question, original, text)
    store.answers.begin(answer, chat, question, model)
    return load(store, chat)


def answer_again(
    store: ChatStore, chat: int, question: int, answer: int, model: str
) -> Loaded | None:
    store.answers.begin(answer, chat, question, model)
    return load(store, chat)


def reword(store: ChatStore, chat: int, message: int, text: str) -> Loaded | None:
    """Put other words into an answer."""
    store.messages.reword(message, text)
    return load(store, chat)


def switch(store: ChatStore, chat: int, message: int) -> Loaded | None:
    store.messages.switch(message)
    return load(store, chat)


def delete(store: ChatStore, chat: int, message: int) -> tuple[Removed | None, Loaded | None]:
    """Delete a message and all that follows it; `restore` puts it back."""
    removed = remove(store.database, store.messages, message)
    if removed is not None:
        store.media.spare(part["media"] for part in removed.parts)
    return removed, load(store, chat)


def restore(store: ChatStore, removed: Removed) -> Loaded | None:
    put_back(store.database, removed)
    return load(store, removed.chat)


def take_back(store: ChatStore, question: int) -> None:
    """The turn came to nothing: the question is in the composer again."""
    remove(store.database, store.messages, question)


def ending(
    state: State, done: Done | None, thinking_s: float | None, saw: Sequence[Saw], error: str = ""
) -> Ending:
    return Ending(
        state=state,
        finish_reason=done.finish_reason if done else "",
        text=done.text if done else None,
        thinking=done.thinking if done and done.thinking else None,
        thinking_s=thinking_s,
        stats=asdict(done.stats) if done else None,
        saw=tuple(each.as_json() for each in saw),
        error=error,
    )


def keep_settings(
    store: ChatStore, chat: int, settings: ChatSettings | None, new: bool = False
) -> None:
    """How the chat is answered from now on. None: as new chats are, until something is asked.

    `new`: nothing was sent in the chat yet.
    """
    if new and store.chats.get(chat) is None:
        store.chats.add(chat)
    store.chats.set_system_prompt(chat, settings.system_prompt if settings else "")
    store.chats.set_sampling(chat, packed(settings) if settings else None)


def keep_draft(
    store: ChatStore, chat: int, new: bool, text: str, attachments: tuple[Attachment, ...] | None
) -> None:
    """What stands in the composer, for later. `new`: nothing was sent in the chat yet.

    `attachments`: None for those that it has.
    """
    if new and store.chats.get(chat) is None:
        store.chats.add(chat)
    if attachments is None:
        store.chats.set_draft_text(chat, text)
    else:
        store.chats.set_draft(chat, text, keep(store, attachments))


def unsent(store: ChatReader, taken: frozenset[int] = frozenset()) -> Loaded | None:
    """The chat that has a draft and nothing else, and is not among those `taken`."""
    chat = store.chats.unsent(taken)
    return None if chat is None else load(store, chat)


def load(store: ChatReader, chat: int, goal: int | None = None, query: str = "") -> Loaded | None:
    """The chat's current path; None if there is no such chat."""
    found = store.chats.get(chat)
    if found is None:
        return None
    messages = store.messages.window(chat).messages
    figures = (stats_of(message) for message in reversed(messages) if message.stats)
    text = next((message.text for message in messages if message.id == goal), "")
    pattern = finder(query)
    return Loaded(
        id=chat,
        said=tuple(_said(store, message) for message in messages),
        views=tuple(view_of(message, last=message is messages[-1]) for message in messages),
        writing=frozenset(each.id for each in messages if each.state == "streaming"),
        context_used=next((each.context_used for each in figures), 0),
        draft=found.draft.text,
        draft_attachments=tuple(
            attached
            for each in found.draft.attachments
            if (attached := as_given(store, each)) is not None
        ),
        goal=goal if text else None,
        marked=tuple(match.span() for match in pattern.finditer(fold(text))) if pattern else (),
        settings=_settings(found),
    )


def find(store: ChatStore, chat: int, goal: int, query: str) -> Loaded | None:
    """The chat with `goal` on its current path."""
    store.messages.show(goal)
    return load(store, chat, goal, query)


def keep(store: ChatStore, attachments: tuple[Attachment, ...]) -> list[NewAttachment]:
    """Their contents, in the store's folder."""
    return [
        NewAttachment(
            store.media.put(
                _content(attachment),
                attachment.name,
                attachment.kind,
                detail=attachment.detail,
                waveform=attachment.waveform,
                thumbnail=_packed(attachment.thumbnail),
            ),
            attachment.name,
        )
        for attachment in attachments
    ]


def _settings(chat: StoredChat) -> ChatSettings | None:
    if chat.sampling is None and not chat.system_prompt and chat.leaf is None:
        return None
    return unpacked(chat.system_prompt, chat.sampling)


def _content(attachment: Attachment) -> bytes:
    part = attachment.part
    if part.data is not None:
        return part.data
    return part.path.read_bytes() if part.path is not None else b""


def _packed(image: QImage | None) -> bytes:
    if image is None or image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _said(store: ChatReader, message: Message) -> Said:
    media = tuple(_part(store, each) for each in message.attachments)
    return Said(message.id, message.role, message.text, media, message.siblings)


def _part(store: ChatReader, stored: Stored) -> Medium:
    """The file; the content itself where there is no file, as in memory."""
    data = None
    if stored.path is None and not stored.missing:
        data = store.media.read(stored.media)
    make = ImagePart if stored.kind == "image" else AudioPart
    return make(path=stored.path, data=data, name=stored.name)


def part_in(store: ChatReader, message: int, number: int, kind: type[MediumT]) -> MediumT | None:
    """A message's picture or sound; None if it is gone, or of the other kind."""
    found = store.messages.get(message)
    if found is None or number >= len(found.attachments) or found.attachments[number].missing:
        return None
    part = _part(store, found.attachments[number])
    return part if isinstance(part, kind) else None


def as_given(store: ChatReader, stored: Stored) -> Attachment | None:
    """With its content, as if it had just been attached; None if that is gone."""
    if (data := store.media.read(stored.media)) is None:
        return None
    make = ImagePart if stored.kind == "image" else AudioPart
    return Attachment(
        part=make(data=data, name=stored.name),
        kind=stored.kind,
        name=stored.name,
        detail=stored.detail,
        thumbnail=thumbnail(store, stored),
        waveform=stored.waveform,
    )
