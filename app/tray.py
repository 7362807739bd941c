"""The attachments that wait in the composer to be sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.attachments import Attachment, read_file, read_pasted, read_sound
from app.background import Background
from app.senses import refusal
from engine.errors import Failure
from engine.types import AudioPart, ModelInfo
from ui.values import AttachmentView


class Tray(QObject):
    """Reads what is offered on another thread; refuses with one sentence, and loses nothing."""

    added = Signal(object)  # AttachmentView
    cleared = Signal()
    settled = Signal()  # nothing is being read any more
    notice = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("attachments")
        self._held: dict[int, tuple[AttachmentView, Attachment]] = {}
        self._count = 0
        self._model: ModelInfo | None = None
        self._reading = 0

    @property
    def reading(self) -> bool:
        return self._reading > 0

    @property
    def views(self) -> list[AttachmentView]:
        return [view for view, _ in self._held.values()]

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(attachment for _, attachment in self._held.values())

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        self._model = info

    @Slot(list)
    def offer_files(self, paths: list[str]) -> None:
        for path in paths:
            self._read(partial(read_file, Path(path)))

    @Slot(QImage)
    def offer_image(self, image: QImage) -> None:
        self._read(partial(read_pasted, image))

    @Slot(bytes)
    def offer_recording(self, wav: bytes) -> None:
        self._read(partial(read_sound, AudioPart(data=bytes(wav), name="Recording.wav")))

    @Slot(int)
    def remove(self, number: int) -> None:
        self._held.pop(number, None)

    def clear(self) -> None:
        """They were sent."""
        self._held.clear()
        self.cleared.emit()

    def put_back(self, attachments: tuple[Attachment, ...]) -> None:
        """They were sent, but nothing came of it."""
        for attachment in attachments:
            self._hold(attachment)

    def stop(self) -> bool:
        return self._background.stop()

    def _read(self, job: Callable[[], Attachment]) -> None:
        self._reading += 1
        self._background.run(job, self._take, self._refuse)

    def _take(self, attachment: Attachment) -> None:
        if sentence := refusal(self._model, attachment.kind, attachment.name):
            self.notice.emit(sentence)
        else:
            self._hold(attachment)
            if attachment.notes:
                self.notice.emit(" ".join(attachment.notes))
        self._read_one()

    def _refuse(self, failure: Failure) -> None:
        self.notice.emit(failure.message)
        self._read_one()

    def _read_one(self) -> None:
        self._reading -= 1
        if not self.reading:
            self.settled.emit()

    def _hold(self, attachment: Attachment) -> None:
        self._count += 1
        view = AttachmentView(
            id=self._count,
            kind=attachment.kind,
            name=attachment.name,
            detail=attachment.detail,
            thumbnail=attachment.thumbnail,
            waveform=attachment.waveform,
        )
        self._held[view.id] = (view, attachment)
        self.added.emit(view)
