"""Trains the vision tower alone, with auxiliary heads that are thrown away afterwards.

`train_vision.py DATA OUT.pt CROP_MINUTES FULL_MINUTES [FROM.pt [NAMES RATE]]`; DATA holds the files
of `draw_pictures.py`: crops-*.npy, full-*.npy (training fonts), held-*.npy (other fonts). NAMES are
joined by "+", each with its share of the steps after a colon: "m8x8:6+m9x7:1+full:2".
"""

from __future__ import annotations

import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from architecture import build
from fast_vision import encode, initialise, rms
from torch import Tensor, nn

IGNORE = 255
SLOTS = 10  # kind+count+place, first, second, six characters, word


class Heads(nn.Module):
    """What stands on each patch; ten questions answered by attending over the soft tokens.

    And the count, read from every soft token alone: a language model that looks at few of them
    must find it there.
    """

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.patch_class, self.patch_colour = nn.Linear(width, 43), nn.Linear(width, 9)
        self.query = nn.Parameter(torch.randn(SLOTS, width) * 0.1)
        self.key, self.value = nn.Linear(width, width), nn.Linear(width, width)
        self.mix = nn.Sequential(nn.Linear(width, 256), nn.GELU(), nn.Linear(256, width))
        self.whole = nn.Linear(width, 2 + 7 + 3 + 3)
        self.thing = nn.Linear(width, 14)
        self.char = nn.Linear(width, 37)
        self.word = nn.Linear(width, 215)
        self.token = nn.Linear(width, 7)

    def forward(self, soft: Tensor) -> dict[str, Tensor]:
        x = rms(soft)
        batch, _, width = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(t.shape[0], -1, 4, width // 4).transpose(1, 2)

        query = self.query[None].expand(batch, -1, -1)
        o = F.scaled_dot_product_attention(split(query), split(self.key(x)), split(self.value(x)))
        o = o.transpose(1, 2).reshape(batch, SLOTS, width)
        o = rms(o + self.query)
        o = o + self.mix(o)
        return {
            "whole": self.whole(o[:, 0]),
            "thing": self.thing(o[:, 1:3]),
            "char": self.char(o[:, 3:9]),
            "word": self.word(o[:, 9]),
            "token": self.token(x),
        }


def _ce(logits: Tensor, target: Tensor) -> Tensor:
    if (target == IGNORE).all():
        return logits.sum() * 0
    return F.cross_entropy(logits.flatten(0, -2), target.flatten(), ignore_index=IGNORE)


def losses(heads: Heads, states: Tensor, soft: Tensor, p: Tensor, y: Tensor) -> Tensor:
    """Sum of all cross-entropies for one batch; p: (B, P, 2), y: (B, 16)."""
    weight = torch.ones(43)
    weight[0] = 0.25
    flat = rms(states)
    total = F.cross_entropy(heads.patch_class(flat).flatten(0, 1), p[..., 0].flatten(), weight)
    colours = heads.patch_colour(flat)[(p[..., 0] > 0) & (p[..., 0] <= 6)]
    wanted = p[..., 1][(p[..., 0] > 0) & (p[..., 0] <= 6)]
    if len(wanted):
        total = total + 0.5 * F.cross_entropy(colours, wanted)
    o = heads(soft)
    for part, column in (((0, 2), 0), ((2, 9), 1), ((9, 12), 6), ((12, 15), 7)):
        total = total + 0.5 * _ce(o["whole"][:, part[0] : part[1]], y[:, column])
    total = total + _ce(o["thing"][..., :6], y[:, [2, 4]]) + _ce(o["thing"][..., 6:], y[:, [3, 5]])
    each = y[:, 1:2].expand(-1, soft.shape[1])
    total = total + 1.5 * _ce(o["token"], each)
    return total + 2 * _ce(o["char"], y[:, 8:14]) + 0.5 * _ce(o["word"], y[:, 14])


def grid_of(name: str) -> tuple[int, int]:
    """Columns and rows of soft tokens of the pictures of a stored set."""
    if not name[1].isdigit():
        return (4, 4) if name[0] == "c" else (8, 8)
    columns, rows = name[1:].split("x")
    return int(columns), int(rows)


def grid(columns: int, rows: int) -> Tensor:
    """(P, 2) column and row of every patch."""
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    return torch.stack((x, y), -1).reshape(-1, 2)


@torch.no_grad()
def evaluate(tower: nn.Module, heads: Heads, folder: Path, name: str) -> str:
    """Share of right answers of every head on a stored set, at most 512 pictures."""
    columns, rows = grid_of(name)
    x, p, y = (np.load(folder / f"{name}-{k}.npy", mmap_mode="r") for k in "xpy")
    hits: dict[str, list[float]] = {}
    batch = 128 if columns == 4 else 24
    for i in range(0, min(len(x), 512) // batch * batch, batch):
        pixels = torch.from_numpy(np.array(x[i : i + batch])).float() / 255
        positions = grid(columns * 2, rows * 2).expand(len(pixels), -1, 2)
        states, soft = encode(tower, pixels, positions)
        o = heads(soft)
        pt = torch.from_numpy(np.array(p[i : i + batch])).long()
        t = torch.from_numpy(np.array(y[i : i + batch])).long()
        found = heads.patch_class(rms(states)).argmax(-1)
        on = pt[..., 0] > 6
        hits.setdefault("patch-char", []).extend((found == pt[..., 0])[on].float().tolist())
        on = (pt[..., 0] > 0) & (pt[..., 0] <= 6)
        hits.setdefault("patch-shape", []).extend((found == pt[..., 0])[on].float().tolist())

        def score(key: str, logits: Tensor, target: Tensor) -> None:
            keep = target != IGNORE
            hits.setdefault(key, []).extend((logits.argmax(-1) == target)[keep].float().tolist())

        score("count", o["whole"][:, 2:9], t[:, 1])
        each = t[:, 1:2].expand(-1, o["token"].shape[1])
        score("token-count", o["token"], each)
        score("col", o["whole"][:, 9:12], t[:, 6])
        score("row", o["whole"][:, 12:15], t[:, 7])
        score("shape", o["thing"][..., :6], t[:, [2, 4]])
        score("colour", o["thing"][..., 6:], t[:, [3, 5]])
        score("char", o["char"], t[:, 8:14])
        score("word", o["word"], t[:, 14])
        text = t[:, 0] == 1
        right = (o["char"].argmax(-1) == t[:, 8:14]).all(1)[text]
        hits.setdefault("text", []).extend(right.float().tolist())
        number = text & (t[:, 14] == IGNORE)
        right = (o["char"].argmax(-1) == t[:, 8:14]).all(1)[number]
        hits.setdefault("number", []).extend(right.float().tolist())
        many = (t[:, 1] > 1) & (t[:, 1] != IGNORE) & (t[:, 2:4] == t[:, 4:6]).all(1)
        right = (o["whole"][:, 2:9].argmax(-1) == t[:, 1])[many]
        hits.setdefault("many", []).extend(right.float().tolist())
    return " ".join(f"{k}={100 * sum(v) / max(1, len(v)):.1f}" for k, v in hits.items() if v)


def optimisers(modules: list[nn.Module], tower: nn.Module) -> list[torch.optim.Optimizer]:
    """Muon for the tower's matrices, AdamW for everything else."""
    matrices = [w for n, w in tower.named_parameters() if w.ndim == 2 and "encoder" in n]
    ids = {id(w) for w in matrices}
    rest = [w for m in modules for w in m.parameters() if id(w) not in ids]
    return [
        torch.optim.Muon(matrices, lr=2e-3, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=2e-3, weight_decay=0.01, betas=(0.9, 0.98)),
    ]


def stage(
    tower: nn.Module,
    heads: Heads,
    folder: Path,
    names: str,
    batch: int,
    minutes: float,
    peak: float,
    out: Path,
) -> None:
    """One stage: `minutes` of steps with a one-cycle rate; checks itself on unseen fonts."""
    shares = {n: float(share or 1) for n, _, share in (s.partition(":") for s in names.split("+"))}
    sets = list(shares)
    chances = np.array(list(shares.values())) / sum(shares.values())
    stores = [[np.load(folder / f"{n}-{k}.npy", mmap_mode="r") for k in "xpy"] for n in sets]
    held = ["cheld"] if sets[0] == "crops" else ["held", "h8x8", "h6x10", "h11x6"]
    held = [n for n in held if (folder / f"{n}-y.npy").exists()]
    steps_of = optimisers([tower, heads], tower)
    rng = np.random.default_rng(len(names))
    started = time.monotonic()
    step, mean = 0, 0.0
    orders = [rng.permutation(len(store[0])) for store in stores]
    ats = [0] * len(stores)
    checked = started
    while (elapsed := (time.monotonic() - started) / 60) < minutes:
        which = int(rng.choice(len(stores), p=chances))
        x, p, y = stores[which]
        columns, rows = grid_of(sets[which])
        if ats[which] + batch > len(x):
            orders[which], ats[which] = rng.permutation(len(x)), 0
        pick = np.sort(orders[which][ats[which] : ats[which] + batch])
        ats[which] += batch
        pixels = torch.from_numpy(x[pick]).float().div_(255)
        positions = grid(columns * 2, rows * 2).expand(batch, -1, 2)
        if columns == 4:  # anywhere on a large grid
            positions = positions + torch.from_numpy(rng.integers(0, 8, (batch, 1, 2)) * 2)
        done = elapsed / minutes
        rate = peak * min(1.0, (step + 1) / 60) * max(0.03, 0.5 + 0.5 * math.cos(math.pi * done))
        for optimiser in steps_of:
            for group in optimiser.param_groups:
                group["lr"] = rate
        states, soft = encode(tower, pixels, positions.contiguous())
        loss = losses(
            heads, states, soft, torch.from_numpy(p[pick]).long(), torch.from_numpy(y[pick]).long()
        )
        loss.backward()
        nn.utils.clip_grad_norm_([*tower.parameters(), *heads.parameters()], 2.0)
        for optimiser in steps_of:
            optimiser.step()
            optimiser.zero_grad()
        mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
        step += 1
        if step % 50 == 0 or step == 20:
            print(f"{sets[0]} {elapsed:.1f} min step {step} loss {mean:.3f}", flush=True)
        if time.monotonic() - checked > 150:
            checked = time.monotonic()
            for name in held:
                print(f"  {name}:", evaluate(tower, heads, folder, name), flush=True)
            torch.save({"tower": tower.state_dict(), "heads": heads.state_dict()}, out)
    torch.save({"tower": tower.state_dict(), "heads": heads.state_dict()}, out)
    for name in held:
        print(f"END {name}:", evaluate(tower, heads, folder, name), flush=True)


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    tower, heads = build().model.vision_tower, Heads()
    initialise(tower)
    if len(sys.argv) > 5:
        saved = torch.load(sys.argv[5])
        tower.load_state_dict(saved["tower"])
        heads.load_state_dict(saved["heads"], strict=False)
    if float(sys.argv[3]):
        stage(tower, heads, folder, "crops", 96, float(sys.argv[3]), 2e-3, out)
    if float(sys.argv[4]):
        names, rate = (sys.argv[6], float(sys.argv[7])) if len(sys.argv) > 6 else ("full", 1.2e-3)
        stage(tower, heads, folder, names, 24, float(sys.argv[4]), rate, out)


if __name__ == "__main__":
    main()
