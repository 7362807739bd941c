"""From a file to a store: checked, migrated, backed up, and set aside if it is damaged."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.store.backups import back_up, newest_backup
from app.store.database import Database, connect
from app.store.errors import (
    ForeignStore,
    NewerStore,
    StoreError,
    is_busy,
    is_damage,
    name_of,
    why_not,
)
from app.store.header import Damaged, refuse_newer, refuse_strangers
from app.store.ids import Ids
from app.store.mend import is_whole
from app.store.schema import APPLICATION_ID, MIGRATIONS, VERSION, statements
from app.store.sessions import only_one_at_a_time
from app.store.store import SUSPECT, ChatReader, ChatStore
from engine.sentences import say

log = logging.getLogger(__name__)

NAME = "chats.sqlite3"
_NEIGHBOURS = ("", "-wal", "-shm")
_FOR_WANT_OF_ROOM = ("SQLITE_IOERR", "SQLITE_CANTOPEN")
LEAST_BYTES = 32_768  # what the log's index takes


Wait = Callable[[str], bool]  # why; whether to try again, once some time has passed


@dataclass(frozen=True)
class Opened:
    """Attributes:
    notices: what the user must know, a sentence each.
    interrupted: ids of answers that were cut by the end of an earlier Parlance.
    """

    store: ChatStore
    notices: tuple[str, ...] = ()
    interrupted: tuple[int, ...] = ()


def _never(_: str) -> bool:
    return False


def open_store(folder: Path, ids: Ids | None = None, wait: Wait = _never) -> Opened:
    """Open the chats in `folder`, or start new ones there.

    Raises:
        NewerStore, ForeignStore: the file is not for us; it was left as it is.
        StoreError: it cannot be opened at all.
    """
    while True:
        try:
            return _open_at_once(folder, ids)
        except sqlite3.Error as error:
            if not is_busy(error) or not wait(
                say("Another program is using the file with your chats; they appear when it ends.")
            ):
                return _open_to_read(folder, ids, error)
        except OSError as error:
            return _open_to_read(folder, ids, error)


def _open_at_once(folder: Path, ids: Ids | None) -> Opened:
    (folder / "locks").mkdir(parents=True, exist_ok=True)
    with only_one_at_a_time(folder / "locks"):
        database, notices = _open(folder / NAME)
        store = _store_on(database, folder, ids)
    return Opened(store, notices, _recovered(store))


def _open_to_read(folder: Path, ids: Ids | None, error: OSError | sqlite3.Error) -> Opened:
    """What cannot be opened for writing.

    Raises:
        StoreError: nor otherwise.
    """
    log.warning("chats not opened for writing: %s", error)
    why = say("the disk is full") if _is_full(folder, error) else why_not(error)
    if (folder / NAME).exists():
        return _open_copy(folder, ids, why)
    raise StoreError(
        say(
            "Your chats cannot be kept in {folder}, because {why}; "
            "they stay in memory until you quit.",
            folder=folder,
            why=why,
        )
    ) from error


def open_anyway(folder: Path, ids: Ids | None = None, wait: Wait = _never) -> Opened:
    """Like `open_store`, but never without a store: if need be one in memory."""
    try:
        return open_store(folder, ids, wait)
    except StoreError as error:
        log.warning("chats not opened: %s", error)
        return Opened(ChatStore.in_memory(ids), (str(error),))
    except Exception:  # a bug must not leave the window without a store
        log.exception("chats not opened")
        sentence = say(
            "Your chats could not be opened because of an internal error; see the log. "
            "New ones stay in memory."
        )
        return Opened(ChatStore.in_memory(ids), (sentence,))


@contextmanager
def reading(folder: Path) -> Iterator[ChatReader]:
    """A second look at a store that is open elsewhere: for searches and exports on other threads.

    It sees what is committed, and holds nobody up.
    """
    database = connect(folder / NAME)
    try:
        database.run("PRAGMA query_only = ON")
        yield ChatReader(database, folder)
    finally:
        database.close()


def _open(path: Path) -> tuple[Database, tuple[str, ...]]:
    if _is_lost(path) and (backup := newest_backup(path.parent)) is not None:
        shutil.copyfile(backup, path)
        return _open_checked(path), (
            say(
                "The file with your chats was gone; what you see is the backup of {day}.",
                day=_day(backup),
            ),
        )
    try:
        return _open_checked(path), ()
    except Damaged as damage:
        log.error("damaged chats: %s", damage)
    aside = _set_aside(path)
    if (backup := newest_backup(path.parent)) is not None:
        shutil.copyfile(backup, path)
    database = _open_checked(path)
    saved = _salvaged(aside, database)
    return database, (_what_became_of_it(aside.name, backup, saved),)


def _salvaged(aside: Path, database: Database) -> int:
    """How many messages could still be read that are not in the backup."""
    from app.store.salvage import salvage  # a start does without

    try:
        return salvage(aside, database)
    except Exception:  # whatever a broken file leads to: the backup is there
        log.exception("nothing more was read of the damaged chats")
        return 0


def _what_became_of_it(name: str, backup: Path | None, saved: int) -> str:
    if backup is None and not saved:
        return say(
            "The file with your chats was damaged. It was kept as {name}, "
            "there is no backup, and you start with an empty list.",
            name=name,
        )
    if backup is None:
        return say(
            "The file with your chats was damaged. It was kept as {name}; there is no backup, "
            "and what you see is what could still be read of it.",
            name=name,
        )
    if not saved:
        return say(
            "The file with your chats was damaged. It was kept as {name}, "
            "and what you see is the backup of {day}.",
            name=name,
            day=_day(backup),
        )
    return say(
        "The file with your chats was damaged. It was kept as {name}, and what you see is the "
        "backup of {day}, with what could still be read of what was written since.",
        name=name,
        day=_day(backup),
    )


def _day(backup: Path) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(backup.stat().st_mtime))


def _is_lost(path: Path) -> bool:
    """A file system that was repaired may leave nothing of a file, or its name alone."""
    return not path.exists() or path.stat().st_size == 0


def _open_checked(path: Path) -> Database:
    database: Database | None = None
    try:
        refuse_strangers(path)
        database = connect(path)
        problem = database.value("PRAGMA quick_check(1)")
        if problem != "ok":
            raise Damaged(problem)
        if (suspect := path.with_name(SUSPECT)).exists():
            if not is_whole(database):
                raise Damaged("its indexes contradict their tables")
            suspect.unlink(missing_ok=True)
        _migrate(database, path)
    except BaseException as error:
        if database is not None:
            database.close()
        if isinstance(error, UnicodeDecodeError):  # of what SQLite says is wrong
            raise Damaged("its schema is no text") from error
        if isinstance(error, sqlite3.Error) and is_damage(error):
            raise Damaged(str(error)) from error
        raise
    return database


def _migrate(database: Database, path: Path | None) -> None:
    """Step by step, each step whole or not at all; of a file the old state is kept as a backup."""
    version = database.value("PRAGMA user_version")
    refuse_newer(version)  # the log can be newer than the file's first bytes
    if version == VERSION:
        return
    if version > 0 and path is not None:
        back_up(path, path.with_name(f"chats-backup-v{version}.sqlite3"))
    while version < VERSION:
        with database.transaction():
            for statement in statements(MIGRATIONS[version]):
                database.run(statement)
            version += 1
            database.run(f"PRAGMA application_id = {APPLICATION_ID}")
            database.run(f"PRAGMA user_version = {version}")


def _set_aside(path: Path) -> Path:
    """Rename the damaged file and its log. Nothing is deleted."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"chats-damaged-{stamp}.sqlite3")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"chats-damaged-{stamp}-{count}.sqlite3")
    for suffix in _NEIGHBOURS:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _open_copy(folder: Path, ids: Ids | None, why: str) -> Opened:
    """Chats that can only be read: a copy to read and to go on with, gone at the end."""
    try:
        try:
            store = _copy_on_disk(folder, ids)
        except (OSError, sqlite3.Error) as error:  # a full disk has no room for it
            log.warning("chats not copied: %s", error)
            store = _copy_in_memory(folder, ids)
    except (NewerStore, ForeignStore):  # they say it better
        raise
    except (OSError, sqlite3.Error, StoreError) as error:
        raise StoreError(
            say(
                "Your chats in {folder} can be neither written nor read; "
                "check the disk and its permissions. New ones stay in memory until you quit.",
                folder=folder,
            )
        ) from error
    return Opened(
        store,
        (
            say(
                "Your chats in {folder} can be read but not written, because {why}. "
                "You can go on, but nothing new is kept after you quit.",
                folder=folder,
                why=why,
            ),
        ),
        _recovered(store),
    )


def _copy_on_disk(folder: Path, ids: Ids | None) -> ChatStore:
    scratch = tempfile.TemporaryDirectory(prefix="parlance-chats-")
    copy = Path(scratch.name)
    try:
        for suffix in _NEIGHBOURS[:2]:
            if (source := folder / f"{NAME}{suffix}").exists():
                shutil.copyfile(source, copy / source.name)
        database, _ = _open(copy / NAME)
        store = _store_on(database, copy, ids, kept=False)
    except BaseException:
        scratch.cleanup()
        raise
    store.keep_alive(scratch)
    store.media.also_in = folder / "media"
    return store


def _copy_in_memory(folder: Path, ids: Ids | None) -> ChatStore:
    path = folder / NAME
    refuse_strangers(path)
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as file:
        file.execute("PRAGMA locking_mode = EXCLUSIVE")  # the log needs no index on the disk then
        database = connect(":memory:")
        try:
            file.backup(database.connection)
            _migrate(database, None)
        except BaseException:
            database.close()
            raise
    store = _store_on(database, None, ids, kept=False)
    store.media.also_in = folder / "media"
    return store


def _store_on(
    database: Database, folder: Path | None, ids: Ids | None, *, kept: bool = True
) -> ChatStore:
    try:
        return ChatStore(database, folder, ids, kept)
    except BaseException:
        database.close()
        raise


def _is_full(folder: Path, error: Exception) -> bool:
    """A disk without room for the log has SQLite say something else: it reports what it tried."""
    if not isinstance(error, sqlite3.Error) or not name_of(error).startswith(_FOR_WANT_OF_ROOM):
        return False
    with suppress(OSError):
        return shutil.disk_usage(folder).free < LEAST_BYTES
    return False


def _recovered(store: ChatStore) -> tuple[int, ...]:
    """Answers that were cut; a disk that is full has them looked for the next time."""
    try:
        return store.answers.recover()
    except sqlite3.Error as error:
        log.warning("cut answers not recovered: %s", error)
        return ()
