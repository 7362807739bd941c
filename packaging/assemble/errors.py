"""What stops a build: one sentence with the thing, the reason and the remedy."""

from __future__ import annotations


class PackagingError(Exception):
    """Told to whoever builds, without a traceback."""


class MissingPart(PackagingError):
    """This machine lacks a compiler, headers or a library: the build is not at fault."""
