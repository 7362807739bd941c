"""The links inside Qt's frameworks, which no wheel can hold and codesign insists on."""

from __future__ import annotations

import shutil
from pathlib import Path

from assemble.errors import PackagingError


def relink(folder: Path) -> int:
    """Make every framework below the folder whole again; gives how many there are.

    `Versions/A` holds the files; `Versions/Current`, the library and `Resources` are links.
    """
    frameworks = sorted(folder.rglob("*.framework"))
    for framework in frameworks:
        name = framework.stem
        if not (framework / "Versions" / "A" / name).is_file():
            raise PackagingError(f"{framework.name} has no Versions/A/{name}; its layout is new.")
        for link, to in (
            ("Versions/Current", "A"),
            (name, f"Versions/Current/{name}"),
            ("Resources", "Versions/Current/Resources"),
        ):
            place = framework / link
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)  # the wheel's second copy
            place.unlink(missing_ok=True)
            place.symlink_to(to)
    return len(frameworks)
