"""Free fonts found on this machine, split by family into those for training and those held out."""

from __future__ import annotations

import subprocess
from functools import lru_cache

from PIL import ImageFont

HELD_OUT = {
    "Lato",
    "Open Sans",
    "Vollkorn",
    "Inter",
    "Inter Display",
    "Karla",
    "EB Garamond",
    "Comic Neue",
    "Quicksand",
    "PT Serif",
    "Manrope",
}
SKIPPED = (  # noqa: SIM905
    "D050000L;Balker;El Abogado Loco;It wasn't me;Junkyard;Marked Fool;"
    "Wargames;Penguin Attack;"
    "Swift;Winks;flatline;progenisis;Domestic Manners;Linux Biolinum Keyboard O;Z003;"
    "Linux Libertine Initials O;TeX Gyre Chorus;Standard Symbols PS;Droid Sans Fallback;"
    "Atari;Go Smallcaps;Clear Sans Thin;DejaVu Math TeX Gyre;Karla Tamil Inclined;"
    "Karla Tamil Upright;OpenDyslexicAlta;Noto Color Emoji;unifur;Unifont"
).split(";")


@lru_cache(maxsize=1)
def families() -> dict[str, list[str]]:
    """Family name -> files of its upright styles (as fontconfig lists them)."""
    listing = subprocess.run(
        ["fc-list", "--format", "%{family[0]}|%{style[0]}|%{file}|%{lang}\n"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, list[str]] = {}
    for line in listing.splitlines():
        family, style, path, languages = line.split("|", 3)
        if not path.lower().endswith((".ttf", ".otf")) or family in SKIPPED:
            continue
        if any(w in style.lower() for w in ("italic", "oblique", "thin", "hairline", "slanted")):
            continue
        if "en" not in languages.split("|"):
            continue
        found.setdefault(family, []).append(path)
    return {name: sorted(set(paths)) for name, paths in sorted(found.items())}


def split(held_out: bool) -> list[list[str]]:
    """Lists of font files, one list per family, of the held-out or of the training families."""
    return [paths for name, paths in families().items() if (name in HELD_OUT) == held_out]


@lru_cache(maxsize=4000)
def font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """The font at a pixel size, cached."""
    return ImageFont.truetype(path, size)
