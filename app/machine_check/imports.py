"""Every import of our code works, also those that wait until something is asked for."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from app.machine_check import Finding
from app.paths import program_folder

OURS = ("app", "engine", "ui")
# Measuring brings its own environment along, and needs this much of a checkout.
_MEASURING = ("app/bench_", "app/peers.py", "engine/bench_")

# What libraries import by a name that they have put together.
BY_NAME = (
    "encodings.idna",
    "hf_xet",
    "truststore",
    "pygments.lexers.c_cpp",
    "pygments.lexers.javascript",
    "pygments.lexers.jvm",
    "pygments.lexers.python",
    "pygments.lexers.rust",
    "pygments.lexers.shell",
    "pygments.lexers.web",
    "pygments.styles.default",
    "transformers.models.auto.tokenization_auto",
    "transformers.models.gemma.tokenization_gemma",
    "transformers.models.qwen2.tokenization_qwen2",
    "transformers.tokenization_utils_tokenizers",
)
_NEEDS_MORE = ("mlx_lm.models.olmo",)  # a package of its own; it says so and exits
_ALL_OF = ("mlx_lm.models", "mlx_lm.tool_parsers", "mlx_lm.chat_templates")


def imports() -> Finding:
    """Our modules, all that they import anywhere, and what is imported by name."""
    failed: dict[str, str] = {}
    names = sorted({*_ours(), *_theirs(), *BY_NAME, *_families()})
    for name in names:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importlib.import_module(name)
        except (Exception, SystemExit) as error:  # whatever a module does when it is imported
            failed[name] = f"{type(error).__name__}: {error}"
    if failed:
        said = "; ".join(f"{name}: {why}" for name, why in failed.items())
        return Finding("no", f"{len(failed)} of {len(names)} modules: {said}", {"failed": failed})
    return Finding("ok", f"{len(names)} modules", {"modules": len(names)})


def _ours() -> Iterator[str]:
    for path in _sources():
        parts = list(path.with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        if parts[-1] != "__main__":  # would run
            yield ".".join(parts)


def _theirs() -> Iterator[str]:
    """Modules of others that stand in an import of ours, wherever it is."""
    for path in _sources():
        tree = ast.parse((program_folder() / path).read_text(encoding="utf-8"))
        for name in _imported(tree):
            if name.partition(".")[0] not in OURS:
                yield name


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.If(test=ast.Name("TYPE_CHECKING")):
                for rest in node.orelse:
                    yield from _imported(rest)
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                yield module
            case _:
                yield from _imported(node)


def _sources() -> list[Path]:
    """Relative to the program's folder; without those that only measure."""
    root = program_folder()
    found = (path.relative_to(root) for each in OURS for path in (root / each).rglob("*.py"))
    return sorted(path for path in found if not path.as_posix().startswith(_MEASURING))


def _families() -> Iterator[str]:
    """mlx-lm finds a model's code by the name in its settings."""
    for package in _ALL_OF:
        try:
            paths = importlib.import_module(package).__path__
        except Exception:  # said when its own import is tried
            yield package
            continue
        names = (f"{package}.{each.name}" for each in pkgutil.iter_modules(paths))
        yield from (name for name in names if name not in _NEEDS_MORE)


if __name__ == "__main__":  # for whoever wants to see the list
    sys.stdout.write("\n".join(sorted({*_ours(), *_theirs(), *BY_NAME, *_families()})) + "\n")
