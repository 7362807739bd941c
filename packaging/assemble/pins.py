"""What requirements/run.txt pins for one system and one Python."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assemble.errors import PackagingError
from assemble.targets import Target

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "requirements" / "run.txt"


def pins(target: Target, python_version: str, requirements: Path = RUN) -> dict[str, str]:
    """Version by normalised name, as the markers of `requirements` decide for the target.

    Args:
        python_version: in full, e.g. "3.13.15".
    """
    environment = _environment(target, python_version)
    found: dict[str, str] = {}
    for line in requirements.read_text("utf-8").splitlines():
        if not line or line[0] in " #":
            continue
        requirement = Requirement(line.removesuffix("\\").strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            found[canonicalize_name(requirement.name)] = _exact(requirement, requirements)
    return found


def _environment(target: Target, python_version: str) -> dict[str, str]:
    return {
        "sys_platform": target.sys_platform,
        "platform_machine": target.machine,
        "platform_system": {"darwin": "Darwin", "linux": "Linux"}[target.sys_platform],
        "os_name": "posix",
        "python_version": ".".join(python_version.split(".")[:2]),
        "python_full_version": python_version,
        "implementation_name": "cpython",
        "implementation_version": python_version,
        "platform_python_implementation": "CPython",
        "extra": "",
    }


def _exact(requirement: Requirement, file: Path) -> str:
    versions = [one.version for one in requirement.specifier if one.operator == "=="]
    if len(versions) != 1:
        raise PackagingError(f"{file.name} does not pin {requirement.name}; make it afresh.")
    return versions[0]


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """What sets the installed packages apart from the pins, one phrase each."""
    wrong = [
        f"{name} {version} is missing" if name not in found else f"{name} is {found[name]}"
        for name, version in sorted(wanted.items())
        if found.get(name) != version
    ]
    return wrong + [f"{name} is not pinned" for name in sorted(set(found) - set(wanted))]
