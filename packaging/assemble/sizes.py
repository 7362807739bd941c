"""How much each part of a bundle takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from assemble import files
from assemble.layout import Layout

# Distributions that have a line of their own; the others are "other wheels".
GROUPS = {
    "mlx": "MLX",
    "mlx-metal": "MLX",
    "mlx-cpu": "MLX",
    "mlx-lm": "MLX",
    "pyside6-essentials": "Qt",
    "shiboken6": "Qt",
    "transformers": "transformers",
    "numpy": "numpy",
}


def by_component(layout: Layout, owners: Mapping[str, str]) -> dict[str, int]:
    """Bytes by part, byte code with its source, links not counted; "total" among them.

    Args:
        owners: distribution by path under site-packages.
    """
    starter = layout.parlance / "resources" / "models"
    found: Counter[str] = Counter()
    for path in files.walk(layout.app):
        if path.is_symlink() or path.is_dir():
            continue
        if path.is_relative_to(layout.site_packages):
            inside = path.relative_to(layout.site_packages).as_posix()
            part = GROUPS.get(owners.get(_source_of(inside), ""), "other wheels")
        elif path == layout.executable:
            part = "launcher"
        elif path.is_relative_to(layout.python):
            part = "standard library"
        elif path.is_relative_to(starter):
            part = "starter model"
        elif path.is_relative_to(layout.parlance):
            part = "Parlance"
        elif path.is_relative_to(layout.licences):
            part = "licences"
        else:
            part = "icon, seal and lists"
        found[part] += path.lstat().st_size
    return {**dict(found.most_common()), "total": found.total()}


def _source_of(path: str) -> str:
    """The module whose byte code this is; any other path as it is."""
    compiled = PurePosixPath(path)
    if compiled.parent.name != "__pycache__":
        return path
    return str(compiled.parent.parent / f"{compiled.name.split('.')[0]}.py")


def installed(app: Path) -> int:
    """Bytes of all files."""
    return files.size(app)
