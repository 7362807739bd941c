"""Makes the spaces of a PDF spaces again.

Qt draws tabs as spaces, and says of that glyph, for whoever selects or searches the text, that it
is the first of the letters it stands for: the tab. Then no two words are found beside each other.
What it says stands in plain words in the file, and a space is written with as many bytes.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

_SECTION = re.compile(rb"beginbfrange\n(.*?)endbfrange", re.DOTALL)
_LETTERS = re.compile(rb"^<\w{4}> <\w{4}> (\[[^\]\n]*\]|<\w{4}>)", re.MULTILINE)
_TAB, _SPACE = b"<0009>", b"<0020>"


def mend_spaces(path: Path) -> None:
    """In place; the file keeps its length.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        for section in _SECTION.finditer(data):
            for line in _LETTERS.finditer(section[1]):
                at = section.start(1) + line.start(1)
                data[at : at + len(line[1])] = line[1].replace(_TAB, _SPACE)
