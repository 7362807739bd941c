"""The prompt caches of the chats that were answered last, so that changing chats costs nothing.

Nobody has to say which chat a prompt belongs to: it goes on from whichever cache begins like it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

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

    def choose(self, key: Sequence[int]) -> PromptCache:
        """The cache that a prompt goes on from.

        A prompt that leaves a chat's cache before its last turn is another chat, or another
        branch of it: it gets a cache of its own, which begins with what both have in common.
        """
        best = max(self._caches, key=lambda cache: common_prefix(cache.key, key))
        shared = common_prefix(best.key, key)
        if shared >= best.turn and 2 * shared >= len(best.key):
            self._caches.remove(best)
            self._caches.append(best)
        else:
            self._caches.append(best.fork(shared))
        self._make_room()
        return self.latest

    def shrink(self) -> None:
        """Keep what the present chat needs to go on, and nothing else."""
        del self._caches[:-1]
        self.latest.thin_out()

    def clear(self) -> None:
        self._caches = [PromptCache(self._make)]

    def _make_room(self) -> None:
        del self._caches[: -self._most]
        while len(self._caches) > 1 and sum(c.nbytes for c in self._caches[:-1]) > (
            self._limit_bytes
        ):
            del self._caches[0]
