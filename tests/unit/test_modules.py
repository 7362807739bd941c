"""What every module keeps to: it says what it is, is not long, and does its own work only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "engine", "ui", "packaging")
MOST_LINES = 500  # at which a second idea is looked for
MOST_LINES_OF_A_FUNCTION = 90

# Only there, each on the one thread, or in the one process, that computes.
MLX_IN_APP = {"app/local_engine.py", "app/machine_check/computing.py"}
# Measures the peer in an environment of its own.
PEERS = {"engine/bench_peer.py"}

NO_MODULES_IN_UI = {
    "ftplib", "glob", "http", "multiprocessing", "shutil", "socket", "sqlite3", "subprocess",
    "tempfile", "urllib.request", "PySide6.QtNetwork", "PySide6.QtSql", "PySide6.QtMultimedia",
    "PySide6.QtWebEngineWidgets",
}  # fmt: skip
NO_NAMES_IN_UI = {"open", "QDir", "QFile", "QFileInfo", "QProcess", "QSaveFile", "QSettings"}
NO_CALLS_IN_UI = {
    "glob", "is_dir", "is_file", "iterdir", "mkdir", "read_bytes", "read_text", "rglob", "rmdir",
    "touch", "unlink", "write_bytes", "write_text",
}  # fmt: skip


# Called by others by a rule: Qt and http.server by camel case and `do_`, the Markdown parser's
# blocks by `_{kind}_open`, the soak's deeds by `_{kind}`, argparse by its own names.
CALLED_BY_RULE = re.compile(r"^(do_[A-Z]+|_\w+_(open|close)|[a-z]+[A-Z]\w*|paint|__\w+__)$")
CALLED_BY_NAME = {
    "app/bench_download/hub_server.py": {"hub_server", "handle_error", "log_message"},
    "app/bench_ui/soak_deeds.py": {"_regenerate"},
    "app/cli/arguments.py": {"print_help"},
    "ui/markdown_blocks.py": {"_hr", "_code_block", "_inline", "_formula"},
    # What tests see and do that the app never does.
    "packaging/twin/outside.py": {"mapped_code", "no_system_library"},
    "packaging/twin/screen.py": {"why_no_screen"},
    "ui/main_window.py": {"add_user_message"},
    "ui/transcript.py": {"flush_pending"},
}


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def modules(*packages: str) -> list[Path]:
    return sorted(module for package in packages for module in (ROOT / package).rglob("*.py"))


def name_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def imports(module: Path) -> Iterator[str]:
    """Full names of what it imports, those inside functions too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def importers(package: str, of: str) -> set[str]:
    """Modules of `package` that import `of` or something in it."""
    return {
        name_of(module)
        for module in modules(package)
        if any(name == of or name.startswith(f"{of}.") for name in imports(module))
    }


def disk_and_network(module: Path) -> Iterator[str]:
    for name in imports(module):
        if name in NO_MODULES_IN_UI or name.partition(".")[0] in NO_MODULES_IN_UI:
            yield f"imports {name}"
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name) and node.id in NO_NAMES_IN_UI:
            yield f"line {node.lineno}: {node.id}"
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in NO_CALLS_IN_UI:
            yield f"line {called.lineno}: {called.attr}()"


def long_functions(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.name}, {lines} lines"


def unsaid_catches(module: Path) -> Iterator[int]:
    """Lines of `except Exception:` and the like without a comment, where nothing is raised."""
    lines = module.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree(module)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = ast.unparse(node.type) if node.type is not None else "BaseException"
        raises = any(isinstance(each, ast.Raise) for each in ast.walk(node))
        unsaid = "#" not in lines[node.lineno - 1]
        if caught in ("Exception", "BaseException") and unsaid and not raises:
            yield node.lineno


def made(module: Path) -> Iterator[str]:
    """Functions, methods and classes."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def named(module: Path) -> Iterator[str]:
    """What is used by its name, or by a text that is one."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from () if " " in node.value else re.findall(r"\w+", node.value)


def test_every_module_says_what_it_is() -> None:
    silent = [
        name_of(module)
        for module in modules(*PRODUCT, "tests", "resources")
        if not ast.get_docstring(tree(module)) and tree(module).body
    ]
    assert not silent


def test_no_module_is_long() -> None:
    long = {
        name_of(module): lines
        for module in modules(*PRODUCT)
        if (lines := len(module.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_no_function_is_long() -> None:
    long = {name_of(module): list(long_functions(module)) for module in modules(*PRODUCT)}
    assert not {module: found for module, found in long.items() if found}


def test_widgets_touch_neither_disk_nor_network() -> None:
    found = {name_of(module): list(disk_and_network(module)) for module in modules("ui")}
    assert not {module: deeds for module, deeds in found.items() if deeds}


def test_mlx_is_met_in_few_places_of_the_app() -> None:
    """Its arrays belong to the thread that made them."""
    assert importers("app", "mlx") == MLX_IN_APP
    assert not importers("app", "mlx_lm")


@pytest.mark.parametrize("package", PRODUCT)
@pytest.mark.parametrize("name", ["torch", "transformers", "mlx_vlm"])
def test_the_reference_and_the_peers_stay_outside(package: str, name: str) -> None:
    assert importers(package, name) <= PEERS


def test_whoever_catches_everything_raises_it_again_or_says_why_not() -> None:
    """Else a bug is taken for what was expected there."""
    unsaid = {name_of(module): list(unsaid_catches(module)) for module in modules(*PRODUCT)}
    assert not {module: lines for module, lines in unsaid.items() if lines}


def test_nothing_is_made_that_nobody_uses() -> None:
    """What only tests name is dead, too: delete it and its tests, or say above why it stays."""
    used = {name for module in modules(*PRODUCT) for name in named(module)}
    used |= {name for names in CALLED_BY_NAME.values() for name in names}
    unused = {
        name_of(module): names
        for module in modules(*PRODUCT)
        if (names := {n for n in made(module) if n not in used and not CALLED_BY_RULE.match(n)})
    }
    assert not unused
