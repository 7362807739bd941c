"""Connections between what is about to be said and the window; see `app.wiring`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.parts import Parts
    from app.windows import Windows


def remind(windows: Windows) -> None:
    """Say in one window where messages wait since the last time."""
    if (front := windows.front) is not None:
        front.queues.remind(lambda chat: windows.showing(chat) is not None)


def wire_sending(parts: Parts) -> None:
    """Text between the composer and the chat: it is in one of them, and never in none."""
    window, chat = parts.window, parts.chat
    window.send_requested.connect(chat.send)
    window.draft_changed.connect(chat.note_draft)
    chat.draft_taken.connect(partial(window.set_draft, ""))
    chat.draft_sent.connect(window.empty_composer)
    chat.draft_returned.connect(window.put_above)
    chat.turn_withdrawn.connect(window.withdraw)


def wire_queue(parts: Parts) -> None:
    window, queues = parts.window, parts.queues
    window.queued_send_requested.connect(queues.send_now)
    window.queued_edit_requested.connect(queues.edit)
    window.queued_remove_requested.connect(queues.remove)
    window.queue_resume_requested.connect(queues.resume)
    queues.shown.connect(window.show_queue)
    queues.edited.connect(window.put_above)
    queues.edited.connect(parts.drafts.save)  # it is a draft before it leaves the queue
    queues.undo_offered.connect(parts.library.offer_undo)
    queues.notice.connect(window.show_notice)


def wire_temporary(parts: Parts) -> None:
    window, chat, temporary = parts.window, parts.chat, parts.temporary
    window.temporary_requested.connect(chat.start_temporary)
    window.keep_requested.connect(temporary.keep)
    chat.place_shown.connect(window.show_place)
    temporary.kept.connect(parts.drafts.save)
    temporary.undo_offered.connect(parts.library.offer_undo)
    temporary.notice.connect(window.show_notice)
