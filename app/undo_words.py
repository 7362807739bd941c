"""What was done to chats and folders, said beside the button that takes it back."""

from __future__ import annotations

_ONE = {
    "trash": "{} was moved to the trash.",
    "restore": "{} was taken out of the trash.",
    "archive": "{} was archived.",
    "unarchive": "{} was taken out of the archive.",
}
_MANY = {
    "trash": "{} chats were moved to the trash.",
    "restore": "{} chats were taken out of the trash.",
    "archive": "{} chats were archived.",
    "unarchive": "{} chats were taken out of the archive.",
}


def sentence(deed: str, subject: str, chats: int) -> str:
    """Empty for what anyone sees and can turn round without help: names, pins, places."""
    if deed == "delete_folder":
        return f"The folder “{subject}” was removed; its chats are still here."
    if deed not in _ONE:
        return ""
    if chats == 1:
        return _ONE[deed].format(f"“{subject}”" if subject else "The chat")
    return _MANY[deed].format(f"{chats:,}")
