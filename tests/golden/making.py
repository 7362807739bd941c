"""What every maker of goldens shares: cases, media, the search for a seed, the files.

A maker (`make_<family>.py`) gives `make_goldens` a function that writes a random model for a seed
and hands back something with `run`; `make_<family>_models.py` says what the model is.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soundfile
import torch
import transformers
from PIL import Image, ImageDraw
from safetensors.numpy import save_file

HERE = Path(__file__).parent
DATA = HERE / "data"
MEDIA = DATA / "media"
NEW_TOKENS = 16
LEAST_MARGIN = 0.01
LEAST_DIFFERENT = 4  # tokens in an answer; a stuck model proves little
_SEEDS = 200

Message = dict[str, Any]
# A case is its messages, or {"thinking": bool, "messages": [...]}.
Case = list[Message] | dict[str, Any]
Tensors = dict[str, np.ndarray]

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


def user(*parts: dict[str, str]) -> Message:
    return {"role": "user", "content": list(parts)}


def model(value: str) -> Message:
    return {"role": "assistant", "content": [text(value)]}


TEXT_CASES: dict[str, Case] = {
    "text": [user(text("What is a prime?"))],
    "text_long": [{"role": "system", "content": [text("Be brief.")]}, user(text(LONG))],
    "text_second_turn": [
        user(text("Name a colour.")),
        model("Blue, like the sea."),
        user(text("And one more?")),
    ],
}
IMAGE_CASES: dict[str, Case] = {
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
}
AUDIO_CASES: dict[str, Case] = {
    "audio": [user(text("Listen:"), sound("tone.wav"))],
    "two_sounds": [user(sound("tone.wav"), text("or"), sound("sweep.wav"), text("?"))],
}
BOTH_CASES: dict[str, Case] = {
    "image_and_audio": [user(picture("scene.png"), sound("sweep.wav"), text("Describe both."))],
}


class Kit(Protocol):
    """The reference's processors and model for one folder."""

    def run(self, case: Case, folder: Path) -> Tensors | None:
        """Everything the tests compare, or `None` if a greedy step is too close to call.

        Paths of media are relative to `folder`.
        """
        ...


def start() -> None:
    """Once, before anything is made."""
    torch.manual_seed(0)
    torch.set_num_threads(2)
    make_media()


def messages_of(case: Case) -> list[Message]:
    return case if isinstance(case, list) else case["messages"]


def parts_of(case: Case, sense: str) -> list[dict[str, str]]:
    """The pictures ("image") or sounds ("audio") of a case in order."""
    parts = [part for message in messages_of(case) for part in message["content"]]
    return [part for part in parts if part["type"] == sense]


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


def make_goldens(
    folder: Path, first_seed: int, cases: Mapping[str, Case], build: Callable[[Path, int], Kit]
) -> None:
    """Try seeds until every greedy step of every case is decided by a clear margin.

    `build(model_folder, seed)` writes the model there and opens it.
    """
    for seed in range(first_seed, first_seed + _SEEDS):
        shutil.rmtree(folder, ignore_errors=True)
        kit = build(folder / "model", seed)
        results: dict[str, Tensors] = {}
        for name, case in cases.items():
            tensors = kit.run(case, folder / "cases")
            if tensors is None:
                print(f"{folder.name}: seed {seed} is no good for {name}", flush=True)
                break
            results[name] = tensors
        else:
            write_cases(folder, cases, results, seed)
            return
    raise SystemExit(f"{folder.name}: no seed found")


def greedy(
    net: Any, inputs: dict[str, torch.Tensor], forbidden: Container[int], **grow: int
) -> tuple[list[int], list[float], bool]:
    """Tokens and margins by full forward passes, and whether they are good for a golden.

    They are not if a step is decided by less than `LEAST_MARGIN`, gives a token in `forbidden`
    or an answer with little in it, or if cached `generate` differs. `grow` names inputs that
    are as long as the ids, and what to put on their end with each token.
    """
    at = dict(inputs)
    tokens: list[int] = []
    margins: list[float] = []
    for _ in range(NEW_TOKENS):
        row = net(**at).logits[0, -1]
        best = torch.topk(row, 2)
        tokens.append(int(best.indices[0]))
        margins.append(float(best.values[0] - best.values[1]))
        if margins[-1] < LEAST_MARGIN or tokens[-1] in forbidden:
            return tokens, margins, False
        for name, value in {"input_ids": tokens[-1], **grow}.items():
            at[name] = torch.cat([at[name], torch.tensor([[value]])], dim=1)
    cached = net.generate(**inputs, max_new_tokens=NEW_TOKENS, do_sample=False, eos_token_id=None)
    agrees = cached[0, inputs["input_ids"].shape[1] :].tolist() == tokens
    if not agrees:
        print("note: cached generate differs from full forwards")
    return tokens, margins, agrees and len(set(tokens)) >= LEAST_DIFFERENT


def write_cases(
    folder: Path, cases: Mapping[str, Case], results: dict[str, Tensors], seed: int
) -> None:
    """`cases/` and about.json beside a finished `model/`."""
    (folder / "cases").mkdir()
    for name, tensors in results.items():
        file = folder / "cases" / f"{name}.safetensors"
        save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, file)
        file.chmod(0o644)
        file.with_suffix(".json").write_text(json.dumps(cases[name], indent=1) + "\n")
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
    write_json(folder / "about.json", about)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder.name}: {about}, {size / 1e6:.2f} MB")


def write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
