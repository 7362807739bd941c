"""Gets the bytes of a picture or a sound, or says in one sentence why that is not possible."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, field

from engine.errors import MediaError
from engine.sentences import say
from engine.types import AudioPart, ImagePart

MAX_FILE_BYTES = 512 << 20
_TEXT_PROBE_BYTES = 512


@dataclass(frozen=True)
class MediaBytes:
    """A file's content.

    Attributes:
        name: how to call it in a sentence.
        data: the bytes.
        digest: SHA-256 of the bytes, in hex; the same content has the same digest anywhere.
    """

    name: str
    data: bytes = field(repr=False)
    digest: str


def media_name(part: ImagePart | AudioPart) -> str:
    """What to call an attachment in a sentence: its name, else its file's, else its kind."""
    if part.name:
        return part.name
    if part.path is not None:
        return part.path.name or str(part.path)
    return say("The pasted picture") if isinstance(part, ImagePart) else say("The recording")


def read_media(part: ImagePart | AudioPart) -> MediaBytes:
    """Read an attachment. `part.data` wins over `part.path`.

    Raises:
        MediaError: missing, no permission, not a file, empty or over `MAX_FILE_BYTES`.
    """
    name = media_name(part)
    data = part.data if part.data is not None else _read_file(part, name)
    if not data:
        raise MediaError(
            say("{name} is empty (0 bytes); save it again or choose another file.", name=name)
        )
    return MediaBytes(name, data, hashlib.sha256(data).hexdigest())


def _read_file(part: ImagePart | AudioPart, name: str) -> bytes:
    if part.path is None:
        raise MediaError(say("{name} has neither a file nor content; attach it again.", name=name))
    try:
        status = part.path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise MediaError(say("{name} is not a file; choose a file instead.", name=name))
        if status.st_size > MAX_FILE_BYTES:
            raise MediaError(
                say(
                    "{name} is too large ({size} MB, the limit is {limit} MB); "
                    "make a smaller copy.",
                    name=name,
                    size=status.st_size >> 20,
                    limit=MAX_FILE_BYTES >> 20,
                )
            )
        return part.path.read_bytes()
    except FileNotFoundError as error:
        raise MediaError(
            say(
                "{name} cannot be found at {path}; it may have been moved, so attach it again.",
                name=name,
                path=part.path,
            )
        ) from error
    except PermissionError as error:
        raise MediaError(
            say(
                "{name} may not be read by this user; change its permissions or choose a copy.",
                name=name,
            )
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or say("the path is not valid")
        raise MediaError(
            say("{name} cannot be read ({reason}); choose another file.", name=name, reason=reason)
        ) from error


def looks_like_text(data: bytes) -> bool:
    """Whether the first bytes are readable text, so that a sentence can say so."""
    probe = data[:_TEXT_PROBE_BYTES]
    try:
        text = probe.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(probe) - 3:  # not just a character cut in half at the end
            return False
        text = probe[: error.start].decode("utf-8")
    return all(character.isprintable() or character in "\t\r\n" for character in text)
