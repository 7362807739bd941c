"""Runs mlx-vlm on the goldens and writes down how near it comes: `data/mlx_vlm.json`.

    .venv/bin/python -m tests.golden.against_mlx_vlm

It is no dependency: it is installed into a scratch environment, by default in the system's folder
for temporary files, and kept there for the next time. Nothing of it is changed. It gets what a user
would give it: the model folder, messages through its own processor and template, default settings.
Two things are made ready for it: weights are stored in float32, since that is what the reference
computes in, and the tokenizer of a Gemma 4 is told the names of its placeholder tokens, which
published tokenizers say of themselves and the tiny ones do not.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
OUT = DATA / "mlx_vlm.json"
NEW_TOKENS = 16
# Gemma 4 unified with pictures: what the reference's `forward` gives, where what it generates by
# its own masks is another thing. The README beside this file says more.
OTHER_ANSWER = "_both_kinds"
PROCESSED = (
    "pixel_values",
    "image_position_ids",
    "image_grid_thw",
    "input_features",
    "input_features_mask",
)
PLACEHOLDERS = {
    "image_token": "image_token_id",
    "boi_token": "boi_token_id",
    "eoi_token": "eoi_token_id",
    "audio_token": "audio_token_id",
    "boa_token": "boa_token_id",
    "eoa_token": "eoa_token_index",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        run_all()
        return
    from app.peers import mlx_vlm_python

    python = mlx_vlm_python()
    # -P: this folder must not stand before the installed packages.
    subprocess.run([python, "-P", __file__, "--inside"], check=True)


# --- from here on in the scratch environment -----------------------------------------------------


def run_all() -> None:
    from importlib.metadata import version

    models: dict[str, dict[str, Any]] = {}
    for folder in sorted(DATA.glob("*/cases")):
        if (folder.parent / "model").is_dir():
            models[folder.parent.name] = run_model(folder.parent)
    result = {
        "mlx_vlm": version("mlx-vlm"),
        "mlx": version("mlx"),
        "what": "error_*: largest difference of a logit over the largest logit, float32; "
        f"greedy: leading tokens of {NEW_TOKENS} that are the reference's",
        "models": models,
    }
    OUT.write_text(json.dumps(result, indent=1) + "\n")


def run_model(golden: Path) -> dict[str, Any]:
    from mlx_vlm.utils import load

    rows: dict[str, Any] = {}
    cases = sorted((golden / "cases").glob("*.json"))
    with tempfile.TemporaryDirectory() as scratch:
        try:
            folder = ready_copy(golden / "model", Path(scratch) / golden.name)
            model, processor = load(str(folder))
        except Exception as error:  # whatever it says is the result
            return {case.stem: {"fails": f"load: {sentence(error)}"} for case in cases}
        for case in cases:
            try:
                rows[case.stem] = run_case(model, processor, case)
            except Exception as error:
                rows[case.stem] = {"fails": sentence(error)}
            say(f"{golden.name} {case.stem}: {rows[case.stem]}")
    return rows


def ready_copy(source: Path, folder: Path) -> Path:
    import mlx.core as mx

    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    weights: Any = mx.load(str(source / "model.safetensors"))
    exact = {name: value.astype(mx.float32) for name, value in weights.items()}
    mx.save_safetensors(str(folder / "model.safetensors"), exact)
    config = json.loads((source / "config.json").read_text())
    if config["model_type"].startswith("gemma4"):
        name_placeholders(folder, config)
    return folder


def name_placeholders(folder: Path, config: dict[str, Any]) -> None:
    entries = json.loads((folder / "tokenizer.json").read_text())["added_tokens"]
    names = {entry["id"]: entry["content"] for entry in entries}
    file = folder / "tokenizer_config.json"
    settings = json.loads(file.read_text())
    for key, place in PLACEHOLDERS.items():
        if config.get(place) in names:
            settings.setdefault(key, names[config[place]])
    file.write_text(json.dumps(settings))


def run_case(model: Any, processor: Any, file: Path) -> dict[str, Any]:
    """Its own way from messages to tokens, and one pass over everything for the logits."""
    from mlx_vlm.utils import prepare_inputs
    from safetensors.numpy import load_file

    golden = load_file(file.with_suffix(".safetensors"))
    prompt, images, sounds = rendered(processor, file)
    try:
        inputs = dict(
            prepare_inputs(processor, images=images or None, audio=sounds or None, prompts=prompt)
        )
        why = other_prompt(inputs["input_ids"], golden)
        own = measured(model, inputs, golden)
    except Exception as error:
        if not images:
            raise
        own, why = {"fails": sentence(error)}, "what its own processor makes of it fails"
    if not why:
        return own
    # The model itself may still be right: it is given what the reference was given.
    fed = measured(model, inputs_of(golden, model), golden)
    return {**fed, "fed": f"the reference's inputs, since {why}", "own": own}


def other_prompt(ids: Any, golden: dict[str, Any]) -> str:
    """How its token ids differ from the reference's; empty if they do not."""
    got, wanted = ids.reshape(-1).tolist(), golden["input_ids"].reshape(-1).tolist()
    if got == wanted:
        return ""
    return (
        f"its own prompt has {len(got)} tokens where the reference has {len(wanted)}, "
        f"and they differ from position {leading(got, wanted)} on"
    )


def measured(model: Any, inputs: dict[str, Any], golden: dict[str, Any]) -> dict[str, Any]:
    from mlx_vlm.generate import generate_step

    ids = inputs.pop("input_ids")
    pixels, mask = inputs.pop("pixel_values", None), inputs.pop("attention_mask", None)
    inputs = {name: value for name, value in inputs.items() if value is not None}
    steps = generate_step(
        ids, model, pixels, mask, max_tokens=NEW_TOKENS, temperature=0.0, **inputs
    )
    tokens = [int(token) for token, _ in steps]
    logits = all_logits(model, ids, pixels, mask, inputs)
    same_prompt = not other_prompt(ids, golden)
    row = compared(logits, tokens, golden, "", same_prompt=same_prompt)
    if "logits" + OTHER_ANSWER in golden:
        other = compared(logits, tokens, golden, OTHER_ANSWER, same_prompt=same_prompt)
        row["reference_forward"] = other
    return row


def compared(
    got: Any, tokens: list[int], golden: dict[str, Any], answer: str, *, same_prompt: bool
) -> dict[str, Any]:
    wanted = golden["logits" + answer]
    wanted = wanted.reshape(-1, wanted.shape[-1])
    row: dict[str, Any] = {
        "greedy": leading(tokens, golden["generated_ids" + answer].reshape(-1).tolist()),
        "error_last_row": relative(got[-1:], wanted[-1:]),
    }
    if same_prompt:
        row["error_all_rows"] = relative(got[-len(wanted) :], wanted)
    return row


def all_logits(model: Any, ids: Any, pixels: Any, mask: Any, inputs: dict[str, Any]) -> Any:
    """(L, V) of one pass over the prompt, called as its own generation calls it."""
    import mlx.core as mx
    import numpy as np
    from mlx_vlm.models.cache import make_prompt_cache

    made = model.get_input_embeddings(ids, pixels, mask=mask, **inputs).to_dict()
    given = {**inputs, **{name: value for name, value in made.items() if value is not None}}
    text = model.language_model
    logits = text(ids, cache=make_prompt_cache(text), **given).logits
    return np.array(logits[0].astype(mx.float32))


def inputs_of(golden: dict[str, Any], model: Any) -> dict[str, Any]:
    """What the reference's processor handed its model, and the kinds of tokens for mlx-vlm's."""
    import mlx.core as mx

    given = {name: mx.array(golden[name]) for name in PROCESSED if name in golden}
    ids = mx.array(golden["input_ids"]).reshape(1, -1)
    kinds = mx.zeros_like(ids)
    for kind, key in ((1, "image_token_id"), (3, "audio_token_id")):
        kinds = mx.where(ids == (getattr(model.config, key, None) or -1), kind, kinds)
    return {**given, "input_ids": ids, "mm_token_type_ids": kinds}


def rendered(processor: Any, file: Path) -> tuple[str, list[str], list[str]]:
    """Prompt, pictures and sounds of a case."""
    case = json.loads(file.read_text())
    thinking = isinstance(case, dict) and bool(case.get("thinking"))
    messages = case["messages"] if isinstance(case, dict) else case
    media: dict[str, list[str]] = {"image": [], "audio": []}
    for message in messages:
        for part in message["content"]:
            if part["type"] in media:
                media[part["type"]].append(str((file.parent / part.pop("path")).resolve()))
    if not any(media.values()):
        # Templates of text models want strings.
        for message in messages:
            message["content"] = "".join(part["text"] for part in message["content"])
    prompt = processor.apply_chat_template(
        messages, tokenize=False, add_generation_prompt=True, enable_thinking=thinking
    )
    return prompt, media["image"], media["audio"]


def relative(got: Any, wanted: Any) -> float:
    import numpy as np

    return float(f"{np.abs(got - wanted).max() / np.abs(wanted).max():.2e}")


def leading(got: list[int], wanted: list[int]) -> int:
    same = 0
    while same < min(len(got), len(wanted)) and got[same] == wanted[same]:
        same += 1
    return same


def sentence(error: Exception) -> str:
    cause = error.__cause__ or error.__context__
    told = str(error) or (str(cause) if cause else "")
    return f"{type(error).__name__}: {' '.join(told.split())}"[:160].rstrip()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
