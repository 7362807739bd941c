"""Makes tests/golden/data/gemma4_unified: a tiny random Gemma 4 without encoders.

    python tests/golden/make_gemma4_unified.py

Needs torchvision beside what make_gemma4.py needs (see README.md for versions): the reference has
no other image processor for it. Its compiled operations are not used and need not load.

The reference has two answers for prompts with pictures. What it builds ahead for a static cache
(`create_masks_for_vision_model`) lets a picture's soft tokens see each other both ways on sliding
layers only; its `forward` does so on full layers too and not only within the window. The first is
stored under the usual names, the second under the same with `_both_kinds`.
"""

# ruff: noqa: E402
from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

# Before anything imports transformers: schemas that torchvision expects of its compiled side.
_OPERATIONS = torch.library.Library("torchvision", "DEF")
_OPERATIONS.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
_OPERATIONS.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import making
import numpy as np
from make_gemma4 import Kit as Gemma4Kit
from make_gemma4_models import SPECIAL
from make_gemma4_unified_models import FIRST_SEED, build_model, load_model, write_model
from making import Case, Tensors
from PIL import Image
from safetensors.numpy import save_file
from transformers import AutoTokenizer
from transformers.models.gemma4_unified import modeling_gemma4_unified as modeling
from transformers.models.gemma4_unified.feature_extraction_gemma4_unified import (
    Gemma4UnifiedAudioFeatureExtractor,
)
from transformers.models.gemma4_unified.image_processing_gemma4_unified import (
    Gemma4UnifiedImageProcessor,
    get_aspect_ratio_preserving_size,
)
from transformers.models.gemma4_unified.processing_gemma4_unified import (
    Gemma4UnifiedProcessor,
)

FOLDER = making.DATA / "gemma4_unified"
ROWS = 24  # positions from the end whose logits are kept
ROWS_OF_OTHER = 8  # of the second answer
LEAST_APART = 0.01  # the two answers, relative to the largest logit


def main() -> None:
    making.start()
    cases = making.TEXT_CASES | making.IMAGE_CASES | making.AUDIO_CASES | making.BOTH_CASES

    def build(folder: Path, seed: int) -> Kit:
        write_model(build_model(seed), folder)
        return Kit(folder)

    making.make_goldens(FOLDER, FIRST_SEED, cases, build)
    write_torchvision_pixels()


class Kit(Gemma4Kit):
    """The reference's processors and model for one folder."""

    processor = Gemma4UnifiedProcessor

    def __init__(self, folder: Path) -> None:
        self.net = load_model(folder)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        settings = json.loads((folder / "processor_config.json").read_text())
        self.images = PillowResized(**settings["image_processor"])
        self.sounds = Gemma4UnifiedAudioFeatureExtractor(**settings["feature_extractor"])

    def run(self, case: Case, folder: Path) -> Tensors | None:
        inputs = self.inputs(case, folder)
        with sliding_only():
            out = self.forward(inputs)
        if out is None:
            return None
        if "pixel_values" in inputs:
            other = self.forward(inputs)
            if other is None:
                return None
            apart = np.abs(other["logits"] - out["logits"]).max() / np.abs(out["logits"]).max()
            if apart < LEAST_APART or self.static(inputs) != out["generated_ids"].tolist():
                return None
            out["logits_both_kinds"] = other["logits"][-ROWS_OF_OTHER:]
            out["generated_ids_both_kinds"] = other["generated_ids"]
        out |= {key: value.numpy() for key, value in inputs.items() if key != "mm_token_type_ids"}
        out["input_ids"] = out["input_ids"][0].astype(np.int32)
        if "image_position_ids" in out:
            out["image_position_ids"] = out["image_position_ids"].astype(np.int32)
        return out

    def forward(self, inputs: dict[str, torch.Tensor]) -> Tensors | None:
        with torch.no_grad():
            first = self.net(**inputs)
            tokens, margins, good = making.greedy(
                self.net, inputs, range(len(SPECIAL)), mm_token_type_ids=0
            )
        if not good:
            return None
        out = {
            "logits": first.logits[0, -ROWS:].numpy(),
            "generated_ids": np.array(tokens, dtype=np.int32),
            "margins": np.array(margins, dtype=np.float32),
        }
        if "pixel_values" in inputs:
            out["vision_features"] = first.image_hidden_states.numpy()
        if "input_features" in inputs:
            out["audio_features"] = first.audio_hidden_states.numpy()
        return out

    def static(self, inputs: dict[str, torch.Tensor]) -> list[int]:
        """What the reference generates, untouched, where it builds masks ahead."""
        ids = self.net.generate(
            **inputs,
            max_new_tokens=making.NEW_TOKENS,
            do_sample=False,
            eos_token_id=None,
            cache_implementation="static",
            disable_compile=True,
        )
        new: list[int] = ids[0, inputs["input_ids"].shape[1] :].tolist()
        return new


@contextmanager
def sliding_only() -> Iterator[None]:
    """`forward` builds the masks that the reference builds ahead."""
    original = modeling.create_masks_for_generate

    def masks(block_sequence_ids: torch.Tensor | None = None, **values: Any) -> dict[str, Any]:
        if block_sequence_ids is None:
            return original(**values)
        return modeling.create_masks_for_vision_model(
            block_sequence_ids=block_sequence_ids, **values
        )

    modeling.create_masks_for_generate = masks
    try:
        yield
    finally:
        modeling.create_masks_for_generate = original


class PillowResized(Gemma4UnifiedImageProcessor):
    """The reference's, but Pillow resizes, as the engine does."""

    def aspect_ratio_preserving_resize(
        self,
        image: torch.Tensor,
        patch_size: int,
        max_patches: int,
        pooling_kernel_size: int,
        resample: Any,
    ) -> torch.Tensor:
        height, width = get_aspect_ratio_preserving_size(
            *image.shape[-2:], patch_size, max_patches, pooling_kernel_size
        )
        picture = Image.fromarray(image.permute(1, 2, 0).numpy())
        resized = picture.resize((width, height), Image.Resampling.BICUBIC)
        return torch.from_numpy(np.array(resized)).permute(2, 0, 1)


def write_torchvision_pixels() -> None:
    """What the reference's own processor makes of the pictures, in steps of 1/255."""
    settings = json.loads((FOLDER / "model" / "processor_config.json").read_text())
    processor = Gemma4UnifiedImageProcessor(**settings["image_processor"])
    steps = {}
    for file in sorted(making.MEDIA.glob("*.png")):
        made = processor([Image.open(file).convert("RGB")], return_tensors="pt")
        steps[file.name] = (made["pixel_values"][0] * 255).round().to(torch.uint8).numpy()
    save_file(steps, FOLDER / "torchvision_steps.safetensors")
    (FOLDER / "torchvision_steps.safetensors").chmod(0o644)


if __name__ == "__main__":
    main()
