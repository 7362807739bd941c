"""parlance:// links, from a browser, a note or a script. They prepare; the person decides.

parlance://new?text=WORDS      the words in the composer of a new chat; nothing is sent
parlance://model?repo=ORG/NAME the models' window, with a search for it; nothing is downloaded
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.parts import Parts
    from app.windows import Windows

SCHEME = "parlance:"
LONGEST = 20_000  # characters of a message
_LONGEST_LINK = 10 * LONGEST  # each may be written as "%E4%BD%A0"
_SHOWN = 60  # characters of a link that is not understood

# Letters that turn the direction of what follows: the words would not be what they look like.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class NewChat:
    """`cut`: there was more."""

    text: str
    cut: bool = False


@dataclass(frozen=True)
class ModelPage:
    repo: str


def is_link(word: str) -> bool:
    return word[: len(SCHEME)].lower() == SCHEME


def read_link(link: str) -> NewChat | ModelPage | None:
    """What it asks for; None for anything unknown."""
    from urllib.parse import parse_qs, urlsplit

    try:
        parts = urlsplit(link[:_LONGEST_LINK])
        given = parse_qs(parts.query, max_num_fields=8, errors="replace")
    except ValueError:
        return None
    match parts.netloc or parts.path.strip("/"):
        case "new":
            text = _plain(given.get("text", [""])[0])
            return NewChat(text[:LONGEST], len(text) > LONGEST or len(link) > _LONGEST_LINK)
        case "model":
            repo = given.get("repo", [""])[0]
            return ModelPage(repo) if _is_repo(repo) else None
    return None


def follow(windows: Windows, link: str) -> None:
    """Do what it asks for, in the front window; say so where it is not known."""
    match read_link(link):
        case NewChat(text, cut):
            parts = _new_chat(windows)
            if text:
                parts.window.set_draft(text)
            if cut:
                parts.window.show_notice(_cut())
        case ModelPage(repo):
            windows.models.open_window()
            windows.models.window.field.setText(repo)
        case None:
            windows.front_or_new()
            windows.show_notice(_unknown(link))


def _new_chat(windows: Windows) -> Parts:
    """A window with an empty chat. What is written in another, or only temporary, stays."""
    parts = windows.front_or_new()
    chat = parts.chat
    written = parts.window.composer.text or parts.tray.attachments or parts.tray.reading
    if chat.temporary or (chat.wanted is None and written):
        return windows.open()
    chat.start_new()
    return parts


def _plain(text: str) -> str:
    """As it could have been typed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter
        for letter in lines
        if letter in "\n\t" or (ord(letter) >= 0x20 and letter != "\x7f" and letter not in _TURNING)
    ).strip()


def _is_repo(name: str) -> bool:
    owner, slash, rest = name.partition("/")
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")
    parts = (owner, rest)
    return bool(slash) and all(0 < len(each) <= 96 and set(each) <= allowed for each in parts)


def _cut() -> str:
    from ui.language import translate

    return translate(
        "Links",
        "The link's text was longer than %Ln character(s); its end is left out.",
        "",
        LONGEST,
    )


def _unknown(link: str) -> str:
    from ui.language import translate

    shown = _plain(link)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return translate(
        "Links",
        "Parlance cannot open the link {link}: it knows parlance://new?text=… and "
        "parlance://model?repo=….",
    ).format(link=shown)
