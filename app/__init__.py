"""Joins the window to the engine, and both to the disk and the terminal.

Kept light: the first window must not wait for anything that it does not show.
"""

__version__ = "0.1.0"
