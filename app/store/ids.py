"""Ids that are there at once: whoever shows a new message needs its id before the disk has it."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.store.database import Database

TEMPORARY = 1 << 30  # ids from here on belong to chats that are kept in memory only
FEW = 5000  # of the 10,000 that are reserved at once


class Ids:
    """A stock of reserved ids, for any thread. The store's thread keeps it filled."""

    def __init__(self) -> None:
        self._stock: deque[range] = deque()
        self._changed = threading.Condition()

    def take(self, wait_s: float = 30.0) -> int:
        """The next id. Waits only where the store is not open yet.

        Raises:
            TimeoutError: the store did not open in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._stock), wait_s):
                raise TimeoutError("the store gave no ids")
            block = self._stock.popleft()
            if len(block) > 1:
                self._stock.appendleft(block[1:])
            return block[0]

    def fill(self, database: Database) -> None:
        """Reserve more where there are few. On the store's thread."""
        with self._changed:
            enough = sum(map(len, self._stock)) > FEW
        if enough:
            return
        block = database.reserve_ids()
        with self._changed:
            self._stock.append(block)
            self._changed.notify_all()
