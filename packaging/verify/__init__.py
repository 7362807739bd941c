"""Reads a finished Parlance.app, on any system, and tells everything that is wrong with it."""

from verify.findings import Finding
from verify.inspection import Inspection, check, inspect

__all__ = ["Finding", "Inspection", "check", "inspect"]
