"""What a person can want done with chats: said by the sidebar, passed on by the window."""

from __future__ import annotations

from PySide6.QtCore import Signal


class ChatWishes:
    """A part of `Sidebar` and of `ChatsWindow`.

    Signals (wishes):
        chat_chosen: id of a chat to open; also of the one that is open, if it is clicked.
        window_requested: the same, in a window of its own.
        new_chat_requested.
        rename_requested: id, title. pin_requested: id, whether to pin.
        move_requested: ids, and a folder's id or None.
        duplicate_requested, export_requested: id.
        archive_requested: ids, whether to archive. delete_requested, restore_requested: ids.
        folder_created: its name. folder_renamed: id, name.
        folder_deleted: id; its chats are meant to stay.
        folders_closed: ids of all folders that are closed now, for the settings.
        search_changed: what to look for; empty when the search is over.
        hit_chosen: chat, and a message's id or None.
        archive_opened, trash_opened: wishes for `show_archive`, `show_trash`.
        empty_trash_requested: it has been asked whether this is meant.
    """

    chat_chosen = Signal(int)
    window_requested = Signal(int)
    new_chat_requested = Signal()
    rename_requested = Signal(int, str)
    pin_requested = Signal(int, bool)
    move_requested = Signal(list, object)
    duplicate_requested = Signal(int)
    archive_requested = Signal(list, bool)
    delete_requested = Signal(list)
    export_requested = Signal(int)
    folder_created = Signal(str)
    folder_renamed = Signal(int, str)
    folder_deleted = Signal(int)
    folders_closed = Signal(list)
    search_changed = Signal(str)
    hit_chosen = Signal(int, object)
    trash_opened = Signal()
    archive_opened = Signal()
    restore_requested = Signal(list)
    empty_trash_requested = Signal()


WISHES = tuple(name for name, value in vars(ChatWishes).items() if isinstance(value, Signal))
