"""Each Mach-O by itself: architecture, oldest system, rpaths, signature."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from macho.codesign import signature_faults
from macho.image import Image
from verify.bundle import FLOOR, Bundle
from verify.resolve import inside, place

_EXTENSION = re.compile(r"\.cpython-(\d+t?)-darwin\.so$")
LOADED_KINDS = ("EXECUTE", "DYLIB", "BUNDLE")


def check_images(bundle: Bundle) -> None:
    """Report what is wrong with any Mach-O, wherever it is loaded from."""
    for path, image in bundle.images.items():
        _check_target(bundle, path, image)
        _check_python(bundle, path)
        _check_rpaths(bundle, path, image)
    report = bundle.report("signature")
    for path in bundle.machos:
        if path in bundle.images:
            for fault in signature_faults(path.read_bytes()):
                report(path, fault, "assemble the bundle again, and change nothing afterwards")


def _check_target(bundle: Bundle, path: Path, image: Image) -> None:
    report = bundle.report("architecture")
    if image.cpu != "arm64":
        report(path, f"is for {image.cpu}", "take the wheel for arm64")
    if image.kind not in LOADED_KINDS:
        report(path, f"is nothing that is loaded ({image.kind})", "drop it in keep.toml")
    report = bundle.report("minimum system")
    if image.platform != "MACOS":
        report(path, f"is for {image.platform or 'no system'}", "take the wheel for macOS")
    elif image.minimum > (*FLOOR, 0):
        needed = ".".join(str(part) for part in image.minimum[:2])
        floor = ".".join(str(part) for part in FLOOR)
        report(path, f"needs macOS {needed}", f"take a build for macOS {floor}")


def _check_python(bundle: Bundle, path: Path) -> None:
    built_for = _EXTENSION.search(path.name)
    minor = bundle.layout.minor
    if built_for and built_for[1] != minor.replace(".", ""):
        bundle.report("python")(
            path,
            f"is for another Python than {minor}, which does not find it",
            f"resolve the wheels for {minor}",
        )


def _check_rpaths(bundle: Bundle, path: Path, image: Image) -> None:
    report = bundle.report("rpath")
    for rpath in image.rpaths:
        if PurePosixPath(rpath).is_absolute():
            report(path, f"has the absolute rpath {rpath}", "cut it out: macho.rpaths")
        elif not rpath.startswith(("@loader_path", "@executable_path")):
            report(path, f"has the rpath {rpath}, relative to nothing", "cut it out")
        elif not inside(bundle.root, place(rpath, path, bundle.layout.executable)):
            report(path, f"has the rpath {rpath}, which leaves the bundle", "cut it out")
