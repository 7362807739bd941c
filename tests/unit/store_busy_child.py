"""A process that streams while the store does something else, until it is killed.

python store_busy_child.py FOLDER WHAT

Standard output gets the answer's id, then for each piece of text that is written its number.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage
from app.store.carrying import put_in, putting_in
from app.store.opening import open_store
from app.store.store import ChatStore
from app.store.values import NewAttachment
from app.store.writer import Listener, StoreWriter
from tests.unit.store_child import piece, say

CHAT, QUESTION, ANSWER, SECOND = 1_000_000, 1_000_001, 1_000_002, 1_000_003
LENGTH = 900  # messages of a chat that comes in: several steps
EVERY = 5  # pieces of text between two disturbances


def picture(number: int) -> bytes:
    return bytes([number % 251]) * 3000


def carried(number: int, length: int) -> CarriedChat:
    def media(at: int) -> tuple[CarriedMedia, ...]:
        data = picture(number + at)
        return (CarriedMedia("p.png", "image", lambda: data),) if at < 4 else ()

    messages = tuple(
        CarriedMessage(
            str(at), str(at - 1) if at else None, "assistant" if at % 2 else "user", "word",
            attachments=media(at),
        )
        for at in range(length)
    )  # fmt: skip
    return CarriedChat(f"Whole {length}", messages, str(length - 1))


def switch(_: int, store: ChatStore) -> None:
    """To the other branch, away from the answer that is being written, and back."""
    leaf = store.messages.path(CHAT)[-1]
    store.messages.switch(SECOND if leaf == ANSWER else ANSWER)


def bring_in(number: int, store: ChatStore) -> Any:
    return putting_in(store, carried(number, LENGTH))


def keep(number: int, store: ChatStore) -> None:
    """What becomes of a temporary chat."""
    put_in(store, carried(number, 6))


def throw_away(number: int, store: ChatStore) -> Any:
    """Put a chat into the trash and empty it at once; pictures that others show stay."""
    kept = put_in(store, carried(number, 6))
    store.chats.trash([kept])
    put_in(store, carried(number + 2, 6))
    return store.emptying_trash(grace_s=0)


def wait_in_line(number: int, store: ChatStore) -> None:
    """A message waits with its picture; the one before it has been sent."""
    digest = store.media.put(picture(number), "p.png", "image")
    id = store.new_id()
    store.queue.add(id, CHAT, f"waits {number}", [NewAttachment(digest, "p.png")])
    for queued in store.queue.of(CHAT)[:-3]:
        question = store.new_id()
        new = [NewAttachment(each.media, each.name) for each in queued.attachments]
        store.messages.ask(question, CHAT, None, queued.text, new)
        store.queue.remove(queued.id)


DEEDS: dict[str, Callable[[int, ChatStore], Any]] = {
    "switch": switch,
    "import": bring_in,
    "keep": keep,
    "trash": throw_away,
    "queue": wait_in_line,
}


def begin(store: ChatStore) -> None:
    store.chats.add(CHAT, title="Counting")
    store.messages.ask(QUESTION, CHAT, None, "Count.")
    store.answers.begin(SECOND, CHAT, QUESTION, "counter")
    store.answers.begin(ANSWER, CHAT, QUESTION, "counter")


def main(folder: Path, what: str) -> None:
    writer = StoreWriter(
        partial(open_store, folder),
        Listener(opened=lambda _: None, call=lambda callback: callback(), waiting=say),
    )
    writer.start()
    writer.write(begin)
    writer.read(lambda _: None, lambda _: say(f"{ANSWER}\n"))
    number = 0
    while True:
        writer.append(ANSWER, piece(number))
        writer.read(lambda _: None, partial(lambda count, _: say(f"{count}\n"), number))
        if number % EVERY == 0 and writer.waiting < 10 * EVERY:
            writer.write(partial(DEEDS[what], number))
        number += 1
        time.sleep(0.002)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
