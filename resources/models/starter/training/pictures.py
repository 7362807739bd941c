"""Drawn pictures with exact labels: coloured shapes, and short printed words and numbers.

Every picture comes from one random generator, so that a seed fixes it. Labels are given both for
the whole picture (for the questions) and for every patch of 12 x 12 pixels (for the tower).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import fonts
import numpy as np
from lexicon import CHARS, COLOUR_NAMES, COLOURS, SHAPES, WORDS
from PIL import Image, ImageDraw, ImageFilter

PATCH = 12
LIGHT = [
    (255, 255, 255),
    (250, 250, 245),
    (238, 238, 238),
    (252, 246, 224),
    (226, 238, 250),
    (228, 244, 228),
    (250, 232, 236),
    (215, 215, 215),
    (245, 240, 255),
]
DARK = [(20, 24, 40), (40, 40, 44), (30, 45, 40), (52, 36, 48), (64, 66, 72)]
XS, YS = ("left", "middle", "right"), ("top", "middle", "bottom")


@dataclass
class Thing:
    """One drawn shape: names, and its cell of a 3 x 3 grid (0, 1, 2 from left and top)."""

    shape: str
    colour: str
    col: int
    row: int


@dataclass
class Scene:
    """A picture and what is in it. `patches`: class and colour per patch, (rows, cols, 2)."""

    pixels: np.ndarray
    kind: str
    things: list[Thing] = field(default_factory=list)
    text: str = ""
    patches: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 2), np.uint8))


def _rotate(points: list[tuple[float, float]], degrees: float) -> list[tuple[float, float]]:
    a = math.radians(degrees)
    return [
        (x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)) for x, y in points
    ]


def _outline(shape: str, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Corners of a shape of radius about 1 around 0."""
    if shape == "circle":
        squash = rng.uniform(0.93, 1.07)
        return [
            (math.cos(t) * squash, math.sin(t) / squash) for t in np.linspace(0, 2 * math.pi, 40)
        ]
    if shape == "square":
        points = [(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)]
        return _rotate(points, rng.uniform(-9, 9))
    if shape == "triangle":
        tip, base = rng.uniform(0.9, 1.1), rng.uniform(0.85, 1.05)
        return _rotate([(0, -tip), (base, 0.8), (-base, 0.8)], rng.uniform(-10, 10))
    if shape == "star":
        inner = rng.uniform(0.38, 0.5)
        points = [
            (
                math.sin(i * math.pi / 5) * (1 if i % 2 == 0 else inner),
                -math.cos(i * math.pi / 5) * (1 if i % 2 == 0 else inner),
            )
            for i in range(10)
        ]
        return _rotate(points, rng.uniform(-18, 18))
    if shape == "heart":
        points = [
            (
                math.sin(t) ** 3,
                -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t))
                / 15,
            )
            for t in np.linspace(0, 2 * math.pi, 40)
        ]
        return _rotate(points, rng.uniform(-9, 9))
    width = rng.uniform(0.62, 0.82)
    return _rotate([(0, -1.05), (width, 0), (0, 1.05), (-width, 0)], rng.uniform(-7, 7))


def _tint(rgb: tuple[int, int, int], rng: np.random.Generator, by: float) -> tuple[int, int, int]:
    r, g, b = (int(np.clip(c + rng.normal(0, by), 0, 255)) for c in rgb)
    return r, g, b


def background(rng: np.random.Generator, size: tuple[int, int], dark: bool) -> Image.Image:
    """A plain or softly graded background of (width, height)."""
    pool = DARK if dark else LIGHT
    first = _tint(pool[rng.integers(len(pool))], rng, 4)
    if rng.random() < 0.75:
        return Image.new("RGB", size, first)
    second = _tint(pool[rng.integers(len(pool))], rng, 4)
    small = np.linspace(np.array(first, np.float32), np.array(second, np.float32), 8)
    grid = np.broadcast_to(small[:, None] if rng.random() < 0.5 else small[None], (8, 8, 3))
    return Image.fromarray(np.ascontiguousarray(grid).astype(np.uint8)).resize(
        size, Image.Resampling.BILINEAR
    )


def weather(picture: Image.Image, rng: np.random.Generator) -> np.ndarray:
    """A little blur, contrast, noise or JPEG, as pictures in the wild have; returns uint8."""
    if rng.random() < 0.15:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.8)))
    if rng.random() < 0.15:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=int(rng.integers(45, 92)))
        picture = Image.open(packed).convert("RGB")
    pixels = np.asarray(picture)
    if rng.random() < 0.4:
        gain, lift = rng.uniform(0.88, 1.06), rng.uniform(-8, 8)
        table = np.clip(np.arange(256) * gain + lift, 0, 255).astype(np.uint8)
        pixels = table[pixels]
    if rng.random() < 0.25:
        noise = rng.integers(-10, 11, pixels.shape[:2], dtype=np.int16)
        pixels = np.clip(pixels + noise[..., None], 0, 255).astype(np.uint8)
    return pixels


def _label(mask: Image.Image, colours: Image.Image) -> np.ndarray:
    centre = PATCH // 2
    return np.stack(
        [
            np.asarray(mask)[centre::PATCH, centre::PATCH],
            np.asarray(colours)[centre::PATCH, centre::PATCH],
        ],
        -1,
    ).copy()


def _cells(
    rng: np.random.Generator, count: int, w: int, h: int
) -> list[tuple[float, float, float]]:
    """`count` centres and radii that do not touch; sizes follow the picture's smaller side."""
    side = min(w, h)
    for _ in range(200):
        biggest = 0.30 if count <= 2 else 0.21 if count <= 4 else 0.17
        radius = rng.uniform(0.085, biggest) * side
        spots: list[tuple[float, float, float]] = []
        for _ in range(60):
            r = radius * rng.uniform(0.9, 1.1)
            x, y = rng.uniform(r + 3, w - r - 3), rng.uniform(r + 3, h - r - 3)
            if all(math.hypot(x - a, y - b) > (r + c) * 1.18 + 3 for a, b, c in spots):
                spots.append((x, y, r))
            if len(spots) == count:
                return spots
    raise RuntimeError("no room for the shapes")


def _placed(
    rng: np.random.Generator, col: int, row: int, w: int, h: int
) -> tuple[float, float, float]:
    """A centre inside one cell of the 3 x 3 grid, away from the cell's edges."""
    r = rng.uniform(0.085, 0.165) * min(w, h)
    x = (col + 0.5 + rng.uniform(-0.24, 0.24)) * w / 3
    y = (row + 0.5 + rng.uniform(-0.24, 0.24)) * h / 3
    return float(np.clip(x, r + 1, w - r - 1)), float(np.clip(y, r + 1, h - r - 1)), r


def shapes_scene(rng: np.random.Generator, w: int, h: int, kind: str = "") -> Scene:
    """One shape at a place, several equal ones, or two different ones."""
    kind = kind or ("one", "many", "two")[rng.choice(3, p=[0.36, 0.34, 0.3])]
    names = [(SHAPES[rng.integers(6)], COLOUR_NAMES[rng.integers(8)])]
    things: list[Thing] = []
    if kind == "one":
        col, row = int(rng.integers(3)), int(rng.integers(3))
        spots = [_placed(rng, col, row, w, h)]
        if rng.random() < 0.25:  # large and in the middle, as in most people's first try
            col = row = 1
            side = min(w, h)
            spots = [
                (
                    w / 2 + rng.uniform(-0.06, 0.06) * side,
                    h / 2 + rng.uniform(-0.06, 0.06) * side,
                    rng.uniform(0.17, 0.40) * side,
                )
            ]
        things = [Thing(*names[0], col, row)]
    elif kind == "many":
        spots = _cells(rng, int(rng.integers(2, 7)), w, h)
        things = [Thing(*names[0], int(x * 3 / w), int(y * 3 / h)) for x, y, _ in spots]
    else:
        while len(names) < 2:
            other = (SHAPES[rng.integers(6)], COLOUR_NAMES[rng.integers(8)])
            if other != names[0]:
                names.append(other)
        cells = [(0, 1), (2, 1)] if rng.random() < 0.55 else [(1, 0), (1, 2)]
        spots = [_placed(rng, *cell, w, h) for cell in cells]
        things = [Thing(*n, *c) for n, c in zip(names, cells, strict=True)]
    dark = rng.random() < 0.2 and all(t.colour not in ("black", "purple", "blue") for t in things)
    scale = 2
    canvas = background(rng, (w * scale, h * scale), dark)
    draw = ImageDraw.Draw(canvas)
    mask, paint = Image.new("L", (w, h)), Image.new("L", (w, h))
    mask_draw, paint_draw = ImageDraw.Draw(mask), ImageDraw.Draw(paint)
    hollow = rng.random() < 0.1
    edge = rng.random() < 0.12
    for thing, (x, y, r) in zip(things, spots, strict=True):
        unit = _outline(thing.shape, rng)
        rgb = _tint(COLOURS[thing.colour], rng, 9)
        big = [((x + a * r) * scale, (y + b * r) * scale) for a, b in unit]
        if hollow and r > 14:
            draw.line([*big, big[0], big[1]], fill=rgb, width=max(6, int(r * 0.5)), joint="curve")
        else:
            draw.polygon(big, fill=rgb, outline=(0, 0, 0) if edge else rgb)
        small = [(x + a * r, y + b * r) for a, b in unit]
        mask_draw.polygon(small, fill=1 + SHAPES.index(thing.shape))
        paint_draw.polygon(small, fill=1 + COLOUR_NAMES.index(thing.colour))
    canvas = canvas.resize((w, h), Image.Resampling.BOX)
    return Scene(weather(canvas, rng), kind, things, "", _label(mask, paint))


def random_text(rng: np.random.Generator) -> str:
    """A listed word, or a number from 0 to 999."""
    if rng.random() < 0.65:
        return WORDS[rng.integers(len(WORDS))]
    top = (10, 100, 1000)[rng.choice(3, p=[0.2, 0.35, 0.45])]
    return str(rng.integers(top))


def text_scene(
    rng: np.random.Generator, w: int, h: int, text: str, held_out: bool = False
) -> Scene:
    """A word or number printed once, large, in any font of one side of the split."""
    shown = (text, text.upper(), text.title())[rng.choice(3, p=[0.45, 0.3, 0.25])]
    pool = fonts.split(held_out)
    for attempt in range(80):
        family = pool[rng.integers(len(pool))]
        path = family[rng.integers(len(family))]
        low, high = (28, 84) if max(w, h) > 120 else (26, 64)
        size = int(rng.uniform(low, high) if attempt < 60 else low * 0.75)
        spacing = rng.uniform(0, 0.12) * size if rng.random() < 0.3 else 0.0
        face = fonts.font(path, size)
        advances = [face.getlength(c) + spacing for c in shown]
        box = face.getbbox(shown)
        width, height = sum(advances) - spacing, box[3] - box[1]
        if width <= w - 8 and height <= h - 6 and width >= 4:
            break
    else:
        raise RuntimeError(f"no font fits {shown!r}")
    x0 = rng.uniform(4, w - 4 - width) if width < w - 8 else 4.0
    y0 = rng.uniform(3, h - 3 - height)
    if rng.random() < 0.5:  # near the middle
        x0, y0 = (x0 + (w - width) / 2) / 2, (y0 + (h - height) / 2) / 2
    layer, mask = Image.new("L", (w, h)), Image.new("L", (w, h))
    layer_draw, mask_draw = ImageDraw.Draw(layer), ImageDraw.Draw(mask)
    x = x0
    if spacing == 0:
        layer_draw.text((x0, y0 - box[1]), shown, fill=255, font=face)
    for letter, advance in zip(shown, advances, strict=True):
        if spacing:
            layer_draw.text((x, y0 - box[1]), letter, fill=255, font=face)
        mask_draw.rectangle(
            (x, y0, x + advance - spacing - 1, y0 + height),
            fill=1 + len(SHAPES) + CHARS.index(letter.lower()),
        )
        x += advance
    if rng.random() < 0.25:
        turn = rng.uniform(-6, 6)
        layer = layer.rotate(turn, Image.Resampling.BILINEAR)
        mask = mask.rotate(turn)
    dark = rng.random() < 0.3
    back = background(rng, (w, h), dark)
    if dark:
        ink = LIGHT[rng.integers(len(LIGHT))] if rng.random() < 0.6 else COLOURS["yellow"]
    else:
        name = (
            "black" if rng.random() < 0.5 else ("red", "blue", "green", "purple")[rng.integers(4)]
        )
        ink = COLOURS[name]
    back.paste(_tint(ink, rng, 8), (0, 0), layer)
    return Scene(weather(back, rng), "text", [], text, _label(mask, Image.new("L", (w, h))))


GRIDS = [(8, 8)] * 6 + [(9, 7), (7, 9), (10, 6), (6, 10), (11, 6), (6, 11)]
"""Soft-token grids (columns, rows) that pictures of common proportions are resized to."""


def random_scene(
    rng: np.random.Generator,
    held_out: bool = False,
    grid: tuple[int, int] = (8, 8),
    text_share: float = 0.5,
) -> Scene:
    """A full picture of `grid` soft tokens, 24 pixels each way per token."""
    w, h = grid[0] * 2 * PATCH, grid[1] * 2 * PATCH
    if rng.random() < text_share:
        return text_scene(rng, w, h, random_text(rng), held_out)
    return shapes_scene(rng, w, h)


KINDS = ("one", "many", "two", "number", "word")
HARD = (0.06, 0.60, 0.10, 0.18, 0.06)
"""Shares of KINDS in which what is learned slowest, counts and numbers, comes most."""
ENLARGED = (1.0, 1.5, 2.0, 2.5, 3.0)


def hard_scene(
    rng: np.random.Generator,
    held_out: bool = False,
    grid: tuple[int, int] = (8, 8),
    shares: Sequence[float] = HARD,
) -> Scene:
    """A picture as seen through a larger file, its kind by `shares` of KINDS.

    It is enlarged and brought back, which softens edges as the image processor does.
    """
    w, h = grid[0] * 2 * PATCH, grid[1] * 2 * PATCH
    kind = KINDS[rng.choice(5, p=shares)]
    if kind == "number":
        top = (10, 100, 1000)[rng.choice(3, p=[0.1, 0.3, 0.6])]
        scene = text_scene(rng, w, h, str(rng.integers(top)), held_out)
    elif kind == "word":
        scene = text_scene(rng, w, h, WORDS[rng.integers(len(WORDS))], held_out)
    else:
        scene = shapes_scene(rng, w, h, kind)
    factor = ENLARGED[rng.choice(5, p=[0.4, 0.2, 0.2, 0.1, 0.1])]
    if factor > 1:
        picture = Image.fromarray(scene.pixels)
        size = int(w * factor), int(h * factor)
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        scene.pixels = np.asarray(picture.resize((w, h), Image.Resampling.BICUBIC))
    return scene


def crop_scene(rng: np.random.Generator, held_out: bool = False) -> Scene:
    """A small picture of 8 x 8 patches: shapes, or a short text, often random letters."""
    side = 8 * PATCH
    if rng.random() < 0.7:
        text = random_text(rng)
        if rng.random() < 0.45 or len(text) > 4:
            n = int(rng.choice([1, 2, 3, 4], p=[0.2, 0.3, 0.3, 0.2]))
            text = "".join(CHARS[i] for i in rng.integers(0, 36, n))
        return text_scene(rng, side, side, text, held_out)
    # draw at twice the side (so sizes in pixels are those of full pictures), then cut
    scene = shapes_scene(rng, side * 2, side * 2, "one" if rng.random() < 0.6 else "two")
    rows, cols = np.nonzero(scene.patches[..., 0])
    if len(rows) == 0:
        return crop_scene(rng, held_out)
    i = int(rng.integers(len(rows)))
    top = int(np.clip(rows[i] - rng.integers(1, 7), 0, 8)) // 2 * 2
    left = int(np.clip(cols[i] - rng.integers(1, 7), 0, 8)) // 2 * 2
    scene.patches = scene.patches[top : top + 8, left : left + 8]
    scene.pixels = scene.pixels[top * PATCH :, left * PATCH :][:side, :side]
    scene.kind = "crop"
    return scene
