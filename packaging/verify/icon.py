"""The icon: every size that macOS asks for, and each of them a picture."""

from __future__ import annotations

import io
import struct

from PIL import IcnsImagePlugin

from verify.bundle import Bundle

# Points and pixels to the point; smaller ones are drawn from these on old screens.
SIZES = {(16, 2), (32, 2), (128, 1), (128, 2), (256, 1), (256, 2), (512, 1), (512, 2)}


def check_icon(bundle: Bundle) -> None:
    """Report an icon that is damaged or lacks sizes."""
    path = bundle.layout.icon
    report = bundle.report("icon")
    if not path.is_file():
        report(path, "is missing", "draw it: assemble.icon")
        return
    try:
        icns = IcnsImagePlugin.IcnsFile(io.BytesIO(path.read_bytes()))
        found = {(width, scale) for width, _, scale in icns.itersizes()}
        for width, height, scale in icns.itersizes():
            picture = icns.getimage((width, height, scale))
            picture.load()
            if picture.size != (width * scale, height * scale):
                report(path, f"its {width}x{height}@{scale} is {picture.size}", "draw it again")
    except (OSError, SyntaxError, ValueError, LookupError, struct.error) as error:
        report(path, f"is no icon ({error})", "draw it again: assemble.icon")
        return
    for width, scale in sorted(SIZES - found):
        report(path, f"lacks {width}x{width}@{scale}x", "draw it again: assemble.icon")
