"""What is wrong with a file, in one sentence."""

from __future__ import annotations


class MachOError(Exception):
    """A file is not the Mach-O it should be, or cannot be signed; the text names the reason."""
