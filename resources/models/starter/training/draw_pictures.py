"""Draws many labelled pictures: `draw_pictures.py crops|full|fulltext|g9x7|m9x7 OUT COUNT SEED`.

Pixels are stored as patches in the image processor's order: (count, patches, 12 * 12 * 3) uint8.
An "m" set holds mostly several things and numbers, as the processor hands on enlarged pictures.
"""

from __future__ import annotations

import sys
from multiprocessing import Pool

import numpy as np
import numpy.typing as npt
from lexicon import CHARS, COLOUR_NAMES, MAX_CHARS, SHAPES, WORDS
from pictures import PATCH, Scene, crop_scene, hard_scene, random_scene

IGNORE = 255


def patchify(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """(H, W, 3) pixels to (H/12 * W/12, 432) patches, row by row."""
    h, w = pixels.shape[:2]
    rows = pixels.reshape(h // PATCH, PATCH, w // PATCH, PATCH, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(rows.reshape(-1, PATCH * PATCH * 3))


def labels(scene: Scene) -> npt.NDArray[np.uint8]:
    """Sixteen numbers about the whole picture; 255 where one does not apply.

    0 kind (0 shapes, 1 text); 1 count; 2-3 first shape and colour; 4-5 second; 6 column; 7 row;
    8-13 characters (36 = none); 14 word index.
    """
    row = np.full(16, IGNORE, np.uint8)
    row[0] = scene.kind == "text"
    if scene.things:
        row[1] = len(scene.things) if scene.kind != "crop" else IGNORE
        first, last = scene.things[0], scene.things[-1]
        row[2:4] = SHAPES.index(first.shape), COLOUR_NAMES.index(first.colour)
        row[4:6] = SHAPES.index(last.shape), COLOUR_NAMES.index(last.colour)
        if scene.kind == "one":
            row[6:8] = first.col, first.row
        if scene.kind == "crop":
            row[2:6] = IGNORE
    if scene.text:
        row[8 : 8 + MAX_CHARS] = len(CHARS)
        row[8 : 8 + len(scene.text)] = [CHARS.index(c) for c in scene.text]
        if scene.text in WORDS:
            row[14] = WORDS.index(scene.text)
    return row


def _draw(job: tuple[str, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    what, seed, count = job
    rng = np.random.default_rng(seed)
    pixels, patch_labels, picture_labels = [], [], []
    for _ in range(count):
        held_out = what.endswith("-held-out")
        if what.startswith("crops"):
            scene = crop_scene(rng, held_out)
        elif what[0] in "gm":
            columns, rows = map(int, what[1:].split("-")[0].split("x"))
            draw = random_scene if what[0] == "g" else hard_scene
            scene = draw(rng, held_out, (columns, rows))
        else:
            scene = random_scene(rng, held_out, text_share=0.85 if what == "fulltext" else 0.5)
        pixels.append(patchify(scene.pixels))
        patch_labels.append(scene.patches.reshape(-1, 2))
        picture_labels.append(labels(scene))
    return np.stack(pixels), np.stack(patch_labels), np.stack(picture_labels)


def main() -> None:
    what, out, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    chunk = 500
    jobs = [(what, seed * 100_000 + i, chunk) for i in range(count // chunk)]
    with Pool(1) as pool:
        parts = pool.map(_draw, jobs, chunksize=1)
    for name, arrays in zip(("x", "p", "y"), zip(*parts, strict=True), strict=True):
        np.save(f"{out}-{name}.npy", np.concatenate(arrays))


if __name__ == "__main__":
    main()
