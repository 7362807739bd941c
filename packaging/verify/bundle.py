"""The bundle under inspection: its files and its Mach-O images, read once."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assemble import files
from assemble.errors import PackagingError
from assemble.layout import Layout
from assemble.prune import Rules
from assemble.targets import MAC
from assemble.wheels import WheelTree, read_tree
from macho import MachOError, is_macho
from macho.fat import slices
from macho.image import Image, read
from verify.findings import Finding

FLOOR = tuple(int(part) for part in MAC.minimum.split("."))


@dataclass
class Bundle:
    """Everything that several checks look at.

    Attributes:
        root: the folder, without links on the way.
        paths: every file and link, in a fixed order.
        machos: the Mach-O files among them.
        images: those that are of one architecture and whole.
        tree: the distributions in site-packages.
        rules: the reviewed list.
        findings: filled by the checks.
    """

    root: Path
    layout: Layout
    paths: list[Path]
    machos: list[Path]
    tree: WheelTree
    rules: Rules
    images: dict[Path, Image] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """As findings call a file: relative to the bundle."""
        if path == self.root or not path.is_relative_to(self.root):
            return path.name
        return path.relative_to(self.root).as_posix()

    def report(self, check: str) -> Callable[[Path, str, str], None]:
        """What a check calls with a file, what is wrong, and the remedy."""

        def add(path: Path, what: str, remedy: str) -> None:
            self.findings.append(Finding(check, self.name(path), what, remedy))

        return add


def open_bundle(app: Path, rules: Rules | None = None) -> Bundle:
    """Read a bundle.

    Raises:
        PackagingError: the folder is no Parlance.app.
    """
    root = app.resolve()
    found = sorted((root / "Contents" / "Resources" / "python" / "lib").glob("python3.*"))
    if len(found) != 1:
        raise PackagingError(
            f"{app} holds no bundle (no Contents/Resources/python/lib/python3.X); name a finished "
            "Parlance.app."
        )
    layout = Layout(root, found[0].name.removeprefix("python"))
    paths = [path for path in files.walk(root) if path.is_symlink() or path.is_file()]
    bundle = Bundle(
        root=root,
        layout=layout,
        paths=paths,
        machos=[path for path in paths if is_macho(path)],
        tree=_distributions(layout.site_packages),
        rules=rules or Rules.load(),
    )
    _read_images(bundle)
    return bundle


def _distributions(site: Path) -> WheelTree:
    try:
        return read_tree(site)
    except (OSError, UnicodeDecodeError, AttributeError, TypeError, csv.Error) as error:
        raise PackagingError(
            f"a distribution in {site} is damaged ({error}); assemble the bundle again."
        ) from error


def _read_images(bundle: Bundle) -> None:
    report = bundle.report("architecture")
    for path in bundle.machos:
        try:
            present = slices(path.read_bytes())
            if present:
                names = ", ".join(one.name for one in present)
                report(path, f"holds several architectures ({names})", "thin it to arm64")
            else:
                bundle.images[path] = read(path)
        except (MachOError, UnicodeDecodeError) as error:
            report(path, f"cannot be read: {error}", "assemble the bundle again")
