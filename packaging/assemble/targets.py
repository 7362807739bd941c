"""The two systems that a bundle is made for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """What differs between the Mac's bundle and its Linux twin.

    Attributes:
        name: "mac" or "linux"; keep.toml uses it.
        sys_platform: what `sys.platform` says there.
        machine: what `platform.machine()` says there.
        uv_platform: uv's name for it; "" where the wheels are taken from the running environment.
        minimum: the oldest macOS, "" on Linux.
        seals: whether the bundle is signed.
    """

    name: str
    sys_platform: str
    machine: str
    uv_platform: str
    minimum: str
    seals: bool


MAC = Target("mac", "darwin", "arm64", "aarch64-apple-darwin", "14.0", seals=True)
LINUX = Target("linux", "linux", "x86_64", "", "", seals=False)

BY_NAME = {target.name: target for target in (MAC, LINUX)}
