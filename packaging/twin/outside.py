"""What a running program has loaded, and which of it comes from outside its bundle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

# Where a system keeps its libraries and what they read.
SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share", "/var/cache", "/etc", "/dev")

# Prints, as JSON, where Python found everything, after the program has run in this very process.
PROBE = """
import json, sys
from app.__main__ import main
code = main(sys.argv[1:])
places = {}
for name, module in list(sys.modules.items()):
    spec = getattr(module, "__spec__", None)
    found = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or ())]
    found += [getattr(spec, "origin", None), getattr(spec, "cached", None)]
    places[name] = [str(one) for one in found if one and str(one).startswith("/")]
print("PROBE " + json.dumps({"code": code, "path": sys.path, "modules": places}))
"""


def mapped_files(process: int) -> set[str]:
    """The files that a process has mapped into its memory."""
    lines = Path(f"/proc/{process}/maps").read_text("utf-8").splitlines()
    names = (line.split(maxsplit=5)[5] for line in lines if len(line.split(maxsplit=5)) == 6)
    return {name for name in names if name.startswith("/") and not name.startswith("/memfd:")}


def foreign(paths: Iterable[str], app: Path) -> list[str]:
    """Those outside the bundle `app`."""
    return sorted(path for path in paths if not Path(path).is_relative_to(app))


def no_system_file(paths: Iterable[str], app: Path) -> list[str]:
    """Those outside the bundle that are no system library either, or are a Python's."""
    return [
        path
        for path in foreign(paths, app)
        if re.search(r"python|/(site|dist)-packages/|\.abi3\.", path)
        or not any(Path(path).is_relative_to(folder) for folder in SYSTEM)
    ]
