"""Joins trained towers and language model, all skills mixed; towers stay as they are.

`train_join.py encode DATA V.pt A.pt NAME...` stores soft tokens of pictures and sounds;
`train_join.py train DATA OUT.pt MINUTES LM.pt V.pt A.pt [FROM.pt] [RATE]` trains on them, and
with FRESH=N on 24 newly drawn pictures every N steps, which take the place of the oldest.
"""

from __future__ import annotations

import math
import os
import sys
import time
from pathlib import Path

import fast_audio
import fast_vision
import numpy as np
import torch
from architecture import TOKEN_ID, build
from dialogues import both
from draw_pictures import patchify
from draw_sounds import KINDS as SOUND_KINDS
from fast_vision import rms
from lexicon import CHARS, COLOUR_NAMES, SHAPES
from packing import Item, pack
from picture_talk import about_picture, picture_facts
from pictures import GRIDS, KINDS, Scene, Thing, hard_scene
from sound_talk import about_sound, sound_facts
from sounds import PITCHES, Sound
from topics import topic_pair
from torch import Tensor, nn
from train_audio import LENGTHS
from train_audio import Data as AudioData
from train_language import batch_loss, optimisers, text_item
from train_vision import grid, grid_of
from wording import dress, pick

IGNORE = 255
PLACEHOLDERS = [TOKEN_ID["<|image|>"], TOKEN_ID["<|audio|>"]]


def scene_of(p: np.ndarray, y: np.ndarray, columns: int) -> Scene:
    """The scene that stored labels tell of."""
    empty = np.zeros((0, 0, 3), np.uint8)
    if y[0] == 1:
        return Scene(empty, "text", [], "".join(CHARS[c] for c in y[8:14] if c < len(CHARS)))
    first = Thing(SHAPES[y[2]], COLOUR_NAMES[y[3]], 1, 1)
    last = Thing(SHAPES[y[4]], COLOUR_NAMES[y[5]], 1, 1)
    if y[1] == 1:
        first.col, first.row = int(y[6]), int(y[7])
        return Scene(empty, "one", [first])
    if (first.shape, first.colour) == (last.shape, last.colour):
        return Scene(empty, "many", [first] * int(y[1]))
    spots = []
    for k in (2, 4):
        at = np.nonzero((p[:, 0] == 1 + y[k]) & (p[:, 1] == 1 + y[k + 1]))[0]
        spots.append(
            (float((at % columns).mean()), float((at // columns).mean())) if len(at) else (0.0, 0.0)
        )
    if abs(spots[0][0] - spots[1][0]) > abs(spots[0][1] - spots[1][1]):
        first.col, last.col = 0, 2
    else:
        first.row, last.row = 0, 2
    return Scene(empty, "two", [first, last])


def sound_of(y: np.ndarray) -> Sound:
    """The sound that stored labels tell of."""
    kind = SOUND_KINDS[y[0]]
    none = np.zeros(0, np.float32)
    if kind == "beeps":
        return Sound(none, kind, int(y[1]), list(PITCHES)[y[2]])
    if kind == "sweep":
        return Sound(none, kind, 0, ("rising", "falling")[y[3]])
    if kind == "digits":
        return Sound(none, kind, 0, "", [int(d) for d in y[4:7] if d < 10])
    return Sound(none, kind)


@torch.no_grad()
def encode(data: Path, vision: str, audio: str, names: list[str]) -> None:
    """Runs the towers over stored pictures ("full", "g9x7", ...) and sounds."""
    model = build().model
    model.vision_tower.load_state_dict(torch.load(vision)["tower"])
    if audio != "-":
        model.audio_tower.load_state_dict(torch.load(audio)["tower"])
    for name in names:
        if name.startswith("a"):
            store = AudioData(data, name)
            store.n = store.n[: int(os.environ.get("LIMIT", "100000"))]
            out = np.zeros((len(store.n), 96, 192), np.float16)
            low = 0
            for length in LENGTHS:
                inside = np.nonzero((store.n > low) & (store.n <= length))[0]
                low = length
                for i in range(0, len(inside), 24):
                    chosen = inside[i : i + 24]
                    wide = np.resize(chosen, 24)
                    x, mask, _, _ = store.get(length, wide)
                    soft, _ = fast_audio.encode(model.audio_tower, x, mask)
                    out[np.sort(wide), : length // 4] = rms(soft).half().numpy()
        else:
            x = np.load(data / f"{name}-x.npy", mmap_mode="r")
            columns, rows = grid_of(name)
            x = x[: int(os.environ.get("LIMIT", "100000"))]
            out = np.zeros((len(x), columns * rows, 128), np.float16)
            for i in range(0, len(x), 24):
                chosen = np.arange(i, i + 24).clip(max=len(x) - 1)
                pixels = torch.from_numpy(x[chosen]).float() / 255
                positions = grid(columns * 2, rows * 2).expand(24, -1, 2).contiguous()
                _, soft = fast_vision.encode(model.vision_tower, pixels, positions)
                out[chosen] = rms(soft).half().numpy()
        np.save(data / f"soft-{name}.npy", out)
        print("encoded", name, flush=True)


SHARES = [0.23, 0.25, 0.18, 0.17, 0.17]
"""Of KINDS. While counting was learned: 15, 34, 23, 17, 11 %."""


class Library:
    """Soft tokens with the scene or sound that they stand for."""

    def __init__(self, data: Path, held_out: bool = False) -> None:
        self.soft: list[Tensor] = []
        self.scenes: list[tuple[int, Scene]] = []
        self.sounds: list[tuple[int, Sound]] = []
        shapes = [f"{kind}{c}x{r}" for kind in "gm" for c, r in sorted(set(GRIDS))]
        for name in ["held"] if held_out else ["full", "fulltext", *shapes]:
            if not (data / f"soft-{name}.npy").exists():
                continue
            soft = torch.from_numpy(np.load(data / f"soft-{name}.npy"))
            p, y = np.load(data / f"{name}-p.npy"), np.load(data / f"{name}-y.npy")
            columns = 2 * grid_of(name)[0]
            for i in range(len(soft)):
                self.scenes.append((len(self.soft), scene_of(p[i], y[i], columns)))
                self.soft.append(soft[i])
        self._kinds = [
            [entry for entry in self.scenes if _kind(entry[1]) == kind] for kind in KINDS
        ]
        for name in ["aheld"] if held_out else ["asmall", "atrain"]:
            if not (data / f"soft-{name}.npy").exists():
                continue
            soft = torch.from_numpy(np.load(data / f"soft-{name}.npy"))
            n, y = np.load(data / f"{name}-n.npy"), np.load(data / f"{name}-y.npy")
            for i in range(len(soft)):
                self.sounds.append((len(self.soft), sound_of(y[i])))
                self.soft.append(soft[i, : (n[i] + 3) // 4])

    def scene(self, rng: np.random.Generator) -> tuple[int, Scene]:
        """One picture, its kind drawn first: index of its soft tokens, and what it shows."""
        kind = rng.choice(5, p=SHARES)
        return self._kinds[kind][rng.integers(len(self._kinds[kind]))]

    @torch.no_grad()
    def refresh(self, rng: np.random.Generator, tower: nn.Module) -> None:
        """Draws 24 pictures of one proportion and encodes them; as many old ones go."""
        columns, rows = GRIDS[rng.integers(len(GRIDS))]
        scenes = [hard_scene(rng, False, (columns, rows), SHARES) for _ in range(24)]
        pixels = torch.from_numpy(np.stack([patchify(s.pixels) for s in scenes])).float() / 255
        positions = grid(columns * 2, rows * 2).expand(24, -1, 2).contiguous()
        _, soft = fast_vision.encode(tower, pixels, positions)
        for scene, tokens in zip(scenes, rms(soft).half(), strict=True):
            entries = self._kinds[KINDS.index(_kind(scene))]
            entries.append((len(self.soft), scene))
            self.soft.append(tokens)  # only added to: dialogues in waiting keep their numbers
            del entries[0]
            scene.pixels = scene.patches = np.zeros(0, np.uint8)


def _kind(scene: Scene) -> str:
    return scene.kind if scene.kind != "text" else "number" if scene.text.isdigit() else "word"


def _ask(
    parts: list[str | tuple[str, int, int]], question: str, rng: np.random.Generator
) -> list[str | tuple[str, int, int]]:
    if not question:
        return parts
    return [*parts, question] if rng.random() < 0.75 else [question, *parts]


def _room(item: Item, tokens: int) -> bool:
    return len(item.ids) + tokens <= 250


def picture_item(rng: np.random.Generator, library: Library) -> Item:
    """A picture and one to four questions, sometimes with another topic between."""
    index, scene = library.scene(rng)
    item = Item()
    part = ("image", index, len(library.soft[index]))
    asked: set[str] = set()
    for turn in range(int(rng.choice([1, 2, 3, 4], p=[0.4, 0.25, 0.2, 0.15]))):
        if turn and rng.random() < 0.2:
            question, answer, _ = topic_pair(rng)
            if not _room(item, 100):
                break
            item.user([question])
            item.model(answer)
        while True:
            skill, question, answer, _ = about_picture(scene, rng)
            if skill not in asked or len(asked) > 2 or skill.startswith("read"):
                break
        asked.add(skill)
        question = dress(question, rng, 0.5)
        if turn == 0 and rng.random() < 0.08:
            question, answer = "", f"I see {picture_facts(scene)}."
        if not _room(item, 50):
            break
        item.user(_ask([part], question, rng) if turn == 0 else [question])
        item.model(answer, facts=True)
        if scene.kind == "text" and turn == 1:
            break
    return item


def sound_item(rng: np.random.Generator, library: Library) -> Item:
    """A sound and one to three questions."""
    index, sound = library.sounds[rng.integers(len(library.sounds))]
    item = Item()
    part = ("audio", index, len(library.soft[index]))
    for turn in range(int(rng.choice([1, 2, 3], p=[0.6, 0.25, 0.15]))):
        _, question, answer, _ = about_sound(sound, rng)
        question = dress(question, rng, 0.5)
        if turn == 0 and rng.random() < 0.08:
            question, answer = "", f"I hear {sound_facts(sound)}."
        item.user(_ask([part], question, rng) if turn == 0 else [question])
        item.model(answer, facts=True)
        if turn == 0 and rng.random() < 0.1 and _room(item, 120):
            question, answer, _ = topic_pair(rng)
            item.user([question])
            item.model(answer)
    return item


def both_item(rng: np.random.Generator, library: Library) -> Item:
    """A picture and a sound in one turn, then perhaps a question about either."""
    i, scene = library.scene(rng)
    j, sound = library.sounds[rng.integers(len(library.sounds))]
    item = Item()
    parts = [("image", i, len(library.soft[i])), ("audio", j, len(library.soft[j]))]
    if rng.random() < 0.35:  # one after the other
        about = [about_picture(scene, rng), about_sound(sound, rng)]
        order = (0, 1) if rng.random() < 0.6 else (1, 0)
        for k in order:
            item.user(_ask([parts[k]], dress(about[k][1], rng, 0.5), rng))
            item.model(about[k][2], facts=True)
        return item
    if rng.random() < 0.4:
        parts.reverse()
    roll = rng.random()
    if roll < 0.5:
        _, question, answer, _ = both(scene, sound, rng)
    elif roll < 0.75:
        while True:
            skill, question, answer, _ = about_picture(scene, rng)
            if skill != "describe" or "picture" in question or "image" in question:
                break
    else:
        while True:
            skill, question, answer, _ = about_sound(sound, rng)
            if not skill.startswith("hear") or "sound" in question or "hear" in question:
                break
    item.user(_ask(list(parts), dress(question, rng, 0.5), rng))
    item.model(answer, facts=True)
    if rng.random() < 0.4 and _room(item, 50):
        _, question, answer, _ = about_picture(scene, rng)
        if "this" not in question and "that" not in question:
            item.user([dress(question, rng, 0.5)])
            item.model(answer, facts=True)
    return item


def two_item(rng: np.random.Generator, library: Library) -> Item:
    """Two pictures in one turn or in two."""
    item = Item()
    chosen = [library.scene(rng) for _ in range(2)]
    parts = [("image", i, len(library.soft[i])) for i, _ in chosen]
    facts = [picture_facts(scene) for _, scene in chosen]
    if rng.random() < 0.5:
        roll = rng.integers(3)
        if roll == 2:
            question = pick(
                [
                    "what is in the pictures",
                    "describe both pictures",
                    "what do you see",
                    "compare the pictures",
                ],
                rng,
            )
            answer = f"The first picture shows {facts[0]}, the second {facts[1]}."
        else:
            name = ("first", "second")[roll]
            question = pick(
                [
                    f"what is in the {name} picture",
                    f"what does the {name} picture show",
                    f"describe the {name} image",
                ],
                rng,
            )
            answer = f"The {name} picture shows {facts[roll]}."
        item.user(_ask(list(parts), dress(question, rng, 0.5), rng))
        item.model(answer, facts=True)
        return item
    for part, (_, scene) in zip(parts, chosen, strict=True):
        _, question, answer, _ = about_picture(scene, rng)
        item.user(_ask([part], dress(question, rng, 0.5), rng))
        item.model(answer, facts=True)
    return item


def any_item(rng: np.random.Generator, library: Library, text_share: float) -> Item:
    """A dialogue of any skill."""
    while True:
        roll = rng.random()
        if roll < text_share or not library.scenes:
            item = text_item(rng)
        elif roll < text_share + 0.11 and library.sounds:
            item = both_item(rng, library)
        elif roll < text_share + 0.14:
            item = two_item(rng, library)
        elif roll < text_share + 0.28 and library.sounds:
            item = sound_item(rng, library)
        else:
            item = picture_item(rng, library)
        if len(item.ids) <= 254:
            return item


def main() -> None:
    torch.manual_seed(3)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    data = Path(sys.argv[2])
    if sys.argv[1] == "encode":
        encode(data, sys.argv[3], sys.argv[4], sys.argv[5:])
        return
    out, minutes = sys.argv[3], float(sys.argv[4])
    model = build()
    lm = model.model.language_model
    rate_peak = 1.5e-3
    if sys.argv[5] == "from":
        model.load_state_dict(torch.load(sys.argv[6]))
        rate_peak = float(sys.argv[7])
    else:
        lm.load_state_dict(torch.load(sys.argv[5]))
        nn.init.normal_(model.model.embed_vision.embedding_projection.weight, 0, 0.06)
        nn.init.normal_(model.model.embed_audio.embedding_projection.weight, 0, 0.05)
    towers = sys.argv[8:10] if sys.argv[5] == "from" else sys.argv[6:8]
    model.model.vision_tower.load_state_dict(torch.load(towers[0])["tower"])
    if towers[1] != "-":
        model.model.audio_tower.load_state_dict(torch.load(towers[1])["tower"])
    library = Library(data)
    print(len(library.scenes), "pictures", len(library.sounds), "sounds", flush=True)
    project = {
        "image": model.model.embed_vision.embedding_projection,
        "audio": model.model.embed_audio.embedding_projection,
    }
    steps_of = optimisers(lm, [p.weight for p in project.values()])
    text_share = float(os.environ.get("TEXT_SHARE", "0.2"))
    fresh = int(os.environ.get("FRESH", "0"))
    rng = np.random.default_rng(int(time.time()))
    started, step, mean, seen = time.monotonic(), 0, 0.0, 0
    pool: list[Item] = []
    while (elapsed := (time.monotonic() - started) / 60) < minutes:
        if fresh and step % fresh == 0:
            library.refresh(rng, model.model.vision_tower)
        pool += [any_item(rng, library, text_share) for _ in range(40 - len(pool))]
        batch, taken = pack(pool, 8)
        del pool[:taken]
        seen += taken
        done = elapsed / minutes
        rate = (
            rate_peak * min(1.0, (step + 1) / 50) * max(0.03, 0.5 + 0.5 * math.cos(math.pi * done))
        )
        for optimiser in steps_of:
            for group in optimiser.param_groups:
                group["lr"] = rate
        plain = batch.ids.masked_fill(torch.isin(batch.ids, torch.tensor(PLACEHOLDERS)), 0)
        embeds = lm.embed_tokens(plain)
        rows, columns, values = [], [], []
        for kind, projection in project.items():
            mine = [m for m in batch.media if m[2] == kind]
            if not mine:
                continue
            soft = [library.soft[i] for _, _, _, i in mine]
            values.append(projection(torch.cat(soft).float()))
            for (row, start, _, _), s in zip(mine, soft, strict=True):
                rows.append(torch.full((len(s),), row))
                columns.append(torch.arange(start, start + len(s)))
        if values:
            embeds = embeds.index_put((torch.cat(rows), torch.cat(columns)), torch.cat(values))
        loss = batch_loss(lm, batch, embeds, plain, 128)
        loss.backward()
        nn.utils.clip_grad_norm_([*lm.parameters(), *(p.weight for p in project.values())], 1.0)
        for optimiser in steps_of:
            optimiser.step()
            optimiser.zero_grad()
        mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
        step += 1
        if step % 50 == 0 or step == 10:
            print(f"{elapsed:.1f} min step {step} loss {mean:.3f} dialogues {seen}", flush=True)
        if step % 300 == 0:
            torch.save(model.state_dict(), out)
    torch.save(model.state_dict(), out)


if __name__ == "__main__":
    main()
