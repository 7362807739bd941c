"""The attachments that wait in the composer to be sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.background import Background
from app.senses import refusal
from app.sniff import Kind, kind_of
from engine.errors import Failure
from engine.types import AudioPart, ImagePart, ModelInfo
from ui.language import QT_TRANSLATE_NOOP, translate
from ui.values import AttachmentView

if TYPE_CHECKING:
    from app.attachments import Attachment

READING = QT_TRANSLATE_NOOP("Tray", "Reading…")


class Tray(QObject):
    """Reads what is offered on another thread; refuses with one sentence, and loses nothing."""

    added = Signal(object)  # AttachmentView; once more with the same id when it has been read
    withdrawn = Signal(int)  # it was removed, or cannot be used
    cleared = Signal()
    changed = Signal()  # `attachments` are others than before
    settled = Signal()  # nothing is being read any more
    notice = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("attachments")
        self._held: dict[int, tuple[AttachmentView, Attachment]] = {}
        self._count = 0
        self._model: ModelInfo | None = None
        self._reading: set[int] = set()

    @property
    def reading(self) -> bool:
        return bool(self._reading)

    @property
    def views(self) -> list[AttachmentView]:
        return [view for view, _ in self._held.values()]

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(attachment for _, attachment in self._held.values())

    def sound(self, number: int) -> AudioPart | None:
        """The one with that number, to be listened to. None if it is no sound, or not there."""
        held = self._held.get(number)
        part = None if held is None else held[1].part
        return part if isinstance(part, AudioPart) else None

    def picture(self, number: int) -> ImagePart | None:
        """The one with that number. None if it is no picture, or not there."""
        held = self._held.get(number)
        part = None if held is None else held[1].part
        return part if isinstance(part, ImagePart) else None

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        self._model = info

    @Slot(list)
    def offer_files(self, paths: list[str]) -> None:
        from app.attachments import read_file  # with the first file, not with the first window

        for path in paths:
            name = Path(path).name or path
            self._read(partial(read_file, Path(path)), name, kind_of(b"", name) or "image")

    @Slot(QImage)
    def offer_image(self, image: QImage) -> None:
        from app.attachments import read_pasted

        self._read(partial(read_pasted, image), translate("Tray", "Pasted picture"), "image")

    @Slot(bytes)
    def offer_recording(self, wav: bytes) -> None:
        from app.attachments import read_sound

        part = AudioPart(data=bytes(wav), name=translate("Tray", "Recording.wav"))
        self._read(partial(read_sound, part), part.name, "audio")

    @Slot(int)
    def remove(self, number: int) -> None:
        self._held.pop(number, None)
        self.withdrawn.emit(number)
        self.changed.emit()
        self._leave(number)

    def clear(self) -> None:
        """They were sent."""
        self._held.clear()
        self.cleared.emit()
        self.changed.emit()

    def empty(self) -> None:
        """Another chat is shown. What is still being read is dropped."""
        for number in list(self._reading):
            self.withdrawn.emit(number)
        self._reading.clear()
        self.clear()

    def put_back(self, attachments: tuple[Attachment, ...]) -> None:
        """They were sent, but nothing came of it."""
        for attachment in attachments:
            self._count += 1
            self._hold(self._count, attachment)

    def stop(self) -> bool:
        return self._background.stop()

    def _read(self, job: Callable[[], Attachment], name: str, kind: Kind) -> None:
        self._count += 1
        number = self._count
        self._reading.add(number)
        self.added.emit(AttachmentView(number, kind, name, translate("Tray", READING)))
        self._background.run(job, partial(self._take, number), partial(self._refuse, number))

    def _take(self, number: int, attachment: Attachment) -> None:
        if number not in self._reading:
            return  # removed while it was being read
        if sentence := refusal(self._model, attachment.kind, attachment.name):
            self._withdraw(number, sentence)
            return
        self._hold(number, attachment)
        if attachment.notes:
            self.notice.emit(" ".join(attachment.notes))
        self._leave(number)

    def _refuse(self, number: int, failure: Failure) -> None:
        if number in self._reading:
            self._withdraw(number, failure.message)

    def _withdraw(self, number: int, sentence: str) -> None:
        self.withdrawn.emit(number)
        self.notice.emit(sentence)
        self._leave(number)

    def _leave(self, number: int) -> None:
        """One less to read."""
        if number in self._reading:
            self._reading.remove(number)
            if not self._reading:
                self.settled.emit()

    def _hold(self, number: int, attachment: Attachment) -> None:
        view = AttachmentView(
            id=number,
            kind=attachment.kind,
            name=attachment.name,
            detail=attachment.detail,
            thumbnail=attachment.thumbnail,
            waveform=attachment.waveform,
        )
        self._held[number] = (view, attachment)
        self.added.emit(view)
        self.changed.emit()
