"""Makes tests/golden/data/qwen3*: tiny random models and what the reference computes.

    python tests/golden/make_qwen.py [qwen3] [qwen3_moe] [qwen3_vl] [qwen3_vl_moe]

Needs torch, transformers, tokenizers, soundfile and Pillow (see README.md for versions).
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import making
import numpy as np
import torch
from make_qwen_models import CONFIGS, FIRST_ADDED, VOCAB, build_model, load_model, write_model
from making import Case, Message, Tensors, model, text, user
from PIL import Image
from transformers import AutoTokenizer
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen3_vl.processing_qwen3_vl import Qwen3VLProcessor

AFTER_THOUGHT = [
    user(text("Name a colour.")),
    model("<think>\nThe sea is blue.\n</think>\n\nBlue, like the sea."),
    user(text("And one more?")),
]
THINKING_CASES: dict[str, Case] = {
    "thinking_off": {"thinking": False, "messages": AFTER_THOUGHT},
    "thinking_on": {"thinking": True, "messages": AFTER_THOUGHT},
}


def main(wanted: list[str]) -> None:
    making.start()
    for name in wanted or list(CONFIGS):
        make_goldens(name)


def make_goldens(name: str) -> None:
    golden = CONFIGS[name]
    cases = making.TEXT_CASES | (making.IMAGE_CASES if golden.sees else THINKING_CASES)

    def build(folder: Path, seed: int) -> Kit:
        write_model(name, build_model(name, seed), folder)
        return Kit(name, folder)

    making.make_goldens(making.DATA / name, golden.first_seed, cases, build)


class Kit:
    """The reference's processor and model for one folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.net = load_model(name, folder)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        golden = CONFIGS[name]
        self.images = Qwen2VLImageProcessorPil(**golden.preprocessor) if golden.sees else None

    def run(self, case: Case, folder: Path) -> Tensors | None:
        inputs = self.inputs(case, folder)
        grow = {"mm_token_type_ids": 0} if self.images else {}
        with torch.no_grad():
            self.forget_positions()
            first = self.net(**inputs)
            tokens, margins, good = making.greedy(
                Forgetful(self), inputs, range(FIRST_ADDED, VOCAB), **grow
            )
        if not good:
            return None
        out = {k: v.numpy() for k, v in inputs.items() if k in ("input_ids", "pixel_values")}
        out["input_ids"] = out["input_ids"][0].astype(np.int32)
        out["logits"] = first.logits[0].numpy()
        out["generated_ids"] = np.array(tokens, dtype=np.int32)
        out["margins"] = np.array(margins, dtype=np.float32)
        if "pixel_values" in inputs:
            out |= self.seen(inputs)
        return out

    def forget_positions(self) -> None:
        """The reference keeps the last prompt's rope deltas, even for a prompt without pictures."""
        if self.images:
            self.net.model.rope_deltas = None

    def seen(self, inputs: dict[str, torch.Tensor]) -> Tensors:
        """What the tower puts out, and the positions that follow from the grids."""
        grid = inputs["image_grid_thw"]
        with torch.no_grad():
            tower = self.net.model.visual(inputs["pixel_values"], grid_thw=grid)
            positions, deltas = self.net.model.get_rope_index(
                inputs["input_ids"], inputs["mm_token_type_ids"], image_grid_thw=grid
            )
        deep = getattr(tower, "deepstack_features", None)
        return {
            "image_grid_thw": grid.numpy().astype(np.int32),
            "vision_features": tower.pooler_output.numpy(),
            **({} if deep is None else {"deepstack_features": torch.stack(deep).numpy()}),
            "position_ids": positions[:, 0].numpy().astype(np.int32),
            "rope_delta": deltas[0].numpy().astype(np.int32),
        }

    def inputs(self, case: Case, folder: Path) -> dict[str, torch.Tensor]:
        thinking = not isinstance(case, list) and case["thinking"]
        prompt = self.tokenizer.apply_chat_template(
            [flat(message) for message in making.messages_of(case)],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=thinking,
        )
        pictures = making.parts_of(case, "image")
        inputs: dict[str, torch.Tensor] = {}
        if pictures:
            files = [(folder / part["path"]).resolve() for part in pictures]
            images = [Image.open(file).convert("RGB") for file in files]
            inputs |= dict(self.images(images, return_tensors="pt"))
            prompt = self.expand(prompt, inputs)
        ids = self.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
        if self.images:
            image_token = self.net.config.image_token_id
            inputs["mm_token_type_ids"] = (ids == image_token).to(torch.int32)
        return {"input_ids": ids, **inputs}

    def expand(self, prompt: str, made: dict[str, Any]) -> str:
        """Placeholders, counted by the reference's own processor."""
        one = "<|image_pad|>"
        stand_in = SimpleNamespace(image_processor=self.images, image_token=one)
        first, *rest = prompt.split(one)
        assert len(rest) == len(made["image_grid_thw"])
        for index, piece in enumerate(rest):
            first += Qwen3VLProcessor.replace_image_token(stand_in, made, index) + piece
        return first


class Forgetful:
    """The model, forgetting the positions of the last prompt before each pass."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit

    def __call__(self, **inputs: torch.Tensor) -> Any:
        self.kit.forget_positions()
        return self.kit.net(**inputs)

    def generate(self, **inputs: Any) -> Any:
        self.kit.forget_positions()
        return self.kit.net.generate(**inputs)


def flat(message: Message) -> Message:
    """Text alone is a string: what Qwen3's template expects, and chat programs send."""
    if any(part["type"] != "text" for part in message["content"]):
        return message
    return {**message, "content": "".join(part["text"] for part in message["content"])}


if __name__ == "__main__":
    main(sys.argv[1:])
