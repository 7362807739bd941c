"""What can be wished of a model that is here: one object, from the rows to whoever fulfils it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Wishes(QObject):
    """Signals, each with the model's path. `move`: to another disk; `why`: is it slow or wrong."""

    load = Signal(str)
    stop_load = Signal(str)
    unload = Signal(str)
    remove = Signal(str)
    reveal = Signal(str)
    test = Signal(str)
    check = Signal(str)
    refetch = Signal(str)
    remove_damaged = Signal(str)
    move = Signal(str)
    why = Signal(str)
