"""Changes that can be taken back: applying one gives the one that undoes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.store.database import Database

Table = Literal["chat", "folder"]
Deed = Literal[
    "rename", "pin", "unpin", "move", "archive", "unarchive", "duplicate", "trash", "restore",
    "new_folder", "rename_folder", "delete_folder",
]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """Columns of one row get values. `None`: the row goes; a row that is not there is added."""

    table: Table
    id: int
    values: Mapping[str, Any] | None


@dataclass(frozen=True)
class Undo:
    """What `ChatStore.undo` takes; undoing gives another one, which is redo.

    Attributes:
        deed: what was done, for a menu or a notice.
        subject: the title or name that it was done to; empty if untitled or several.
        chats: ids of the chats that it touched.
    """

    deed: Deed
    subject: str
    chats: tuple[int, ...]
    changes: tuple[Change, ...]


def apply(database: Database, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Make the changes and return those that take them back. Rows that are gone stay gone."""
    with database.transaction():
        back = [inverse for change in changes if (inverse := _apply(database, change))]
    return tuple(reversed(back))


def _apply(database: Database, change: Change) -> Change | None:
    row = database.row(f"SELECT * FROM {change.table} WHERE id = ?", change.id)
    if change.values is None:
        if row is None:
            return None
        database.run(f"DELETE FROM {change.table} WHERE id = ?", change.id)
        return Change(change.table, change.id, dict(row))
    values = _possible(database, change)
    if row is None:
        if "id" not in values:  # a change of something that is gone
            return None
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        database.run(f"INSERT INTO {change.table} ({names}) VALUES ({marks})", *values.values())
        return Change(change.table, change.id, None)
    sets = ", ".join(f"{name} = ?" for name in values)
    database.run(f"UPDATE {change.table} SET {sets} WHERE id = ?", *values.values(), change.id)
    return Change(change.table, change.id, {name: row[name] for name in values})


def _possible(database: Database, change: Change) -> dict[str, Any]:
    """A chat cannot go back into a folder that is gone; it stays outside."""
    values = dict(change.values or {})
    folder = values.get("folder")
    if folder is not None and not database.value("SELECT 1 FROM folder WHERE id = ?", folder):
        values["folder"] = None
    return values
