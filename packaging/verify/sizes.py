"""How much the bundle takes, against its budget."""

from __future__ import annotations

from pathlib import Path

from assemble.sizes import by_component
from verify.bundle import Bundle

MB = 1_000_000
INSTALLED_MB = 520
IMAGE_MB = 160


def check_sizes(bundle: Bundle, image: Path | None, installed_mb: float) -> dict[str, int]:
    """Report what is over budget; gives bytes by component, "total" among them."""
    sizes = by_component(bundle.layout, bundle.tree.owners)
    report = bundle.report("size")
    if sizes["total"] > installed_mb * MB:
        largest = [name for name in sizes if name != "total"][:3]
        shares = ", ".join(f"{name} {sizes[name] / MB:.0f}" for name in largest)
        report(
            bundle.root,
            f"takes {sizes['total'] / MB:.0f} MB of {installed_mb:g} ({shares})",
            "drop what nobody needs in keep.toml",
        )
    if image is not None:
        sizes["disk image"] = image.stat().st_size
        if sizes["disk image"] > IMAGE_MB * MB:
            report(
                image,
                f"takes {sizes['disk image'] / MB:.0f} MB of {IMAGE_MB}",
                "drop what nobody needs in keep.toml",
            )
    return sizes
