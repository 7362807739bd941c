"""Writes the model folder: weights in bfloat16, config.json as published, processors, template.

`assemble.py [WEIGHTS.pt]`; without weights they are fresh. make_tokenizer.py makes the tokenizer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import torch
from architecture import FOLDER, TOKEN_ID, build
from safetensors.torch import load_file, save_file

CHAT_TEMPLATE = """\
{{- bos_token -}}
{%- macro say(content) -%}
{%- if content is string -%}{{- content -}}
{%- else -%}
{%- for part in content -%}
{%- if part['type'] == 'image' -%}{{- '<|image|>' -}}
{%- elif part['type'] == 'audio' -%}{{- '<|audio|>' -}}
{%- elif part['type'] == 'text' -%}{{- part['text'] -}}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{%- endmacro -%}
{%- for message in messages -%}
{%- set role = 'model' if message['role'] == 'assistant' else message['role'] -%}
{{- '<|turn>' + role + '\\n' -}}
{{- say(message['content']) | trim -}}
{{- '<turn|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|turn>model\\n' -}}{%- endif -%}
"""

IMAGE_PROCESSOR = {
    "do_convert_rgb": True,
    "do_normalize": False,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.0, 0.0, 0.0],
    "image_processor_type": "Gemma4ImageProcessor",
    "image_std": [1.0, 1.0, 1.0],
    "max_soft_tokens": 70,
    "patch_size": 12,
    "pooling_kernel_size": 2,
    "resample": 3,
    "rescale_factor": 0.00392156862745098,
}


def _published(config: dict[str, object]) -> dict[str, object]:
    """config.json with the published models' keys, which mlx-lm and transformers both read."""
    text = config["text_config"]
    assert isinstance(text, dict)
    text.pop("per_layer_config", None)
    text |= {"global_head_dim": 64, "num_global_key_value_heads": None}
    config["vocab_size"] = text["vocab_size"]
    config["eoa_token_index"] = config["eoa_token_id"] = TOKEN_ID["<audio|>"]
    return config


def write_folder(state: dict[str, torch.Tensor] | None, folder: Path = FOLDER) -> None:
    """Saves the model with these weights (all named as in `state_dict`) and all files beside it."""
    from transformers import Gemma4AudioFeatureExtractor

    model = build()
    if state is not None:
        model.load_state_dict(state)
    model = model.to(torch.bfloat16)
    with tempfile.TemporaryDirectory() as scratch:
        model.save_pretrained(scratch)
        written = Path(scratch)
        weights = load_file(written / "model.safetensors")
        target = folder / "model.safetensors"
        save_file(
            {k: v.contiguous() for k, v in weights.items()}, target, metadata={"format": "pt"}
        )
        target.chmod(0o644)
        config = _published(json.loads((written / "config.json").read_text()))
    generation = {
        "bos_token_id": TOKEN_ID["<bos>"],
        "do_sample": False,
        "eos_token_id": [TOKEN_ID["<eos>"], TOKEN_ID["<turn|>"]],
        "pad_token_id": TOKEN_ID["<pad>"],
    }
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n")
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    sound = json.loads(Gemma4AudioFeatureExtractor().to_json_string())
    for name in ("mel_filters", "window"):
        sound.pop(name, None)
    processor = {
        "audio_ms_per_token": 40,
        "audio_seq_length": 750,
        "feature_extractor": sound,
        "image_processor": IMAGE_PROCESSOR,
        "image_seq_length": 70,
        "processor_class": "Gemma4Processor",
    }
    (folder / "processor_config.json").write_text(json.dumps(processor, indent=2) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(IMAGE_PROCESSOR, indent=2) + "\n")
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)


def main() -> None:
    torch.manual_seed(0)
    state = torch.load(sys.argv[1]) if len(sys.argv) > 1 else None
    write_folder(state)


if __name__ == "__main__":
    main()
