"""mlx-lm's architectures, without what importing mlx-lm drags in.

`import mlx_lm` imports transformers for its tokenizers, a second or more. Names are read from its
source; its model classes need only MLX and are imported below a bare package.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from engine.config import Config

# The engine must not meet the bare package while another thread looks at a model on the hub.
importing = threading.RLock()


def module_of(config: Config) -> str | None:
    """Name of the module in `mlx_lm.models` that runs this config; None if there is none."""
    names, aliases, by_architecture = _tables()
    kind = str(config["model_type"])
    architectures = config.get("architectures") or ()
    if isinstance(architectures, str):
        architectures = (architectures,)
    for architecture in architectures:
        if special := by_architecture.get((kind, architecture)):
            return special
    name = aliases.get(kind, kind)
    return name if name in names else None


@contextmanager
def light_mlx_lm() -> Iterator[None]:
    """Inside, `import mlx_lm.models.x` costs milliseconds; nothing of it stays behind but the
    models. Does nothing where mlx_lm is imported already."""
    with importing:
        yield from _light()


def _light() -> Iterator[None]:
    if "mlx_lm" in sys.modules:
        yield
        return
    spec = _spec()
    bare = ModuleType("mlx_lm")
    bare.__path__ = list(spec.submodule_search_locations or ())
    bare.__spec__ = spec
    sys.modules["mlx_lm"] = bare
    try:
        yield
    finally:
        if sys.modules.get("mlx_lm") is bare:
            del sys.modules["mlx_lm"]  # the next import is a whole one


def _spec() -> ModuleSpec:
    spec = importlib.util.find_spec("mlx_lm")
    assert spec is not None
    return spec


@cache
def _tables() -> tuple[frozenset[str], dict[str, str], dict[tuple[str, str], str]]:
    """Module names, aliases of model types, and exceptions by (model type, architecture)."""
    origin = _spec().origin
    assert origin is not None
    root = Path(origin).parent
    tables: dict[str, Any] = {}
    for node in ast.parse((root / "utils.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("MODEL_REMAPPING", "MODEL_ARCHITECTURE_REMAPPING"):
                tables[name] = ast.literal_eval(node.value)
    return (
        frozenset(file.stem for file in (root / "models").glob("*.py")),
        tables.get("MODEL_REMAPPING", {}),
        tables.get("MODEL_ARCHITECTURE_REMAPPING", {}),
    )
