"""Turns dialogues into packed rows of token ids with weights for the loss."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import torch
from architecture import FOLDER, TOKEN_ID
from lexicon import COLOUR_NAMES, COUNT_WORDS, DIGIT_WORDS, SHAPES
from torch import Tensor
from transformers import AutoTokenizer

ROW = 256
FACTS = {
    *COLOUR_NAMES,
    *SHAPES,
    *(shape + "s" for shape in SHAPES),
    *COUNT_WORDS,
    *DIGIT_WORDS,
    *"left right top bottom middle low high rising falling silence noise".split(),  # noqa: SIM905
}
tokenizer = AutoTokenizer.from_pretrained(FOLDER)
_NEWLINE = tokenizer.encode("\n", add_special_tokens=False)


@dataclass
class Item:
    """One dialogue: ids, weights in the loss, and (start, kind, index) of soft tokens."""

    ids: list[int] = field(default_factory=lambda: [TOKEN_ID["<bos>"]])
    weights: list[float] = field(default_factory=lambda: [0.0])
    media: list[tuple[int, str, int]] = field(default_factory=list)

    def _add(self, ids: list[int], weight: float) -> None:
        self.ids += ids
        self.weights += [weight] * len(ids)

    def _text(self, text: str, weight: float) -> None:
        self._add(tokenizer.encode(text, add_special_tokens=False), weight)

    def _open(self, role: str) -> None:
        self._add([TOKEN_ID["<|turn>"]], 0.0)
        self._text(role + "\n", 0.0)

    def user(self, parts: list[str | tuple[str, int, int]]) -> None:
        """Text, or ("image" | "audio", index, number of soft tokens)."""
        self._open("user")
        for part in parts:
            if isinstance(part, str):
                self._text(part, 0.05)
            else:
                kind, index, count = part
                self._add([TOKEN_ID[f"<|{kind}>"]], 0.0)
                self.media.append((len(self.ids), kind, index))
                self._add([TOKEN_ID[f"<|{kind}|>"]] * count, 0.0)
                self._add([TOKEN_ID[f"<{kind}|>"]], 0.0)
        self._add([TOKEN_ID["<turn|>"], *_NEWLINE], 0.0)

    def system(self, text: str) -> None:
        """A system turn."""
        self._open("system")
        self._text(text, 0.0)
        self._add([TOKEN_ID["<turn|>"], *_NEWLINE], 0.0)

    def model(self, text: str, facts: bool = False) -> None:
        """An answer, to be learned with its end; `facts`: what media show weighs more."""
        self._open("model")
        ids = tokenizer.encode(text, add_special_tokens=False)
        quoted = False
        for i, token in enumerate(ids):
            piece = tokenizer.decode([token])
            if '"' in piece:
                quoted = not quoted
            word = re.match(r"\W*([a-z]+)", tokenizer.decode(ids[i:]))
            told = facts and (quoted or (word is not None and word.group(1) in FACTS))
            self._add([token], 4.0 if told and '"' not in piece else 1.0)
        self._add([TOKEN_ID["<turn|>"]], 1.0)
        self._add(_NEWLINE, 0.0)


@dataclass
class Batch:
    """Rows of packed dialogues, (B, T) each, and the mask (B, T, T)."""

    ids: Tensor
    positions: Tensor
    mask: Tensor
    targets: Tensor
    weights: Tensor
    media: list[tuple[int, int, str, int]]


def pack(items: list[Item], rows: int, length: int = ROW) -> tuple[Batch, int]:
    """Fills `rows` rows from the items; returns the batch and how many items it took."""
    ids = np.zeros((rows, length), np.int64)
    weights = np.zeros((rows, length), np.float32)
    positions = np.zeros((rows, length), np.int64)
    owner = np.full((rows, length), -1, np.int64)
    media: list[tuple[int, int, str, int]] = []
    used = np.zeros(rows, int)
    taken = 0
    for item in items:
        n = len(item.ids)
        fitting = np.nonzero(used + n <= length)[0]
        if n > length:
            raise ValueError(f"a dialogue of {n} tokens does not fit a row of {length}")
        if len(fitting) == 0:
            break
        row = int(fitting[np.argmax(used[fitting])])
        at = int(used[row])
        ids[row, at : at + n] = item.ids
        weights[row, at : at + n] = item.weights
        positions[row, at : at + n] = np.arange(n)
        owner[row, at : at + n] = taken
        media += [(row, at + start, kind, index) for start, kind, index in item.media]
        used[row] += n
        taken += 1
    causal = np.tril(np.ones((length, length), bool))
    allowed = (owner[:, :, None] == owner[:, None, :]) & causal
    targets = np.roll(ids, -1, 1)
    shifted = np.roll(weights, -1, 1)
    shifted[:, -1] = 0
    mask = torch.zeros(rows, length, length).masked_fill_(~torch.from_numpy(allowed), -1e9)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(positions),
        mask,
        torch.from_numpy(targets),
        torch.from_numpy(shifted),
        media,
    ), taken
