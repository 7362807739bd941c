"""Makes tests/golden/data: two tiny random Gemma 4 models and what the reference computes.

    python tests/golden/make_gemma4.py [e2b] [moe]

Needs torch, transformers, tokenizers, soundfile and Pillow (see README.md for versions); the
tests that read the result need none of the first two.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import soundfile
import torch
import transformers
from make_gemma4_models import CONFIGS, SPECIAL, build_model, load_model, write_model
from PIL import Image, ImageDraw
from safetensors.numpy import save_file
from transformers import AutoTokenizer
from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil
from transformers.models.gemma4.processing_gemma4 import Gemma4Processor

HERE = Path(__file__).parent
DATA = HERE / "data"
NEW_TOKENS = 16
LEAST_MARGIN = 0.01
LEAST_DIFFERENT = 4  # tokens in an answer; a stuck model proves little
MEDIA = DATA / "media"

LONG = (
    "The window of the small layers is shorter than this text, so that what was said at its "
    "start can reach its end only through the full layers."
)


def text(value: str) -> dict[str, str]:
    return {"type": "text", "text": value}


def picture(name: str) -> dict[str, str]:
    return {"type": "image", "path": f"../../media/{name}"}


def sound(name: str) -> dict[str, str]:
    return {"type": "audio", "path": f"../../media/{name}"}


def user(*parts: dict[str, str]) -> dict[str, Any]:
    return {"role": "user", "content": list(parts)}


def model(value: str) -> dict[str, Any]:
    return {"role": "assistant", "content": [text(value)]}


CASES: dict[str, list[dict[str, Any]]] = {
    "text": [user(text("What is a prime?"))],
    "text_long": [{"role": "system", "content": [text("Be brief.")]}, user(text(LONG))],
    "text_second_turn": [
        user(text("Name a colour.")),
        model("Blue, like the sea."),
        user(text("And one more?")),
    ],
    "image": [user(picture("scene.png"), text("What is this?"))],
    "image_same_size": [user(picture("other.png"), text("What is this?"))],
    "two_images": [
        user(picture("scene.png"), text("and"), picture("tall.png"), text("Which is taller?"))
    ],
    "image_second_turn": [
        user(picture("scene.png"), text("What is this?")),
        model("A square and a disc."),
        user(text("What colour is the disc?")),
    ],
    "audio": [user(text("Listen:"), sound("tone.wav"))],
    "two_sounds": [user(sound("tone.wav"), text("or"), sound("sweep.wav"), text("?"))],
    "image_and_audio": [user(picture("scene.png"), sound("sweep.wav"), text("Describe both."))],
}


def main(wanted: list[str]) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(2)
    make_media()
    for name in wanted or list(CONFIGS):
        make_goldens(name)


def make_media() -> None:
    """Small pictures and sounds; noise, so that a shift or a swapped axis shows."""
    MEDIA.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(7)
    for name, (width, height), colours in (
        ("scene.png", (64, 40), ("red", "blue")),
        ("other.png", (64, 40), ("green", "yellow")),
        ("tall.png", (22, 57), ("purple", "orange")),
    ):
        image = Image.new("RGB", (width, height), "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((3, 4, width // 2, height // 2), fill=colours[0])
        draw.ellipse((width // 3, height // 3, width - 3, height - 4), fill=colours[1])
        grain = noise.integers(-24, 25, (height, width, 3))
        pixels = np.clip(np.asarray(image).astype(int) + grain, 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(MEDIA / name, optimize=True)
    rate = 16_000
    for name, seconds, start_hz, end_hz in (
        ("tone.wav", 0.437, 440.0, 440.0),
        ("sweep.wav", 0.951, 300.0, 3000.0),
    ):
        time = np.arange(int(seconds * rate)) / rate
        phase = 2 * np.pi * (start_hz * time + (end_hz - start_hz) / (2 * seconds) * time**2)
        wave = 0.3 * np.sin(phase) + 0.01 * noise.standard_normal(len(time))
        soundfile.write(MEDIA / name, wave.astype(np.float32), rate, subtype="PCM_16")


def make_goldens(name: str) -> None:
    """Try seeds until every greedy step of every case is decided by a clear margin."""
    folder = DATA / f"gemma4_{name}"
    for seed in range(CONFIGS[name].first_seed, CONFIGS[name].first_seed + 200):
        shutil.rmtree(folder, ignore_errors=True)
        write_model(name, build_model(name, seed), folder / "model", seed)
        kit = Kit(folder / "model")
        results = {}
        for case, messages in CASES.items():
            if "audio" not in kit.senses and "audio" in json.dumps(messages):
                continue
            results[case] = kit.run(messages, folder / "cases")
            if results[case] is None:
                break
        if all(result is not None for result in results.values()):
            write_cases(name, folder, results, seed)
            return
        print(f"{name}: seed {seed} is no good for {case}")
    raise SystemExit(f"{name}: no seed found")


class Kit:
    """The reference's processors and model for one folder."""

    def __init__(self, folder: Path) -> None:
        self.net = load_model(folder)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        settings = json.loads((folder / "processor_config.json").read_text())
        self.images = Gemma4ImageProcessorPil(**settings["image_processor"])
        self.senses = {"text", "image"}
        if self.net.config.audio_config is not None:
            self.senses.add("audio")
            self.sounds = Gemma4AudioFeatureExtractor(**settings["feature_extractor"])

    def run(self, messages: list[dict[str, Any]], folder: Path) -> dict[str, np.ndarray] | None:
        """Everything the tests compare, or `None` if a greedy step is too close to call."""
        inputs = self.inputs(messages, folder)
        with torch.no_grad():
            first = self.net(**inputs)
            tokens, margins, same = self.greedy(inputs)
        if not same or min(margins) < LEAST_MARGIN or len(set(tokens)) < LEAST_DIFFERENT:
            return None
        out = {key: value.numpy() for key, value in inputs.items() if key != "mm_token_type_ids"}
        out["input_ids"] = out["input_ids"][0].astype(np.int32)
        out["logits"] = first.logits[0].numpy()
        out["generated_ids"] = np.array(tokens, dtype=np.int32)
        out["margins"] = np.array(margins, dtype=np.float32)
        if "pixel_values" in inputs:
            out["vision_features"] = first.image_hidden_states.numpy()
            out["image_position_ids"] = out["image_position_ids"].astype(np.int32)
        if "input_features" in inputs:
            out["audio_features"] = first.audio_hidden_states.numpy()
        return out

    def inputs(self, messages: list[dict[str, Any]], folder: Path) -> dict[str, torch.Tensor]:
        prompt = self.tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True
        )
        parts = [part for message in messages for part in message["content"]]
        inputs: dict[str, torch.Tensor] = {}
        pictures = [folder / part["path"] for part in parts if part["type"] == "image"]
        if pictures:
            images = [Image.open(path.resolve()).convert("RGB") for path in pictures]
            made = self.images(images, return_tensors="pt")
            counts = {"num_soft_tokens_per_image": made.pop("num_soft_tokens_per_image")}
            inputs.update(made)
            prompt = self.expand(prompt, "image", counts, len(images))
        clips = [folder / part["path"] for part in parts if part["type"] == "audio"]
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
        replace = getattr(Gemma4Processor, f"replace_{kind}_token")
        pieces = prompt.split(one)
        assert len(pieces) == count + 1
        joined = pieces[0]
        for index, piece in enumerate(pieces[1:]):
            joined += replace(stand_in, made, index) + piece
        return joined

    def greedy(self, inputs: dict[str, torch.Tensor]) -> tuple[list[int], list[float], bool]:
        """Tokens and margins by full forward passes, and whether cached `generate` agrees."""
        at = dict(inputs)
        tokens: list[int] = []
        margins: list[float] = []
        for _ in range(NEW_TOKENS):
            row = self.net(**at).logits[0, -1]
            best = torch.topk(row, 2)
            tokens.append(int(best.indices[0]))
            margins.append(float(best.values[0] - best.values[1]))
            if margins[-1] < LEAST_MARGIN or tokens[-1] < len(SPECIAL):
                return tokens, margins, False
            more = torch.tensor([[tokens[-1]]])
            at["input_ids"] = torch.cat([at["input_ids"], more], dim=1)
            at["mm_token_type_ids"] = torch.cat([at["mm_token_type_ids"], more * 0], dim=1)
        cached = self.net.generate(
            **inputs, max_new_tokens=NEW_TOKENS, do_sample=False, eos_token_id=None
        )
        agrees = cached[0, inputs["input_ids"].shape[1] :].tolist() == tokens
        if not agrees:
            print("note: cached generate differs from full forwards")
        return tokens, margins, agrees


def write_cases(name: str, folder: Path, results: dict[str, Any], seed: int) -> None:
    cases = folder / "cases"
    cases.mkdir()
    for case, tensors in results.items():
        save_file(
            {k: np.ascontiguousarray(v) for k, v in tensors.items()}, cases / f"{case}.safetensors"
        )
        (cases / f"{case}.safetensors").chmod(0o644)
        (cases / f"{case}.json").write_text(json.dumps(CASES[case], indent=1) + "\n")
    least = min(float(tensors["margins"].min()) for tensors in results.values())
    about = {
        "seed": seed,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "least_margin": round(least, 4),
        "weights_sha256": hashlib.sha256(
            (folder / "model/model.safetensors").read_bytes()
        ).hexdigest(),
        "largest_logit": round(max(float(abs(t["logits"]).max()) for t in results.values()), 2),
    }
    assert math.isfinite(about["largest_logit"])
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{name}: {about}, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
