"""A small interpreter, a wheel and a checkout, of which a bundle is made in a moment."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from assemble import bundle, wheels
from assemble.bundle import Report
from assemble.pins import ROOT
from assemble.prune import Rules
from assemble.targets import MAC, Target
from tests.packaging.machos import ARM64, EXECUTE, X86_64, MachO, fat

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
_RULES = """
[[rule]]
of = ["small", "stdlib", "parlance"]
keep = ["**/*.{py,svg,dylib}", "*.dist-info/**", "LICENSE.txt"]
why = "everything"
[[rule]]
of = "stdlib"
drop = ["test/**"]
why = "tests"
[[rule]]
of = "small"
keep = ["small/Qt/lib/*.framework/Versions/A/**"]
why = "a framework"
"""


@dataclass(frozen=True)
class StandIn:
    """The inputs of a build."""

    folder: Path

    @property
    def wheels(self) -> Path:
        return self.folder / "wheels"

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    def build(self, out: Path, target: Target = MAC) -> Report:
        rules = self.folder / "keep.toml"
        rules.write_text(_RULES)
        return bundle.build(
            target,
            self.folder / "python",
            out,
            say=lambda _: None,
            tree=wheels.read_tree(self.wheels),
            launcher=_launcher,
            checkout=self.checkout,
            rules=Rules.load(rules),
            date=1_700_000_000,
        )


def make(folder: Path) -> StandIn:
    """Write the inputs into `folder`."""
    stdlib = folder / "python" / "lib" / f"python{MINOR}"
    include = folder / "python" / "include" / f"python{MINOR}"
    _write(include / "patchlevel.h", f'#define PY_VERSION "{MINOR}.7"\n')
    _write(stdlib / "os.py", "import json\n")
    _write(stdlib / "json" / "__init__.py", "NAMES = {'b', 'a', 'c'}\n")
    _write(stdlib / "LICENSE.txt", "PSF")
    site = folder / "wheels"
    binary = bytes(MachO(install_name="@rpath/libsmall.dylib"))
    intel = bytes(MachO(cpu=X86_64, install_name="@rpath/libsmall.dylib"))
    _write(site / "small" / "__init__.py", "assert {'x', 'y'}\n")
    _write(site / "small" / "libsmall.dylib", fat((X86_64, intel), (ARM64, binary)))
    framework = "small/Qt/lib/QtSmall.framework/Versions/A"
    _write(site / framework / "QtSmall", binary)
    _write(site / framework / "Resources" / "Info.plist", "<plist/>")
    info = site / "small-1.0.dist-info"
    _write(info / "METADATA", "Metadata-Version: 2.4\nName: Small\nVersion: 1.0\n")
    _write(info / "licenses" / "LICENSE", "Free.")
    files = [file.relative_to(site).as_posix() for file in sorted(site.rglob("*"))]
    listed = [*(file for file in files if (site / file).is_file()), f"{info.name}/RECORD"]
    _write(info / "RECORD", "".join(f"{file},,\n" for file in listed))
    for path in ("app/__init__.py", "engine/__init__.py", "ui/__init__.py"):
        _write(folder / "checkout" / path, '__version__ = "1.2.3"\n')
    for name in ("icon.svg", "icon_small.svg"):
        place = folder / "checkout" / "resources" / name
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / "resources" / name, place)
    return StandIn(folder)


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def _launcher(_target: Target, _python: Path, out: Path) -> None:
    out.write_bytes(bytes(MachO(kind=EXECUTE)))
