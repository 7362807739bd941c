"""Mach-O files and bundles for macOS: reading, thinning, ad-hoc signing, on any system."""

from macho.errors import MachOError
from macho.fat import is_macho, thin

__all__ = ["MachOError", "is_macho", "thin"]
