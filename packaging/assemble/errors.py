"""What stops a build: one sentence with the thing, the reason and the remedy."""

from __future__ import annotations


class PackagingError(Exception):
    """Told to whoever builds, without a traceback."""
