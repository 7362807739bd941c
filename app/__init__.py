"""Joins the window to the engine, and both to the disk and the terminal.

Kept light: the first window must not wait for anything that it does not show.
"""

# The one place: pyproject.toml reads it, and so do the About box, --version, Info.plist and
# packaging/release.sh. CHANGELOG.md has a heading for it when it is released.
__version__ = "0.1.0"

# The releases of this project as GitHub's interface lists them, ending in "/releases"; empty where
# there is no such place. See `app.updates`.
__releases__ = ""
