"""Prompt caches that outlive the process, and the memory of other chats: written when nobody
waits, and brought back for the question that goes on from them.

Everything here runs on the engine's thread, and gives it up within one slice of a file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from time import perf_counter

import mlx.core as mx

from engine import cache_file
from engine.cache_folder import CacheFolder, Ticket
from engine.fingerprint import fingerprint
from engine.loading import LoadedModel
from engine.prompt_cache import PromptCache, reusable_of
from engine.prompt_caches import PromptCaches

log = logging.getLogger(__name__)

FEWEST = 256  # tokens; fewer are read again before anybody notices
SMALL = 32 << 20  # bytes; more are not written again for every answer
PART = 8  # but when at least one token in so many is new


class KeptCaches:
    """The part of `caches` that `folder` keeps."""

    def __init__(
        self,
        model: LoadedModel,
        caches: PromptCaches,
        folder: CacheFolder,
        make_room: Callable[[int], bool],
    ) -> None:
        """`make_room` tells whether so many bytes of memory may be filled now."""
        self._model = model
        self._caches = caches
        self._folder = folder
        self._make_room = make_room

    def ticket(self, chat: str) -> Ticket | None:
        return self._folder.ticket(chat)

    def bring_back(self, key: Sequence[int], ticket: Ticket, check: cache_file.Check) -> None:
        """Put the chat's cache among those in memory, if more of `key` can be reused with it.

        What cannot be used is deleted.

        Raises:
            Cancelled: by `check`; nothing has changed.
        """
        try:
            self._bring_back(key, ticket, check)
        except OSError as error:
            log.warning("no prompt cache comes back: %s", error)

    def _bring_back(self, key: Sequence[int], ticket: Ticket, check: cache_file.Check) -> None:
        file = self._folder.file(ticket, self._model.info.path)
        if not self._folder.allows(ticket) or not file.is_file():
            return
        began = perf_counter()
        try:
            stored = reusable_of(cache_file.glance(file, self._fingerprint), key)
        except (KeyError, TypeError, ValueError):
            self._folder.discard(file)
            return
        if stored - self._caches.reusable(key) < FEWEST:
            return
        size = file.stat().st_size
        if not self._make_room(size):
            log.info("no memory for a prompt cache of %s bytes", size)
            return
        cache = PromptCache(self._model.make_caches)
        if not cache.load(file, self._fingerprint, check):
            self._folder.discard(file)
            return
        cache.ticket, cache.stored = ticket, len(cache)
        self._caches.add(cache)
        self._folder.touch(file)
        log.debug("%s tokens came back in %.3f s", len(cache), perf_counter() - began)

    def keep(
        self, check: cache_file.Check, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        """Write what is not on disk yet, the chat that was answered last first.

        Args:
            whole: also what is hardly longer than its file.
            within_s: leave out what takes longer.

        Raises:
            Cancelled: by `check`; what is whole by then is on disk.
        """
        until = None if within_s is None else perf_counter() + within_s
        try:
            for cache in reversed(self._caches.all):
                if cache.ticket is not None and len(cache) >= FEWEST:
                    self._keep_one(cache, cache.ticket, check, whole=whole, until=until)
        except _TimeIsUp:
            log.info("no time is left to keep more prompt caches")
        except OSError as error:
            log.warning("prompt caches are not kept: %s", error)
        finally:
            mx.clear_cache()

    def _keep_one(
        self,
        cache: PromptCache,
        ticket: Ticket,
        check: cache_file.Check,
        *,
        whole: bool,
        until: float | None,
    ) -> None:
        folder, began = self._folder, perf_counter()
        if not folder.allows(ticket):
            return
        file = folder.file(ticket, self._model.info.path)
        if not file.is_file():
            cache.stored = 0
        new = len(cache) - cache.stored
        if new == 0 or (packed := cache.packed()) is None:
            return
        layout, tensors = packed
        size = sum(array.nbytes for array in tensors.values())
        if size > SMALL and new * PART < len(cache) and not whole:
            return
        if until is not None and size / folder.rate > until - began:
            return
        if not folder.takes(size):
            return
        put = partial(folder.put, file=file, ticket=ticket)
        if cache_file.write(
            file, self._fingerprint, layout, tensors, partial(_check, check, until), put
        ):
            cache.stored = len(cache)
            seconds = max(perf_counter() - began, 1e-3)
            if size > SMALL:
                folder.rate = size / seconds
            log.debug("%s tokens, %s bytes kept in %.3f s", len(cache), size, seconds)

    @cached_property
    def _fingerprint(self) -> str:
        return f"{self._folder.version} {fingerprint(self._model)}"


class _TimeIsUp(Exception):
    """Raised between two slices."""


def _check(check: cache_file.Check, until: float | None) -> None:
    check()
    if until is not None and perf_counter() > until:
        raise _TimeIsUp
