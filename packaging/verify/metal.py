"""MLX's Metal kernels: for the right macOS, and beside the library that looks for them there."""

from __future__ import annotations

from macho import MachOError
from macho.metallib import metallib_minimum
from verify.bundle import FLOOR, Bundle

LIBRARY, KERNELS = "libmlx.dylib", "mlx.metallib"


def check_metal(bundle: Bundle) -> None:
    """Report kernels of another macOS, kernels that MLX would not find, and their absence."""
    report = bundle.report("metal")
    libraries = [path for path in bundle.paths if path.name == LIBRARY]
    for library in libraries:
        if not library.with_name(KERNELS).is_file():
            report(
                library,
                f"has no {KERNELS} beside it, where alone it looks",
                "keep both in one folder",
            )
    if not libraries:
        report(bundle.layout.site_packages, f"holds no {LIBRARY}", "keep mlx-metal in keep.toml")
    for kernels in (path for path in bundle.paths if path.suffix == ".metallib"):
        if not kernels.with_name(LIBRARY).is_file():
            report(kernels, f"does not lie beside {LIBRARY}", "keep both in one folder")
        try:
            major, minor = metallib_minimum(kernels)
        except MachOError as error:
            report(kernels, str(error), "take the wheel again")
            continue
        if (major, minor) > FLOOR:
            report(
                kernels,
                f"holds kernels for macOS {major}.{minor}, which older systems refuse",
                "take the mlx-metal wheel for macosx_14_0",
            )
