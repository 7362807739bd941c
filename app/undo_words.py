"""What was done to chats and folders, said beside the button that takes it back."""

from __future__ import annotations

from ui.language import translate


def sentence(deed: str, subject: str, chats: int) -> str:
    """Empty for what anyone sees and can turn round without help: names, pins, places."""
    if deed == "delete_folder":
        words = translate("Undo", "The folder “{name}” was removed; its chats are still here.")
        return words.format(name=subject)
    if chats == 1 and subject:
        return _named(deed).format(name=subject)
    return _counted(deed, chats)


def _named(deed: str) -> str:
    return {
        "trash": translate("Undo", "“{name}” was moved to the trash."),
        "restore": translate("Undo", "“{name}” was taken out of the trash."),
        "archive": translate("Undo", "“{name}” was archived."),
        "unarchive": translate("Undo", "“{name}” was taken out of the archive."),
    }.get(deed, "")


def _counted(deed: str, chats: int) -> str:
    """English says "The chat" of one, which its translation file knows."""
    return {
        "trash": translate("Undo", "%Ln chats were moved to the trash.", "", chats),
        "restore": translate("Undo", "%Ln chats were taken out of the trash.", "", chats),
        "archive": translate("Undo", "%Ln chats were archived.", "", chats),
        "unarchive": translate("Undo", "%Ln chats were taken out of the archive.", "", chats),
    }.get(deed, "")
