"""A process that streams an answer until it is killed: `python store_child.py FOLDER`.

Standard output gets one line for each piece of text: when it was given, and its number.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

from app.store.opening import open_store
from app.store.writer import Listener, StoreWriter


def piece(number: int) -> str:
    return f"{number} "


def say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def main(folder: Path) -> None:
    writer = StoreWriter(
        partial(open_store, folder),
        Listener(opened=lambda _: None, call=lambda callback: callback(), waiting=say),
    )
    writer.start()
    chat, question = 1_000_000, 2_000_000 + 10 * os.getpid()  # ids fit into 30 bits
    answer = question + 1
    writer.write(lambda store: store.chats.add(chat, title="Counting"))
    writer.write(lambda store: store.messages.ask(question, chat, None, "Count."))
    writer.write(lambda store: store.answers.begin(answer, chat, question, "counter"))
    say(f"{answer}\n")
    number = 0
    while True:
        writer.append(answer, piece(number), "thinking" if number < 20 else "answer")
        say(f"{time.monotonic()} {number}\n")
        number += 1
        time.sleep(0.004)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
