"""`packaging/` is no package: its packages are imported by their own names."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGING = str(Path(__file__).resolve().parents[2] / "packaging")
if _PACKAGING not in sys.path:
    sys.path.append(_PACKAGING)  # at the end: nothing in there may hide a library
