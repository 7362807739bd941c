"""What a running program has loaded, and which of it comes from outside its bundle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")

# Prints, as JSON, where Python found everything, after the program has run in this very process.
PROBE = """
import json, os, sys
from app.__main__ import main
code = main(sys.argv[1:])
places = {}
for name, module in list(sys.modules.items()):
    spec = getattr(module, "__spec__", None)
    found = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or ())]
    found += [getattr(spec, "origin", None), getattr(spec, "cached", None)]
    # What is in no file is in a library: shiboken's own modules.
    places[name] = [str(one) for one in found if one and os.path.exists(one)]
print("PROBE " + json.dumps({"code": code, "path": sys.path, "modules": places}))
"""


def mapped_code(process: int) -> set[str]:
    """The files whose code a process has in its memory: the program and its libraries."""
    lines = Path(f"/proc/{process}/maps").read_text("utf-8").splitlines()
    parts = (line.split(maxsplit=5) for line in lines)
    return {part[5] for part in parts if "x" in part[1] and len(part) == 6 and part[5][0] == "/"}


def foreign(paths: Iterable[str], app: Path) -> list[str]:
    """Those outside the bundle `app`."""
    return sorted(path for path in paths if not Path(path).is_relative_to(app))


def no_system_library(paths: Iterable[str], app: Path) -> list[str]:
    """Those outside the bundle that are no library of the system either, or are a Python's."""
    return [
        path
        for path in foreign(paths, app)
        if re.search(r"python|/(site|dist)-packages/|\.abi3\.", path)
        or not any(Path(path).is_relative_to(folder) for folder in SYSTEM)
    ]
