"""Files that nobody has reviewed, or that a Mac would not take; distributions not as pinned."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from assemble.layout import NAME
from assemble.pins import differences
from assemble.targets import MAC
from verify.bundle import Bundle

# What lies outside of the four large folders.
SHELL = re.compile(
    r"Contents/(Info\.plist|PkgInfo|CodeResources|_CodeSignature/CodeResources"
    rf"|MacOS/{NAME}|Resources/{NAME}\.icns|Resources/[A-Za-z-]+\.lproj/InfoPlist\.strings"
    r"|Resources/python/lib/libpython3\.\d+\.dylib|Resources/licences/.+)"
)
# codesign seals frameworks one by one when a release is signed on a Mac.
FRAMEWORK_SEAL = re.compile(r"\.framework/Versions/A/_CodeSignature/CodeResources$")
REMEDY = "look at it, then keep or drop it in packaging/assemble/keep.toml"


def check_reviewed(bundle: Bundle, pinned: Mapping[str, str]) -> None:
    """Report files outside the reviewed list and distributions that differ from the pins."""
    layout, owners = bundle.layout, bundle.tree.owners
    for path in bundle.paths:
        if path.is_symlink() or path.suffix == ".pyc" or FRAMEWORK_SEAL.search(bundle.name(path)):
            continue  # links are checked with Qt, byte code by itself
        if path.is_relative_to(layout.site_packages):
            inside = path.relative_to(layout.site_packages).as_posix()
            _check(bundle, path, owners.get(inside, ""), inside)
        elif path.is_relative_to(layout.stdlib):
            _check(bundle, path, "stdlib", path.relative_to(layout.stdlib).as_posix())
        elif path.is_relative_to(layout.parlance):
            _check(bundle, path, "parlance", path.relative_to(layout.parlance).as_posix())
        elif not SHELL.fullmatch(bundle.name(path)):
            bundle.report("reviewed")(path, "belongs to no part of the bundle", REMEDY)
    _check_names_and_modes(bundle)
    report = bundle.report("pins")
    for difference in differences(pinned, bundle.tree.versions):
        report(layout.site_packages, difference, "resolve the wheels again")


def _check_names_and_modes(bundle: Bundle) -> None:
    """What Linux allows: names that are one on a Mac, and files that only their builder reads."""
    seen: dict[str, Path] = {}
    for path in bundle.paths:
        name = unicodedata.normalize("NFD", bundle.name(path)).casefold()
        if name in seen:
            report = bundle.report("name")
            report(path, f"is one file with {seen[name].name} on a Mac", "drop one of them")
        seen[name] = path
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & 0o7446 != 0o444:
            report = bundle.report("mode")
            report(path, f"has the mode {stat.S_IMODE(mode):o}", "give it 644, a program 755")


def _check(bundle: Bundle, path: Path, of: str, inside: str) -> None:
    report = bundle.report("reviewed")
    if not of:
        report(path, "belongs to no distribution", REMEDY)
        return
    rule = bundle.rules.decide(of, inside, MAC.name)
    if rule is None:
        report(path, "is not in the reviewed list", REMEDY)
    elif not rule.keeps:
        report(path, f"should not be here ({rule.why})", "assemble the bundle again")
