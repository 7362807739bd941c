"""The house plan holds: who imports whom, what is pinned, what stays out of the tree."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.__main__ import _VERBS

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ["mlx", "mlx_lm", "transformers", "torch"]
# Nothing on the right may be imported by what stands on the left, in whatever module or function.
ARROWS = {
    "engine": ["PySide6", "ui", "app"],
    "ui": ["app", *HEAVY, "numpy", "PIL", "soundfile", "sounddevice", "huggingface_hub"],
    "app": ["torch"],
}
# Nor loaded when every module on the left is: what they import brings nothing heavy along.
LOADED = {
    "engine": ["PySide6", "ui", "app"],
    "ui": ["app", *HEAVY, "numpy", "PIL"],
    "app": HEAVY,
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported_names(module: Path) -> set[str]:
    """Top-level names of all imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute, the bundle needs it"
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("package", ARROWS)
def test_no_module_imports_against_the_arrows(package: str) -> None:
    against = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules(package)
        for name in imported_names(module) & set(ARROWS[package])
    }
    assert not against


@pytest.mark.parametrize("package", LOADED)
def test_importing_a_whole_package_loads_nothing_it_must_not(package: str) -> None:
    code = f"""
import importlib, pkgutil, sys, {package} as package
for module in pkgutil.walk_packages(package.__path__, "{package}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*sorted(set({LOADED[package]!r}) & set(sys.modules)))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


def test_looking_at_a_models_files_computes_nothing() -> None:
    """The model list does it on the main thread, while the window opens."""
    code = """
import sys, engine.model_info, engine.estimate
print(*sorted({"mlx", "mlx_lm", "numpy", "PIL", "soundfile", "soxr"} & set(sys.modules)))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []


@pytest.mark.parametrize("package", ["app", "engine", "ui"])
def test_the_packages_are_those_of_this_checkout(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin == str(ROOT / package / "__init__.py")


@pytest.mark.parametrize(
    "module",
    [
        "packaging/__init__.py",  # would shadow the library that transformers and mlx_lm import
        "tests/__init__.py",
        "tests/ui/__init__.py",  # would be found by `import ui`
    ],
)
def test_no_package_shadows_another(module: str) -> None:
    assert not (ROOT / module).exists()


# --- pins ---


def locked(name: str) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Per package what requirements/<name>.txt says: requirements and hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    pins: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for line in lines:
        if line.lstrip().startswith("#"):
            continue
        head, *hashes = line.split("--hash=")
        requirement = Requirement(head)
        pins.setdefault(canonicalize_name(requirement.name), []).append(
            (requirement, [digest.strip() for digest in hashes])
        )
    return pins


@pytest.mark.parametrize("name", ["run", "dev", "package"])
def test_every_requirement_is_one_version_with_hashes_and_no_address(name: str) -> None:
    pins = locked(name)
    assert pins
    for requirement, hashes in (pin for pins_of_one in pins.values() for pin in pins_of_one):
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), requirement


def declared(name: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    return [str(requirement) for requirement in found[name]]


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name in ("run", "dev", "package") for text in declared(name)],
)
def test_what_pyproject_asks_for_is_what_gets_installed(name: str, text: str) -> None:
    asked = Requirement(text)
    versions = [
        next(iter(pin.specifier)).version for pin, _ in locked(name)[canonicalize_name(asked.name)]
    ]
    assert any(asked.specifier.contains(version) for version in versions), versions


def test_macos_gets_metal_and_linux_gets_the_cpu_backend() -> None:
    pins = locked("run")
    for package, system in (("mlx-metal", "darwin"), ("mlx-cpu", "linux")):
        (pin, _), *_ = pins[package]
        assert pin.marker is not None
        for platform in ("darwin", "linux"):
            assert pin.marker.evaluate({"sys_platform": platform}) is (platform == system)


# --- the tree ---


def test_no_file_names_a_package_registry() -> None:
    registries = ("pypi org", "pythonhosted org", "npmjs org", "anaconda org", "crates io")
    hosts = [
        registry.replace(" ", ".").encode() for registry in registries
    ]  # not named here either
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".") or path.name == ".ci"]
    files = [file for top in tops for file in (top, *top.rglob("*")) if file.is_file()]
    assert len(files) > 50
    named = {
        f"{file.relative_to(ROOT)}: {host.decode()}"
        for file in files
        if file.suffix not in (".pyc", ".safetensors")
        for content in [file.read_bytes()]
        for host in hosts
        if host in content
    }
    assert not named


def test_ci_runs_the_command_that_a_newcomer_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.startswith("#!/usr/bin/env bash\nset -euo pipefail\n")
    assert script.rstrip().endswith("exec ./parlance test")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_help_names_every_word_the_launcher_takes() -> None:
    run = subprocess.run(
        [sys.executable, "-P", "-m", "app", "--help"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    for word in (*_VERBS, "package", "test", "--help", "--version"):
        assert re.search(rf"^\s+{word}\s", run.stdout, re.MULTILINE), word
