"""Folders of chats."""

from __future__ import annotations

from app.store.changes import Change, Undo, apply
from app.store.database import Database
from app.store.values import Folder


class Folders:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Folder, ...]:
        rows = self._database.rows("SELECT id, name FROM folder ORDER BY name COLLATE NOCASE, id")
        return tuple(Folder(row["id"], row["name"]) for row in rows)

    def add(self, id: int, name: str) -> Undo:
        back = apply(self._database, [Change("folder", id, {"id": id, "name": name})])
        return Undo("new_folder", name, (), back)

    def rename(self, id: int, name: str) -> Undo:
        back = apply(self._database, [Change("folder", id, {"name": name})])
        return Undo("rename_folder", name, (), back)

    def delete(self, id: int) -> Undo:
        """The folder goes; its chats stay, outside."""
        name = self._database.value("SELECT name FROM folder WHERE id = ?", id) or ""
        chats = self._database.column("SELECT id FROM chat WHERE folder = ?", id)
        out = [Change("chat", chat, {"folder": None}) for chat in chats]
        back = apply(self._database, [*out, Change("folder", id, None)])
        return Undo("delete_folder", name, tuple(chats), back)

    def named(self, name: str) -> int:
        """The id of a folder with that name, made if there is none."""
        with self._database.transaction():
            found = self._database.value("SELECT id FROM folder WHERE name = ?", name)
            if found is None:
                found = self._database.reserve_ids(1)[0]
                self.add(found, name)
        return int(found)
