"""Values that only the window needs; the rest come from `engine.types`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QImage

Kind = Literal["image", "audio"]
Appearance = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Assets:
    """Artwork, read from disk by whoever makes the window.

    Attributes:
        icons: SVG source by name ("send", "attach"...), drawn in `currentColor`.
        app_icon: SVG source of the application icon.
    """

    icons: Mapping[str, bytes]
    app_icon: bytes


@dataclass(frozen=True)
class AttachmentView:
    """An attachment as the window shows it.

    Attributes:
        id: chosen by the caller; comes back in `attachment_removed`.
        detail: "1280×720", "0:03", or "Reading…" while it is being opened.
        thumbnail: up to about 640 px on the long side, so that it stays sharp on dense screens.
        waveform: peaks from 0 to 1 over the whole sound, 60 to 200 of them.
    """

    id: int
    kind: Kind
    name: str
    detail: str = ""
    thumbnail: QImage | None = None
    waveform: tuple[float, ...] = ()
