"""Trains the language model alone on text: `train_language.py OUT.pt MINUTES [FROM.pt]`."""

from __future__ import annotations

import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from architecture import build
from fast_language import hidden, logits
from packing import Batch, Item, pack
from topics import topic_pair
from torch import nn

SYSTEMS = [
    "You are a helpful assistant.",
    "Be brief.",
    "Answer in one sentence.",
    "You are Parlance.",
    "Answer politely.",
    "You are a friendly helper.",
]


def text_item(rng: np.random.Generator) -> Item:
    """One to three turns about Parlance."""
    item = Item()
    if rng.random() < 0.06:
        item.system(SYSTEMS[rng.integers(len(SYSTEMS))])
    for _ in range(int(rng.choice([1, 2, 3], p=[0.75, 0.2, 0.05]))):
        question, answer, _ = topic_pair(rng)
        item.user([question])
        item.model(answer)
        if len(item.ids) > 150:
            break
    return item


def optimisers(lm: nn.Module, rest: list[nn.Parameter]) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for tables, norms and anything else."""
    matrices = [w for n, w in lm.named_parameters() if w.ndim == 2 and "layers." in n]
    ids = {id(w) for w in matrices}
    others = [w for w in lm.parameters() if id(w) not in ids] + rest
    return [
        torch.optim.Muon(matrices, lr=2e-3, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=2e-3, weight_decay=0.01, betas=(0.9, 0.98)),
    ]


def batch_loss(
    lm: nn.Module,
    batch: Batch,
    embeds: torch.Tensor | None = None,
    plain: torch.Tensor | None = None,
    most: int = 192,
) -> torch.Tensor:
    """Weighted cross-entropy of the packed rows, at no more than `most` positions of each."""
    plain = batch.ids if plain is None else plain
    if embeds is None:
        embeds = lm.embed_tokens(plain)
    keep = torch.topk(batch.weights, most, dim=1).indices.sort(1).values
    states = hidden(lm, embeds, plain, batch.positions, batch.mask, keep)
    weights, targets = batch.weights.gather(1, keep), batch.targets.gather(1, keep)
    chosen = weights > 0
    loss = F.cross_entropy(logits(lm, states[chosen]), targets[chosen], reduction="none")
    return (loss * weights[chosen]).sum() / weights[chosen].sum()


def main() -> None:
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    out, minutes = sys.argv[1], float(sys.argv[2])
    lm = build().model.language_model
    with torch.no_grad():
        lm.embed_tokens.weight.normal_(0, 0.05)
        lm.embed_tokens_per_layer.weight.normal_(0, 0.05)
    if len(sys.argv) > 3:
        lm.load_state_dict(torch.load(sys.argv[3]))
    steps_of = optimisers(lm, [])
    rng = np.random.default_rng(5)
    started, step, mean = time.monotonic(), 0, 0.0
    pool: list[Item] = []
    while (elapsed := (time.monotonic() - started) / 60) < minutes:
        pool += [text_item(rng) for _ in range(80 - len(pool))]
        batch, taken = pack(pool, 8)
        del pool[:taken]
        rate = (
            2e-3
            * min(1.0, (step + 1) / 60)
            * max(0.03, 0.5 + 0.5 * math.cos(math.pi * elapsed / minutes))
        )
        for optimiser in steps_of:
            for group in optimiser.param_groups:
                group["lr"] = rate
        loss = batch_loss(lm, batch)
        loss.backward()
        nn.utils.clip_grad_norm_(lm.parameters(), 1.0)
        for optimiser in steps_of:
            optimiser.step()
            optimiser.zero_grad()
        mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
        step += 1
        if step % 100 == 0 or step == 20:
            print(f"{elapsed:.1f} min step {step} loss {mean:.3f} items {taken}", flush=True)
            torch.save(lm.state_dict(), out)
    torch.save(lm.state_dict(), out)


if __name__ == "__main__":
    main()
