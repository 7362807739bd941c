"""As much of a reader of PDF as shows what a person could select, and where it stands."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_OPERATOR = re.compile(
    rb"1 0 0 1 (?P<x>[-\d.]+) (?P<y>[-\d.]+) cm|/F(?P<font>\d+) [\d.]+ Tf|(?P<begin>BT)|"
    rb"(?P<right>[-\d.]+) (?P<down>[-\d.]+) Td|<(?P<glyph>[0-9A-F]+)> ?Tj"
)
_RANGE = re.compile(rb"<(\w+)> <(\w+)> (?:<(\w+)>|\[([^\]]*)\])")


@dataclass(frozen=True)
class Page:
    """Attributes:
    size: in points.
    lines: (how far down in points, text), from the top.
    """

    size: tuple[float, float]
    lines: tuple[tuple[float, str], ...]

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)


class Pdf:
    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        self._objects = {int(m[1]): m[2] for m in _OBJECT.finditer(data)}
        self._fonts: dict[int, dict[int, str]] = {}
        self.pages = [self._page(o) for o in self._objects.values() if b"/Type /Page\n" in o]

    @property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)

    @property
    def pictures(self) -> list[tuple[int, int]]:
        """Width and height of each, in pixels."""
        found = [o for o in self._objects.values() if b"/Subtype /Image" in o]
        return [(_number(rb"/Width (\d+)", o), _number(rb"/Height (\d+)", o)) for o in found]

    @property
    def links(self) -> list[str]:
        addresses = (re.search(rb"/URI \((.*?)\)", o) for o in self._objects.values())
        return [found[1].decode() for found in addresses if found]

    @property
    def fonts_embedded(self) -> bool:
        """Of all that are used."""
        described = [o for o in self._objects.values() if b"/Type /FontDescriptor" in o]
        return bool(described) and all(b"/FontFile" in o for o in described)

    def _page(self, page: bytes) -> Page:
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page)
        assert box is not None
        content = self._stream(_number(rb"/Contents (\d+)", page))
        return Page((float(box[1]), float(box[2])), tuple(self._lines(content)))

    def _lines(self, content: bytes) -> Iterator[tuple[float, str]]:
        height, font, down = 0.0, 0, 0.0
        line: list[str] = []
        at: float | None = None
        first = False
        for found in _OPERATOR.finditer(content):
            if found["y"]:
                height = float(found["y"])
            elif found["begin"]:
                first = True
            elif found["font"]:
                font = int(found["font"])
            elif found["down"] and first:
                down, first = height - float(found["down"]), False
                if at is None or abs(down - at) > 25:  # more than what a superscript differs by
                    if line and at is not None:
                        yield at / 10, "".join(line)
                    line, at = [], down
            elif found["glyph"]:
                glyphs = found["glyph"]
                for start in range(0, len(glyphs), 4):
                    line.append(self._font(font).get(int(glyphs[start : start + 4], 16), "?"))
        if line and at is not None:
            yield at / 10, "".join(line)

    def _font(self, number: int) -> dict[int, str]:
        """Letters by the numbers of their glyphs."""
        if number not in self._fonts:
            letters: dict[int, str] = {}
            named = _number(rb"/ToUnicode (\d+)", self._objects[number])
            for low, high, one, many in _RANGE.findall(self._stream(named)):
                glyphs = range(int(low, 16), int(high, 16) + 1)
                hexes = re.findall(rb"<(\w+)>", many) or [
                    b"%04X" % (int(one, 16) + at) for at in range(len(glyphs))
                ]
                letters |= {
                    glyph: bytes.fromhex(each.decode()).decode("utf-16-be", "replace")
                    for glyph, each in zip(glyphs, hexes, strict=False)
                }
            self._fonts[number] = letters
        return self._fonts[number]

    def _stream(self, number: int) -> bytes:
        whole = self._objects[number]
        start = whole.index(b"stream\n") + len(b"stream\n")
        if b"/FlateDecode" not in whole[:start]:
            return whole[start:]
        return zlib.decompressobj().decompress(whole[start:])


def _number(pattern: bytes, where: bytes) -> int:
    found = re.search(pattern, where)
    assert found is not None, pattern
    return int(found[1])
