"""Trains the audio tower alone, with auxiliary heads that are thrown away afterwards.

`train_audio.py DATA_FOLDER NAME OUT.pt MINUTES [FROM.pt]`; DATA_FOLDER holds NAME-*.npy and
aheld-*.npy (other voices), as `draw_sounds.py mel` writes them.
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
from architecture import build, open_clipping
from fast_audio import encode
from fast_vision import rms
from torch import Tensor, nn

IGNORE = 255
LENGTHS = (128, 192, 384)


class Heads(nn.Module):
    """What is heard at each soft token, how many so far; and questions about the whole."""

    def __init__(self, width: int = 192) -> None:
        super().__init__()
        self.frame, self.counted = nn.Linear(width, 17), nn.Linear(width, 6)
        self.query = nn.Parameter(torch.randn(5, width) * 0.1)
        self.key, self.value = nn.Linear(width, width), nn.Linear(width, width)
        self.mix = nn.Sequential(nn.Linear(width, 256), nn.GELU(), nn.Linear(256, width))
        self.kind, self.count = nn.Linear(width, 5), nn.Linear(width, 6)
        self.pitch, self.direction, self.digit = (
            nn.Linear(width, 3),
            nn.Linear(width, 2),
            nn.Linear(width, 11),
        )

    def forward(self, soft: Tensor, valid: Tensor) -> dict[str, Tensor]:
        x = rms(soft)
        batch, _, width = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, -1, 4, width // 4).transpose(1, 2)

        query = self.query[None].expand(batch, -1, -1)
        o = F.scaled_dot_product_attention(
            split(query),
            split(self.key(x)),
            split(self.value(x)),
            attn_mask=valid[:, None, None, :],
        )
        o = rms(o.transpose(1, 2).reshape(batch, 5, width) + self.query)
        o = o + self.mix(o)
        return {
            "frame": self.frame(x),
            "counted": self.counted(x),
            "kind": self.kind(o[:, 0]),
            "count": self.count(o[:, 1]),
            "pitch": self.pitch(o[:, 0]),
            "direction": self.direction(o[:, 0]),
            "digit": self.digit(o[:, 2:5]),
        }


def _ce(logits: Tensor, target: Tensor) -> Tensor:
    if (target == IGNORE).all():
        return logits.sum() * 0
    return F.cross_entropy(logits.flatten(0, -2), target.flatten(), ignore_index=IGNORE)


def losses(o: dict[str, Tensor], p: Tensor, y: Tensor) -> Tensor:
    """Sum of all cross-entropies; p: (B, T, 2), y: (B, 8)."""
    total = (
        1.5 * _ce(o["frame"], p[..., 0]) + _ce(o["counted"], p[..., 1]) + _ce(o["kind"], y[:, 0])
    )
    total = total + 0.7 * _ce(o["count"], y[:, 1]) + _ce(o["pitch"], y[:, 2])
    return total + _ce(o["direction"], y[:, 3]) + 2 * _ce(o["digit"], y[:, 4:7])


class Data:
    """Sounds on disk, given out in batches of about one length."""

    def __init__(self, folder: Path, name: str) -> None:
        self.x, self.n, self.p, self.y = (
            np.load(folder / f"{name}-{k}.npy", mmap_mode="r") for k in "xnpy"
        )

    def batches(self, rng: np.random.Generator, size: int) -> list[tuple[int, np.ndarray]]:
        """(frames, indices) for one pass, shuffled."""
        out: list[tuple[int, np.ndarray]] = []
        low = 0
        for length in LENGTHS:
            inside = rng.permutation(np.nonzero((self.n > low) & (self.n <= length))[0])
            count = size * 192 // length if length > 128 else size
            out += [
                (length, inside[i : i + count]) for i in range(0, len(inside) - count + 1, count)
            ]
            low = length
        return [out[i] for i in rng.permutation(len(out))]

    def get(self, length: int, pick: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Frames, mask, labels per token, labels per sound."""
        pick = np.sort(pick)
        x = torch.from_numpy(self.x[pick, :length]).float()
        mask = torch.arange(length)[None] < torch.from_numpy(self.n[pick])[:, None]
        p = torch.from_numpy(self.p[pick, : length // 4]).long()
        return x * mask[..., None], mask, p, torch.from_numpy(self.y[pick]).long()


def augment(x: Tensor, mask: Tensor, rng: np.random.Generator) -> Tensor:
    """Loudness of the whole, and a few masked bands: the same clip twice is not the same input."""
    gain = torch.from_numpy(rng.uniform(-0.7, 0.5, (len(x), 1, 1))).float()
    x = torch.log(torch.exp(x + gain).clamp(min=1e-3) + 0)
    for i in range(len(x)):
        if rng.random() < 0.3:
            a = int(rng.integers(0, 120))
            x[i, :, a : a + int(rng.integers(2, 8))] = x[i].min()
    return x * mask[..., None]


@torch.no_grad()
def evaluate(tower: nn.Module, heads: Heads, data: Data) -> str:
    hits: dict[str, list[float]] = {}
    for length, pick in data.batches(np.random.default_rng(0), 24):
        x, mask, p, y = data.get(length, pick)
        soft, valid = encode(tower, x, mask)
        o = heads(soft, valid)

        def score(key: str, logits: Tensor, target: Tensor) -> None:
            keep = target != IGNORE
            hits.setdefault(key, []).extend((logits.argmax(-1) == target)[keep].float().tolist())

        score("kind", o["kind"], y[:, 0])
        score("count", o["count"], y[:, 1])
        score("pitch", o["pitch"], y[:, 2])
        score("direction", o["direction"], y[:, 3])
        score("digit", o["digit"], y[:, 4:7])
        spoken = y[:, 0] == 4
        right = (o["digit"].argmax(-1) == y[:, 4:7]).all(1)[spoken]
        hits.setdefault("all-digits", []).extend(right.float().tolist())
        late = (p[..., 0] >= 7) & (p[..., 0] != IGNORE)
        hits.setdefault("frame-digit", []).extend(
            (o["frame"].argmax(-1) == p[..., 0])[late].float().tolist()
        )
        score("counted", o["counted"], p[..., 1])
    return " ".join(f"{k}={100 * sum(v) / max(1, len(v)):.1f}" for k, v in hits.items() if v)


def main() -> None:
    torch.manual_seed(2)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    folder, name, out, minutes = Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
    tower, heads = build().model.audio_tower, Heads()
    open_clipping(tower)
    if len(sys.argv) > 5:
        saved = torch.load(sys.argv[5])
        tower.load_state_dict(saved["tower"])
        heads.load_state_dict(saved["heads"])
    else:
        with torch.no_grad():  # larger first features than the default's
            for layer in (
                tower.subsample_conv_projection.layer0,
                tower.subsample_conv_projection.layer1,
            ):
                nn.init.kaiming_normal_(layer.conv.weight)
            nn.init.normal_(tower.subsample_conv_projection.input_proj_linear.weight, 0, 0.04)
    data, held = Data(folder, name), Data(folder, "aheld")
    matrices = [w for n, w in tower.named_parameters() if w.ndim == 2 and "layers." in n]
    ids = {id(w) for w in matrices}
    rest = [w for m in (tower, heads) for w in m.parameters() if id(w) not in ids]
    steps_of = [
        torch.optim.Muon(matrices, lr=2e-3, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=2e-3, weight_decay=0.01, betas=(0.9, 0.98)),
    ]
    rng = np.random.default_rng(int(minutes * 10))
    started, step, mean = time.monotonic(), 0, 0.0
    checked = started
    queue: list[tuple[int, np.ndarray]] = []
    while (elapsed := (time.monotonic() - started) / 60) < minutes:
        queue = queue or data.batches(rng, 24)
        x, mask, p, y = data.get(*queue.pop())
        rate = (
            2e-3
            * min(1.0, (step + 1) / 60)
            * max(0.03, 0.5 + 0.5 * math.cos(math.pi * elapsed / minutes))
        )
        for optimiser in steps_of:
            for group in optimiser.param_groups:
                group["lr"] = rate
        loss = losses(heads(*encode(tower, augment(x, mask, rng), mask)), p, y)
        loss.backward()
        nn.utils.clip_grad_norm_([*tower.parameters(), *heads.parameters()], 2.0)
        for optimiser in steps_of:
            optimiser.step()
            optimiser.zero_grad()
        mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
        step += 1
        if step % 50 == 0 or step == 20:
            print(f"{elapsed:.1f} min step {step} loss {mean:.3f}", flush=True)
        if time.monotonic() - checked > 180:
            checked = time.monotonic()
            print("  held out:", evaluate(tower, heads, held), flush=True)
            torch.save({"tower": tower.state_dict(), "heads": heads.state_dict()}, out)
    torch.save({"tower": tower.state_dict(), "heads": heads.state_dict()}, out)
    print("END held out:", evaluate(tower, heads, held), flush=True)


if __name__ == "__main__":
    main()
