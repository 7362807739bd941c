"""The prompt caches of the chats that were answered last, so that changing chats costs nothing.

Nobody has to say which chat a prompt belongs to: it goes on from whichever cache begins like it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.cache_folder import Ticket
from engine.prompt_cache import PromptCache, common_prefix

MOST = 4
_LIMIT_BYTES = 4 << 30


class PromptCaches:
    """At most `most` caches; those that rest hold at most `limit_bytes` together."""

    def __init__(
        self,
        make: Callable[[], list[Any]],
        most: int = MOST,
        limit_bytes: int = _LIMIT_BYTES,
    ) -> None:
        self._make = make
        self._most = most
        self._limit_bytes = limit_bytes
        self._caches = [PromptCache(make)]  # the one used last is the last one

    @property
    def latest(self) -> PromptCache:
        return self._caches[-1]

    @property
    def all(self) -> tuple[PromptCache, ...]:
        """The one used last at the end."""
        return tuple(self._caches)

    def reusable(self, key: Sequence[int]) -> int:
        """The most tokens of `key` that one of them would keep."""
        return max(cache.reusable(key) for cache in self._caches)

    def add(self, cache: PromptCache) -> None:
        """One more to choose from."""
        self._caches.append(cache)

    def choose(self, key: Sequence[int], ticket: Ticket | None = None) -> PromptCache:
        """The cache that a prompt goes on from.

        A prompt that leaves a chat's cache before its last turn is another chat, or another
        branch of it: it gets a cache of its own, which begins with what both have in common.
        From now on it is the one that is kept with `ticket`, and with none it is not kept.
        """
        best = max(
            self._caches, key=lambda each: (each.reusable(key), common_prefix(each.key, key))
        )
        shared = common_prefix(best.key, key)
        if shared >= best.turn and 2 * shared >= len(best.key):
            self._caches.remove(best)
            self._caches.append(best)
        else:
            self._caches.append(best.fork(shared))
        self._make_room()
        self._mark(ticket)
        return self.latest

    def shrink(self) -> None:
        """Keep what the present chat needs to go on, and nothing else."""
        del self._caches[:-1]
        self.latest.thin_out()

    def clear(self) -> None:
        self._caches = [PromptCache(self._make)]

    def _mark(self, ticket: Ticket | None) -> None:
        """A chat has one cache on disk: that of the branch that was answered last."""
        if self.latest.ticket != ticket:
            self.latest.ticket, self.latest.stored = ticket, 0
        for cache in self._caches[:-1]:
            if ticket is not None and cache.ticket is not None and cache.ticket.chat == ticket.chat:
                cache.ticket = None

    def _make_room(self) -> None:
        del self._caches[: -self._most]
        while len(self._caches) > 1 and sum(c.nbytes for c in self._caches[:-1]) > (
            self._limit_bytes
        ):
            del self._caches[0]
