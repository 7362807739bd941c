"""An answer that is being written, whichever chat the window shows meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from engine.types import Saw

if TYPE_CHECKING:
    from app.attachments import Attachment


@dataclass
class Running:
    """Attributes:
    returns: it can go back to the composer if no word comes of it: `asked` with `sent`.
    shown: the window's transcript holds the answer.
    before: what was said of it earlier, where it is gone on with.
    keeper: the `Answering` that took it over, if one has.
    waits: the engine has not been asked yet: its chat is still being read.
    stops: it is not wanted any more, and need not be asked for.
    """

    chat: int
    question: int
    answer: int
    asked: str = ""
    sent: tuple[Attachment, ...] = ()
    returns: bool = False
    shown: bool = True
    before: str = ""
    keeper: object = None
    waits: bool = False
    stops: bool = False
    saw: list[Saw] = field(default_factory=list)
    clock: Callable[[], float] = monotonic
    _text: list[str] = field(default_factory=list)
    _thinking: list[str] = field(default_factory=list)
    _thought_since: float | None = None
    _thought_until: float | None = None

    @property
    def text(self) -> str:
        return self.before + "".join(self._text)

    @property
    def thinking(self) -> str:
        return "".join(self._thinking)

    @property
    def thinking_s(self) -> float | None:
        """How long it has thought, None if it did not."""
        if self._thought_since is None:
            return None
        return (self._thought_until or self.clock()) - self._thought_since

    def hear(self, text: str, channel: str) -> None:
        if channel == "answer":
            if self._thought_since is not None and self._thought_until is None:
                self._thought_until = self.clock()
            self._text.append(text)
        else:
            if self._thought_since is None:
                self._thought_since = self.clock()
            self._thinking.append(text)
