"""Makes tests/golden/data: tiny random Gemma 4 models and what the reference computes.

    python tests/golden/make_gemma4.py [e2b] [moe] [31b]

Needs torch, transformers, tokenizers, soundfile and Pillow (see README.md for versions); the
tests that read the result need none of the first two.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import making
import numpy as np
import soundfile
import torch
from make_gemma4_models import CONFIGS, SPECIAL, build_model, load_model, write_model
from making import Case, Tensors
from PIL import Image
from transformers import AutoTokenizer
from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil
from transformers.models.gemma4.processing_gemma4 import Gemma4Processor


def main(wanted: list[str]) -> None:
    making.start()
    for name in wanted or list(CONFIGS):
        make_goldens(name)


def make_goldens(name: str) -> None:
    cases = making.TEXT_CASES | making.IMAGE_CASES
    if CONFIGS[name].config["audio_config"]:
        cases = cases | making.AUDIO_CASES | making.BOTH_CASES

    def build(folder: Path, seed: int) -> Kit:
        write_model(name, build_model(name, seed), folder, seed)
        return Kit(folder, CONFIGS[name].rows)

    making.make_goldens(making.DATA / f"gemma4_{name}", CONFIGS[name].first_seed, cases, build)


class Kit:
    """The reference's processors and model for one folder."""

    processor = Gemma4Processor

    def __init__(self, folder: Path, rows: int) -> None:
        self._rows = rows
        self.net = load_model(folder)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        settings = json.loads((folder / "processor_config.json").read_text())
        self.images = Gemma4ImageProcessorPil(**settings["image_processor"])
        if self.net.config.audio_config is not None:
            self.sounds = Gemma4AudioFeatureExtractor(**settings["feature_extractor"])

    def run(self, case: Case, folder: Path) -> Tensors | None:
        inputs = self.inputs(case, folder)
        with torch.no_grad():
            first = self.net(**inputs)
            tokens, margins, good = making.greedy(
                self.net, inputs, range(len(SPECIAL)), mm_token_type_ids=0
            )
        if not good:
            return None
        out = {key: value.numpy() for key, value in inputs.items() if key != "mm_token_type_ids"}
        out["input_ids"] = out["input_ids"][0].astype(np.int32)
        out["logits"] = first.logits[0, -self._rows :].numpy()
        out["generated_ids"] = np.array(tokens, dtype=np.int32)
        out["margins"] = np.array(margins, dtype=np.float32)
        if "pixel_values" in inputs:
            out["vision_features"] = first.image_hidden_states.numpy()
            out["image_position_ids"] = out["image_position_ids"].astype(np.int32)
        if "input_features" in inputs:
            out["audio_features"] = first.audio_hidden_states.numpy()
        return out

    def inputs(self, case: Case, folder: Path) -> dict[str, torch.Tensor]:
        prompt = self.tokenizer.apply_chat_template(
            making.messages_of(case), tokenize=False, add_generation_prompt=True
        )
        inputs: dict[str, torch.Tensor] = {}
        pictures = [folder / part["path"] for part in making.parts_of(case, "image")]
        if pictures:
            images = [Image.open(path.resolve()).convert("RGB") for path in pictures]
            made = self.images(images, return_tensors="pt")
            counts = {"num_soft_tokens_per_image": made.pop("num_soft_tokens_per_image")}
            inputs.update(made)
            prompt = self.expand(prompt, "image", counts, len(images))
        clips = [folder / part["path"] for part in making.parts_of(case, "audio")]
        if clips:
            waves = [soundfile.read(path.resolve(), dtype="float32")[0] for path in clips]
            made = self.sounds(waves, return_tensors="pt")
            masks = {"input_features_mask": made["input_features_mask"].numpy()}
            inputs.update(made)
            prompt = self.expand(prompt, "audio", masks, len(clips))
        ids = self.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
        config = self.net.config
        kinds = torch.zeros_like(ids)
        kinds[ids == config.image_token_id] = 1
        kinds[ids == config.audio_token_id] = 3
        return {"input_ids": ids, "mm_token_type_ids": kinds, **inputs}

    def expand(self, prompt: str, kind: str, made: dict[str, Any], count: int) -> str:
        """Placeholders, counted by the reference's own processor."""
        names = {
            "image": ("boi_token", "<|image>", "eoi_token", "<image|>"),
            "audio": ("boa_token", "<|audio>", "eoa_token", "<audio|>"),
        }[kind]
        one = f"<|{kind}|>"
        stand_in = SimpleNamespace(**{names[0]: names[1], names[2]: names[3], f"{kind}_token": one})
        replace = getattr(self.processor, f"replace_{kind}_token")
        pieces = prompt.split(one)
        assert len(pieces) == count + 1
        joined = pieces[0]
        for index, piece in enumerate(pieces[1:]):
            joined += replace(stand_in, made, index) + piece
        return joined


if __name__ == "__main__":
    main(sys.argv[1:])
