"""All checks of a bundle, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from assemble.pins import pins
from assemble.prune import Rules
from assemble.targets import MAC
from verify.bundle import Bundle, open_bundle
from verify.bytecode import check_bytecode
from verify.findings import Finding
from verify.icon import check_icon
from verify.images import check_images
from verify.licences import check_licences
from verify.loading import Chains, check_loading
from verify.metal import check_metal
from verify.parts import check_parts
from verify.plists import check_plists
from verify.qt import check_qt
from verify.reviewed import check_reviewed
from verify.seal import check_seal
from verify.sizes import INSTALLED_MB, check_sizes


@dataclass(frozen=True)
class Inspection:
    """What was found, and what was looked at.

    Attributes:
        system_symbols: how many of macOS's own are asked for, by library: "looked up", "by linker"
            and "not looked up".
        minimum: the newest macOS that any Mach-O asks for, e.g. "14.0".
        sizes: bytes by component, "total" among them.
    """

    findings: list[Finding]
    machos: int
    references: int
    symbols: int
    python_symbols: int
    system_symbols: dict[str, dict[str, int]]
    links: int
    sealed: int
    minimum: str
    sizes: dict[str, int]
    seconds: float


def inspect(
    app: Path,
    *,
    image: Path | None = None,
    rules: Rules | None = None,
    pinned: Mapping[str, str] | None = None,
    installed_mb: float = INSTALLED_MB,
) -> Inspection:
    """Look at everything in a finished Parlance.app.

    Args:
        image: its disk image, whose size is checked too.
        rules: the reviewed list; keep.toml when left out.
        pinned: versions by distribution; those of requirements/run.txt when left out.

    Raises:
        PackagingError: the folder is no bundle.
    """
    began = monotonic()
    bundle = open_bundle(app, rules)
    check_images(bundle)
    chains = check_loading(bundle)
    check_metal(bundle)
    check_qt(bundle)
    sealed = check_seal(bundle)
    check_plists(bundle)
    check_icon(bundle)
    check_bytecode(bundle)
    if pinned is None:
        pinned = pins(MAC, f"{bundle.layout.minor}.0")
    check_reviewed(bundle, pinned)
    check_parts(bundle)
    check_licences(bundle)
    sizes = check_sizes(bundle, image, installed_mb)
    return _summed_up(bundle, chains, sealed, sizes, monotonic() - began)


def check(app: Path, image: Path | None = None) -> list[Finding]:
    """What is wrong with a finished Parlance.app; empty if nothing is."""
    return inspect(app, image=image).findings


def _summed_up(
    bundle: Bundle, chains: Chains, sealed: int, sizes: dict[str, int], seconds: float
) -> Inspection:
    newest = max((image.minimum for image in bundle.images.values()), default=())
    return Inspection(
        findings=bundle.findings,
        machos=len(bundle.machos),
        references=chains.references,
        symbols=chains.symbols,
        python_symbols=len(chains.python_symbols),
        system_symbols=chains.system.figures(),
        links=sum(path.is_symlink() for path in bundle.paths),
        sealed=sealed,
        minimum=".".join(str(part) for part in newest[:2]),
        sizes=sizes,
        seconds=round(seconds, 2),
    )
