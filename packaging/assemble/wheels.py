"""The wheel tree: which files there are, and whose they are."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.utils import canonicalize_name

from assemble.errors import PackagingError
from assemble.interpreter import Interpreter
from assemble.pins import RUN, differences
from assemble.targets import Target


@dataclass(frozen=True)
class WheelTree:
    """Installed packages.

    Attributes:
        root: the site-packages folder.
        owners: distribution (normalised) by path under root, for every file of them.
        versions: by distribution.
    """

    root: Path
    owners: Mapping[str, str]
    versions: Mapping[str, str]


def resolve_for_mac(
    target: Target, python: Interpreter, wanted: Mapping[str, str], folder: Path
) -> WheelTree:
    """Install the Mac's wheels into `folder`, on whatever machine this is.

    pip would ask the host about `sys_platform` and leave out mlx-metal; uv asks the target.

    Raises:
        PackagingError: uv is missing or fails, or its choice is not what is pinned.
    """
    command = [
        *(_uv(), "pip", "install", "--quiet", "--no-progress"),
        *("--python", sys.executable, "--python-version", python.version),
        *("--python-platform", target.uv_platform),
        *("--only-binary", ":all:", "--require-hashes", "--no-deps", "--no-compile-bytecode"),
        *("--target", str(folder), "--requirement", str(RUN)),
    ]
    # On a newer macOS uv would take the wheels for that one, whose Metal kernels older ones refuse.
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": target.minimum}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.split())[-600:]
        raise PackagingError(f"uv could not fetch the Mac's wheels: {reason}")
    tree = read_tree(folder)
    if "mlx-metal" not in tree.versions:
        raise PackagingError("mlx-metal is missing among the wheels: without it there is no GPU.")
    return _checked(tree, wanted)


def take_from_environment(wanted: Mapping[str, str]) -> WheelTree:
    """The running environment's packages, as far as they are `wanted`.

    Raises:
        PackagingError: they are not as pinned.
    """
    return _checked(read_tree(Path(sysconfig.get_path("purelib")), only=wanted), wanted)


def _checked(tree: WheelTree, wanted: Mapping[str, str]) -> WheelTree:
    if wrong := differences(wanted, tree.versions):
        raise PackagingError(
            f"the wheels are not what {RUN.name} pins: {', '.join(wrong[:5])}; run ./parlance once "
            "to set up what is pinned, or make the requirements afresh."
        )
    return tree


def _uv() -> str:
    beside = Path(sysconfig.get_path("scripts")) / "uv"
    if beside.is_file():
        return str(beside)
    if found := shutil.which("uv"):
        return found
    raise PackagingError("uv is missing; ./parlance package installs it from package.txt.")


def read_tree(root: Path, only: Mapping[str, str] | None = None) -> WheelTree:
    """Read every distribution's RECORD.

    Args:
        only: names (normalised) of those that count; all when left out.
    """
    owners: dict[str, str] = {}
    versions: dict[str, str] = {}
    for info in sorted(root.glob("*.dist-info")):
        metadata = HeaderParser().parsestr((info / "METADATA").read_text("utf-8"))
        name = canonicalize_name(metadata["Name"])
        if only is not None and name not in only:
            continue
        versions[name] = metadata["Version"]
        for path in _recorded(info):
            if (root / path).is_file():
                owners[path] = name
    return WheelTree(root, owners, versions)


def _recorded(info: Path) -> list[str]:
    """Paths under site-packages; what lies outside (scripts) or is compiled does not count."""
    with (info / "RECORD").open(encoding="utf-8", newline="") as lines:
        paths = [row[0] for row in csv.reader(lines) if row]
    return [path for path in paths if not re.search(r"^(\.\.|/)|(^|/)__pycache__/", path)]


def write_record(info: Path, kept: list[str]) -> None:
    """Let RECORD list what is in the bundle.

    Without hashes: thinning and signing change the files, and the seal holds them all anyway.
    """
    with (info / "RECORD").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([path, "", ""] for path in sorted(kept))
