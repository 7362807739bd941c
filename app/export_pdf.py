"""A chat as PDF: pages with its pictures, words that can be selected, and numbers at the foot."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDateTime, QFile, QFileDevice, QLocale, QMarginsF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from app.errors import UserError
from app.pdf.blocks import set_markdown
from app.pdf.lines import Style, set_text
from app.pdf.media import set_missing, set_picture, set_sound
from app.pdf.pages import Pages
from app.pdf.paper import POINT, Paper, font, ink, paper
from app.pdf.slices import Box, Slice, space, together
from app.pdf.spaces import mend_spaces
from app.store.sinks import whole_file
from app.store.store import ChatReader
from app.store.values import Attachment, Chat, Message
from ui.language import translate

PAD = 9 * POINT
_LABEL_GAP = 3 * POINT
_TURN_GAP = 16 * POINT
_SHORT = 14  # slices: up to three lines with an attachment or two
Going = Callable[[], bool]  # false once nobody waits for it any more


def export_pdf(
    store: ChatReader,
    chats: Sequence[int],
    target: Path,
    *,
    thinking: bool = False,
    going: Going = lambda: True,
) -> int:
    """Write the first of the chats that is there. Not on the main thread: long ones take seconds.

    Args:
        thinking: with the thoughts before the answers.

    Returns:
        how many were written: 0 if there is no such chat.

    Raises:
        UserError: the disk is full or unwilling, or it was given up; nothing half-written stays.
    """
    found = [chat for id in chats if (chat := store.chats.get(id)) is not None]
    for chat in found[:1]:
        messages = store.messages.window(chat.row.id).messages
        with whole_file(target) as draft:
            _write(store, chat, messages, draft, thinking, going)
    return len(found[:1])


def _write(
    store: ChatReader,
    chat: Chat,
    messages: Sequence[Message],
    draft: Path,
    thinking: bool,
    going: Going,
) -> None:
    page = paper()
    with _file(draft) as file:
        title = _title(chat)
        writer = QPdfWriter(file)
        writer.setTitle(title)
        writer.setCreator("Parlance")
        writer.setResolution(round(72 * POINT))
        writer.setPageSize(QPageSize(page.size))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        painter = QPainter(writer)
        try:
            pages = Pages(painter, page, title, writer.newPage)
            pages.put(set_head(chat, page))
            for at, message in enumerate(messages):
                if not going():
                    raise UserError(translate("Pdf", "The export was given up."))
                if file.error() != QFileDevice.FileError.NoError:
                    break  # `_file` says why
                made = set_message(store, message, page, thinking=thinking)
                pages.put(_with_next(made) if at < len(messages) - 1 else made)
            pages.finish()
        finally:
            painter.end()


def set_head(chat: Chat, page: Paper) -> list[Slice]:
    """Title, day, model, and what the model was told before all."""
    when = QDateTime.fromSecsSinceEpoch(round(chat.row.created)).date()
    day = QLocale().toString(when, QLocale.FormatType.LongFormat)
    about = " · ".join(filter(None, (day, chat.row.model)))
    slices = set_text(_title(chat), Style(font("title"), ink("text"), spacing=1.15), page.width)
    slices += [space(4 * POINT)]
    slices += set_text(about, Style(font("label"), ink("secondary")), page.width)
    slices = [replace(one, keep=True) for one in slices]
    if chat.system_prompt:
        words = Style(font("body", 0.95), ink("text"))
        lines = together(set_text(chat.system_prompt, words, page.width - 2 * PAD, PAD))
        name = translate("Pdf", "System prompt")
        slices += [space(_TURN_GAP, keep=True), *_label(name, page), *_boxed(lines, page.width)]
    return slices


def set_message(store: ChatReader, message: Message, page: Paper, *, thinking: bool) -> list[Slice]:
    if message.role == "user":
        made = [*_label(translate("Pdf", "You"), page), *_set_question(store, message, page)]
    else:
        name = message.model or translate("Pdf", "Assistant")
        made = [*_label(name, page), *_set_answer(message, page, thinking)]
    return [space(_TURN_GAP, keep=True), *made]


def _with_next(slices: list[Slice]) -> list[Slice]:
    """A short question stands on one page with the beginning of its answer."""
    if len(slices) > _SHORT or not all(one.keep for one in slices[1:-1]):
        return slices
    return [*slices[:-1], replace(slices[-1], keep=True)]


def _set_question(store: ChatReader, message: Message, page: Paper) -> list[Slice]:
    slices: list[Slice] = []
    for attachment in message.attachments:
        slices += [*_set_attachment(store, attachment, page), space(6 * POINT, keep=True)]
    if message.text.strip():
        style = Style(font("body"), ink("text"))
        lines = together(set_text(message.text.strip(), style, page.width - 2 * PAD, PAD))
        slices += _boxed(lines, page.width)
    return slices


def _set_attachment(store: ChatReader, attachment: Attachment, page: Paper) -> list[Slice]:
    if attachment.kind == "audio":
        slices = set_sound(attachment, page.width)
    elif attachment.missing:
        slices = set_missing(attachment.name, page.width)
    else:
        data = store.media.read(attachment.media)
        slices = set_picture(data, attachment.name, page, page.width)
    return [replace(one, keep=True) for one in slices]


def _set_answer(message: Message, page: Paper, thinking: bool) -> list[Slice]:
    slices: list[Slice] = []
    if message.thinking:
        slices += _set_thinking(message, page, thinking)
    if message.text.strip():
        slices += set_markdown(message.text, page.width)
    if ending := _ending(message):
        style = Style(font("body", 0.95), ink("secondary"))
        if slices:
            slices += [space(5 * POINT, keep=True)]
        slices += set_text(ending, style, page.width)
    return slices


def _set_thinking(message: Message, page: Paper, shown: bool) -> list[Slice]:
    """That it thought, and for how long; the thoughts only if they are wanted."""
    if message.thinking_s:
        words = translate("Pdf", "Thought for {seconds} s")
        words = words.format(seconds=QLocale().toString(round(message.thinking_s)))
    else:
        words = translate("Pdf", "Thought")
    line = set_text(words, Style(font("small"), ink("secondary")), page.width)
    gap = space(5 * POINT, keep=True)
    if not shown:
        return [*(replace(one, keep=True) for one in line), gap]
    thoughts = set_markdown(message.thinking, page.width - 2 * PAD, PAD, quiet=True)
    return [*(replace(one, keep=True) for one in line), *_boxed(thoughts, page.width), gap]


def _ending(message: Message) -> str:
    match message.state:
        case "stopped":
            return translate("Pdf", "(stopped)")
        case "interrupted" | "streaming":
            return translate("Pdf", "(interrupted)")
        case "failed":
            return translate("Pdf", "(failed: {reason})").format(reason=message.error)
    return ""


def _title(chat: Chat) -> str:
    return " ".join(chat.row.title.split()) or translate("Pdf", "Untitled chat")


def _label(name: str, page: Paper) -> list[Slice]:
    style = Style(font("label"), ink("accent"), spacing=1.2)
    lines = [replace(one, keep=True) for one in set_text(name, style, page.width)]
    return [*lines, space(_LABEL_GAP, keep=True)]


def _boxed(lines: list[Slice], width: float) -> list[Slice]:
    box = Box(0, width, ink("raised"), 80)
    above, below = Slice(PAD * 0.75, keep=True), Slice(PAD * 0.75)
    held = [above, *lines[:-1], *(replace(one, keep=True) for one in lines[-1:]), below]
    return [one.inside(box) for one in held]


@contextmanager
def _file(path: Path) -> Iterator[QFile]:
    """A file to write to, which is whole when all went well.

    Raises:
        OSError: it is not. `QPdfWriter` itself tells nobody.
    """
    path.open("wb").close()  # Qt would only say that something hinders it, not what
    file = QFile(str(path))
    opened = file.open(QFile.OpenModeFlag.WriteOnly)
    try:
        yield file
        written = opened and file.flush() and file.error() == QFileDevice.FileError.NoError
    finally:
        file.close()
    if not written or not _whole(path):
        with path.open("ab") as again:
            again.write(bytes(1 << 16))  # raises what hindered Qt, if it still does
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    mend_spaces(path)


def _whole(path: Path) -> bool:
    """Its end points to its table of contents, which stands there: no byte is missing before."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64))
        words = file.read().split()
        if words[-1:] != [b"%%EOF"] or not words[-2].isdigit():
            return False
        file.seek(int(words[-2]))
        return file.read(4) == b"xref"
