"""Parlance.icns from resources/icon.svg, every size drawn anew."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from assemble.errors import PackagingError

SIZES = (32, 64, 128, 256, 512, 1024)
SMALL = 32  # up to here five bars are a blur: icon_small.svg has three


def draw(svg: bytes, size: int) -> Image.Image:
    """The icon as a picture of size x size pixels with alpha."""
    renderer = QSvgRenderer(svg)
    if not renderer.isValid():
        raise PackagingError("the icon cannot be drawn; Qt's SVG module refuses it.")
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    pixels = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (size, size), bytes(pixels.constBits()))


def write(resources: Path, icns: Path) -> None:
    """Write the icns file from the two drawings in `resources`."""
    normal, small = ((resources / name).read_bytes() for name in ("icon.svg", "icon_small.svg"))
    drawn = {size: draw(small if size <= SMALL else normal, size) for size in SIZES}
    largest = drawn.pop(max(drawn))
    icns.parent.mkdir(parents=True, exist_ok=True)
    largest.save(icns, format="ICNS", append_images=list(drawn.values()))


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
