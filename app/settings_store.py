"""Keeps the settings while the app runs, and writes their changes without holding it up."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.background import Background
from app.errors import UserError
from app.settings import Settings, load_settings, save_settings, set_back
from engine.errors import Failure

log = logging.getLogger(__name__)


class SettingsStore(QObject):
    """The one holder of the settings.

    Signals:
        changed: the Settings, after something that a person can choose has changed.
        notice: a sentence for the user.
    """

    changed = Signal(object)
    notice = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._value = load_settings()

    @property
    def value(self) -> Settings:
        return self._value

    @Slot(str)
    def choose_model(self, path: str) -> None:
        self._change(self._value.replace(model=path))

    @Slot(str)
    def choose_folder(self, path: str) -> None:
        self._change(self._value.replace(models_folder=path))

    @Slot(str)
    def choose_appearance(self, appearance: str) -> None:
        self._change(self._value.replace(appearance=appearance))

    @Slot(bool, int)
    def remember_sidebar(self, shown: bool, width: int) -> None:
        """Written at the end: while its edge is dragged this comes with every pixel."""
        self._value = self._value.replace(sidebar=f"{'shown' if shown else 'hidden'} {width}")

    @Slot(list)
    def remember_closed(self, folders: list[int]) -> None:
        """Written at the end, too."""
        self._value = self._value.replace(closed_folders=" ".join(map(str, folders)))

    @Slot(str)
    def remember_models_order(self, order: str) -> None:
        """Written at the end, too."""
        self._value = self._value.replace(models_order=order)

    @Slot(str, object)
    def change(self, name: str, value: object) -> None:
        """One of the fields of `Preferences`."""
        self._change(self._value.replace(**{name: value}))

    @Slot()
    def set_back(self) -> None:
        """Everything that a person can choose as at the first start."""
        self._change(set_back(self._value))

    @Slot(str, str)
    def remember_settings_window(self, geometry: str, page: str) -> None:
        """Written at the end, too."""
        self._value = self._value.replace(settings_geometry=geometry, settings_page=page)

    def _change(self, changed: Settings) -> None:
        if changed == self._value:
            return
        self._value = changed
        self._background.run(partial(save_settings, changed), _saved, self._not_saved)
        self.changed.emit(changed)

    def close(self, geometry: str) -> None:
        """The window is gone: write at once, and only log what goes wrong."""
        try:
            save_settings(self._value.replace(geometry=geometry))
        except UserError as error:
            log.warning("%s", error)

    def _not_saved(self, failure: Failure) -> None:
        self.notice.emit(failure.message)


def _saved(_: None) -> None:
    """Nobody needs to hear of it."""
