"""Chats as Markdown, for people: the path that is looked at, pictures and sounds beside."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

from app.store.sinks import Names, Sink, free_name, sink, whole_file
from app.store.store import ChatReader
from app.store.values import Attachment, Chat, Message
from engine.sentences import say

Link = Callable[[Attachment], str]  # where its file lies, relative; empty if it is missing


def export_markdown(store: ChatReader, chats: Sequence[int], target: Path) -> int:
    """Write the chats to a folder, a .zip archive, or (one alone, without files) a .md file.

    One chat with pictures and a target "x.md" becomes "x.md" and the folder "x files".

    Returns:
        how many were written; chats that are gone are left out.

    Raises:
        UserError: the disk is full or unwilling.
    """
    found = [chat for id in chats if (chat := store.chats.get(id)) is not None]
    if target.suffix.lower() == ".md":
        for chat in found[:1]:
            _export_one(store, chat, target)
        return len(found[:1])
    names = Names()
    with sink(target) as out:
        for chat in found:
            folder = names.give(chat.row.title)
            files = _Files(store, out, f"{folder}/files/", "files/")
            text = markdown(chat, store.messages.window(chat.row.id).messages, files.link)
            out.write(f"{folder}/{folder}.md", text.encode())
    return len(found)


def _export_one(store: ChatReader, chat: Chat, target: Path) -> None:
    messages = store.messages.window(chat.row.id).messages
    beside = free_name(target.parent, f"{target.stem} files")
    if any(not a.missing for message in messages for a in message.attachments):
        with sink(target.with_name(beside)) as out:
            text = markdown(chat, messages, _Files(store, out, "", f"{beside}/").link)
    else:
        text = markdown(chat, messages, lambda _: "")
    with whole_file(target) as draft:
        draft.write_text(text, encoding="utf-8")


class _Files:
    """Writes each content once, and tells where it lies."""

    def __init__(self, store: ChatReader, out: Sink, folder: str, seen_from_text: str) -> None:
        self._store = store
        self._out = out
        self._folder = folder
        self._prefix = seen_from_text
        self._names = Names()
        self._written: dict[str, str] = {}

    def link(self, attachment: Attachment) -> str:
        if attachment.media not in self._written:
            self._written[attachment.media] = self._write(attachment)
        return self._written[attachment.media]

    def _write(self, attachment: Attachment) -> str:
        data = self._store.media.read(attachment.media)
        if data is None:
            return ""
        path = Path(attachment.name)
        suffix = path.suffix if re.fullmatch(r"\.\w{1,8}", path.suffix) else ""
        name = self._names.give(path.stem, suffix, otherwise=attachment.kind)
        self._out.write(f"{self._folder}{name}", data)
        return quote(f"{self._prefix}{name}")


def markdown(chat: Chat, messages: Sequence[Message], link: Link) -> str:
    """The chat as one Markdown text."""
    day = time.strftime("%Y-%m-%d", time.localtime(chat.row.created))
    about = " · ".join(filter(None, (day, chat.row.model)))
    blocks = [f"# {chat.row.title or say('Untitled chat')}", about]
    if chat.system_prompt:
        blocks += [f"## {say('System prompt')}", chat.system_prompt]
    for message in messages:
        blocks += _message(message, link)
    return "\n\n".join(blocks) + "\n"


def _message(message: Message, link: Link) -> list[str]:
    if message.role == "user":
        return [f"## {say('You')}", content(message, link)]
    blocks = [f"## {message.model or say('Assistant')}"]
    if message.thinking:
        thought = (
            say("Thought for {seconds:.0f} s", seconds=message.thinking_s)
            if message.thinking_s
            else say("Thought")
        )
        blocks += [f"<details><summary>{thought}</summary>", message.thinking, "</details>"]
    blocks.append(content(message, link))
    if why := _ending(message):
        blocks.append(f"*({why})*")
    return [block for block in blocks if block]


def _ending(message: Message) -> str:
    """Why an answer is not whole; empty if it is."""
    if message.state == "failed" and message.error:
        return say("failed: {error}", error=message.error)
    return {
        "stopped": say("stopped"),
        "interrupted": say("interrupted"),
        "streaming": say("interrupted"),
        "failed": say("failed"),
    }.get(message.state, "")


def content(message: Message, link: Link) -> str:
    """Text and attachments in the order in which they were given."""
    if not message.attachments:
        return message.text
    pieces: list[str] = []
    done = 0
    for attachment in message.attachments:
        pieces += [message.text[done : attachment.at], _attachment(attachment, link(attachment))]
        done = max(done, attachment.at)
    pieces.append(message.text[done:])
    return "\n\n".join(piece.strip() for piece in pieces if piece.strip())


def _attachment(attachment: Attachment, where: str) -> str:
    name = attachment.name.replace("[", "(").replace("]", ")") or attachment.kind
    if not where:
        return f"*({say('{name} is missing', name=name)})*"
    return f"![{name}]({where})" if attachment.kind == "image" else f"[{name}]({where})"
