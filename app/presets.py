"""Presets: named system prompts with sampling, kept in one small file."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.background import Background
from app.errors import UserError, reason_of
from app.paths import data_folder
from app.sampling import from_whole, whole
from app.whole_file import write_json
from engine.errors import Failure
from ui.chat_settings_values import ChatSettings, Preset
from ui.language import translate

log = logging.getLogger(__name__)

VERSION = 1


@dataclass(frozen=True)
class Read:
    """What was found in the file.

    Attributes:
        notice: what the person should know of it; empty if all is well.
        locked: the file is there but cannot be read: it must not be written over.
    """

    presets: tuple[Preset, ...] = ()
    notice: str = ""
    locked: bool = False


def presets_file() -> Path:
    return data_folder() / "presets.json"


def load_presets() -> Read:
    """Everything that can be understood. A damaged file is put aside before anything is lost."""
    file = presets_file()
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return Read()
    except OSError as error:
        notice = translate(
            "Presets",
            "Your presets in {file} cannot be read, because {reason}; "
            "until they can, none can be saved.",
        )
        return Read((), notice.format(file=file, reason=reason_of(error)), locked=True)
    try:
        stored: Any = json.loads(content)
        entries = stored["presets"] if stored["version"] == VERSION else None
        found = [_preset(each) for each in entries or ()]
        if entries is not None and None not in found:
            return Read(tuple(each for each in found if each is not None))
    except (ValueError, TypeError, KeyError):
        found = []
    return _put_aside(file, tuple(each for each in found if each is not None))


def save_presets(presets: tuple[Preset, ...]) -> None:
    """Write all or nothing.

    Raises:
        UserError: the disk is full, read-only or otherwise unwilling; the old file stays.
    """
    entries = [
        {"id": preset.id, "name": preset.name, **whole(preset.settings)} for preset in presets
    ]
    try:
        write_json(presets_file(), {"version": VERSION, "presets": entries})
    except OSError as error:
        raise UserError(
            translate(
                "Presets",
                "Your presets could not be saved in {folder}, because {reason}; "
                "they hold until Parlance is closed.",
            ).format(folder=presets_file().parent, reason=reason_of(error))
        ) from error


def _preset(entry: object) -> Preset | None:
    match entry:
        case {"id": str(id), "name": str(name)} if id and name:
            return Preset(id, name, from_whole(entry).values)
    return None


def _put_aside(file: Path, kept: tuple[Preset, ...]) -> Read:
    aside = file.with_name(f"presets.damaged-{time.strftime('%Y%m%d-%H%M%S')}.json")
    try:
        file.rename(aside)
    except OSError as error:
        log.warning("damaged presets not put aside: %s", error)
        return Read(kept, _damaged(file), locked=True)
    return Read(kept, _damaged(aside))


def _damaged(file: Path) -> str:
    return translate(
        "Presets",
        "The file of your presets is damaged or from a newer Parlance; it was kept as {name}, and "
        "only what could be read of it is there.",
    ).format(name=file.name)


class Presets(QObject):
    """The one holder of the presets. Reads the file when they are first wanted.

    Signals:
        changed: all of them, by name.
        notice: a sentence for the user.
    """

    changed = Signal(list)
    notice = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._all: dict[str, Preset] = {}
        self._asked = self._read = self._locked = False
        self._waiting: list[Callable[[], None]] = []

    @property
    def all(self) -> list[Preset]:
        return sorted(self._all.values(), key=lambda preset: preset.name.casefold())

    @Slot()
    def start(self) -> None:
        """Read them; nothing happens the second time."""
        if not self._asked:
            self._asked = True
            self._background.run(load_presets, self._take, self._fail)

    def add(self, name: str, settings: ChatSettings, then: Callable[[Preset], None]) -> None:
        """A new one. A name that is taken gets a number."""
        self._do(partial(self._add, name, settings, then))

    def update(self, id: str, settings: ChatSettings, then: Callable[[Preset], None]) -> None:
        """Other values under the same name. Chats that copied the old ones keep those."""
        self._do(partial(self._put, id, {"settings": settings.values}, then))

    def rename(self, id: str, name: str) -> None:
        self._do(partial(self._rename, id, name))

    def delete(self, id: str) -> None:
        """Chats that copied its values keep them."""
        self._do(partial(self._delete, id))

    def _do(self, work: Callable[[], None]) -> None:
        self.start()
        if self._read:
            work()
        else:
            self._waiting.append(work)

    def _add(self, name: str, settings: ChatSettings, then: Callable[[Preset], None]) -> None:
        preset = Preset(uuid.uuid4().hex, self._free(name), settings.values)
        self._all[preset.id] = preset
        self._save()
        then(preset)

    def _put(self, id: str, values: dict[str, Any], then: Callable[[Preset], None]) -> None:
        if id in self._all:
            self._all[id] = self._all[id].replace(**values)
            self._save()
            then(self._all[id])

    def _rename(self, id: str, name: str) -> None:
        if name.split() and id in self._all and name != self._all[id].name:
            self._put(id, {"name": self._free(name, but=id)}, lambda _: None)

    def _delete(self, id: str) -> None:
        if self._all.pop(id, None) is not None:
            self._save()

    def _free(self, name: str, but: str = "") -> str:
        wanted = " ".join(name.split()) or translate("Presets", "Untitled preset")
        taken = {each.name.casefold() for each in self._all.values() if each.id != but}
        found, number = wanted, 2
        while found.casefold() in taken:
            found, number = f"{wanted} {number}", number + 1
        return found

    def _save(self) -> None:
        self.changed.emit(self.all)
        if self._locked:
            self.notice.emit(_locked())
            return
        work = partial(save_presets, tuple(self.all))
        self._background.run(work, lambda _: None, self._fail)

    def _take(self, read: Read) -> None:
        self._all = {preset.id: preset for preset in read.presets}
        self._read, self._locked = True, read.locked
        if read.notice:
            self.notice.emit(read.notice)
        self.changed.emit(self.all)
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            work()

    def _fail(self, failure: Failure) -> None:
        self.notice.emit(failure.message)


def _locked() -> str:
    return translate(
        "Presets",
        "This preset is not saved, because the file of your presets cannot be read; "
        "it holds until Parlance is closed.",
    )
