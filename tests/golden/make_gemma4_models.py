"""The tiny random models of make_gemma4.py, written in the published layout."""

from __future__ import annotations

import copy
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from making import write_json
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import trainers as bpe_trainers
from transformers import Gemma4Config, Gemma4ForConditionalGeneration

VOCAB = 512
SPECIAL = [
    "<pad>", "<eos>", "<bos>", "<unk>", "<|turn>", "<turn|>", "<|image>", "<|image|>", "<image|>",
    "<|audio>", "<|audio|>", "<audio|>", "<|video|>", "<|think|>", "<|channel>", "<channel|>",
    "<|tool_response>",
]  # fmt: skip
ID = {token: index for index, token in enumerate(SPECIAL)}

ROPE = {
    "full_attention": {
        "partial_rotary_factor": 0.25,
        "rope_theta": 1_000_000.0,
        "rope_type": "proportional",
    },
    "sliding_attention": {"rope_theta": 10_000.0, "rope_type": "default"},
}
TEXT = {
    "model_type": "gemma4_text",
    "vocab_size": VOCAB,
    "hidden_size": 64,
    "intermediate_size": 64,
    "num_attention_heads": 4,
    "head_dim": 16,
    "global_head_dim": 32,
    "sliding_window": 24,
    "max_position_embeddings": 1024,
    "final_logit_softcapping": 30.0,
    "hidden_activation": "gelu_pytorch_tanh",
    "rms_norm_eps": 1e-6,
    "rope_parameters": ROPE,
    "tie_word_embeddings": True,
    "attention_bias": False,
    "attention_dropout": 0.0,
    "pad_token_id": 0,
    "eos_token_id": 1,
    "bos_token_id": 2,
    "dtype": "bfloat16",
}
VISION = {
    "model_type": "gemma4_vision",
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "head_dim": 16,
    "patch_size": 4,
    "position_embedding_size": 220,
    "rms_norm_eps": 1e-6,
    "rope_parameters": {"rope_theta": 100.0, "rope_type": "axial"},
    "hidden_activation": "gelu_pytorch_tanh",
    "dtype": "bfloat16",
}
AUDIO = {
    "model_type": "gemma4_audio",
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "hidden_act": "silu",
    "subsampling_conv_channels": [128, 8],
    "conv_kernel_size": 5,
    "residual_weight": 0.5,
    "attention_chunk_size": 6,
    "attention_context_left": 7,
    "attention_context_right": 0,
    "attention_logit_cap": 50.0,
    "attention_invalid_logits_value": -1e9,
    "use_clipped_linears": True,
    "rms_norm_eps": 1e-6,
    "gradient_clipping": 1e10,
    "output_proj_dims": 48,
    "dtype": "bfloat16",
}
OUTER = {
    "model_type": "gemma4",
    "architectures": ["Gemma4ForConditionalGeneration"],
    "vocab_size": VOCAB,
    "boi_token_id": ID["<|image>"],
    "eoi_token_id": ID["<image|>"],
    "image_token_id": ID["<|image|>"],
    "video_token_id": ID["<|video|>"],
    "boa_token_id": ID["<|audio>"],
    "eoa_token_index": ID["<audio|>"],
    "audio_token_id": ID["<|audio|>"],
    "eos_token_id": [ID["<eos>"], ID["<turn|>"]],
    "tie_word_embeddings": True,
    "initializer_range": 0.02,
    "dtype": "bfloat16",
}


@dataclass(frozen=True)
class Golden:
    """One model. `first_seed` is where the search starts; those before it were no good.

    `rows` is how many positions from the end have their logits kept; 0 means all.
    """

    config: dict[str, Any]
    first_seed: int
    empty_thinking: bool
    rows: int = 0


def _config(text: dict[str, Any], vision: dict[str, Any], audio: bool) -> dict[str, Any]:
    return {
        **OUTER,
        "text_config": {**TEXT, **text},
        "vision_config": {**VISION, **vision},
        "audio_config": dict(AUDIO) if audio else None,
        "vision_soft_tokens_per_image": 70,
    }


SLIDING, FULL = "sliding_attention", "full_attention"
CONFIGS = {
    "e2b": Golden(
        _config(
            {
                "num_hidden_layers": 5,
                "layer_types": [SLIDING, FULL, SLIDING, SLIDING, FULL],
                "num_kv_shared_layers": 2,
                "num_key_value_heads": 1,
                "num_global_key_value_heads": None,
                "attention_k_eq_v": False,
                "use_double_wide_mlp": True,
                "hidden_size_per_layer_input": 32,
                "vocab_size_per_layer_input": VOCAB,
                "use_bidirectional_attention": None,
                "enable_moe_block": False,
                "num_experts": None,
                "top_k_experts": None,
                "moe_intermediate_size": None,
            },
            {"pooling_kernel_size": 3, "use_clipped_linears": True, "standardize": False},
            audio=True,
        ),
        first_seed=103,
        empty_thinking=False,
    ),
    "moe": Golden(
        _config(
            {
                "num_hidden_layers": 4,
                "layer_types": [SLIDING, FULL, SLIDING, FULL],
                "num_kv_shared_layers": 0,
                "num_key_value_heads": 2,
                "num_global_key_value_heads": 1,
                "attention_k_eq_v": True,
                "use_double_wide_mlp": False,
                "hidden_size_per_layer_input": 0,
                "vocab_size_per_layer_input": VOCAB,
                "use_bidirectional_attention": "vision",
                "enable_moe_block": True,
                "num_experts": 8,
                "top_k_experts": 2,
                "moe_intermediate_size": 32,
            },
            {"pooling_kernel_size": 2, "use_clipped_linears": False, "standardize": True},
            audio=False,
        ),
        first_seed=202,
        empty_thinking=True,
    ),
    "31b": Golden(
        _config(
            {
                "num_hidden_layers": 5,
                "layer_types": [SLIDING, SLIDING, FULL, SLIDING, FULL],
                "num_kv_shared_layers": 0,
                "num_key_value_heads": 2,
                "num_global_key_value_heads": 1,
                "attention_k_eq_v": True,
                "use_double_wide_mlp": False,
                "hidden_size_per_layer_input": 0,
                "vocab_size_per_layer_input": VOCAB,
                "use_bidirectional_attention": "vision",
                "enable_moe_block": False,
                "num_experts": None,
                "top_k_experts": None,
                "moe_intermediate_size": None,
            },
            {"pooling_kernel_size": 3, "use_clipped_linears": False, "standardize": True},
            audio=False,
        ),
        first_seed=300,
        empty_thinking=True,
        rows=48,
    ),
}


def build_model(name: str, seed: int) -> Any:
    """Random weights, all exact in bfloat16. To compute with them, load what is written:

    the constructor follows the config's dtype and rounds tables such as rotary frequencies.
    """
    config = Gemma4Config(**copy.deepcopy(CONFIGS[name].config))
    torch.manual_seed(seed)
    net = Gemma4ForConditionalGeneration(config).float()
    with torch.no_grad():
        for key, value in net.state_dict().items():
            value.copy_(random_like(key, value).to(torch.bfloat16).float())
        # Special tokens are not to be generated; the placeholders' rows are never read.
        net.model.language_model.embed_tokens.weight[: len(SPECIAL)] *= 0.25
    return net


def random_like(key: str, value: torch.Tensor) -> torch.Tensor:
    noise = torch.randn(value.shape)
    if key.endswith(("input_min", "output_min")):
        return -(0.8 + 0.8 * torch.rand(value.shape))
    if key.endswith(("input_max", "output_max")):
        return 0.8 + 0.8 * torch.rand(value.shape)
    if key.endswith("layer_scalar"):
        return 0.6 + 0.7 * torch.rand(value.shape)
    if key.endswith("language_model.norm.weight"):
        return 4 + 0.5 * noise
    if key.endswith(("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")):
        return 2 + 0.5 * noise
    if key.endswith(("q_norm.weight", "k_norm.weight")):
        return 0.7 + 0.15 * noise
    if key.endswith("per_dim_scale"):
        return 0.5 * noise
    if key.endswith(("norm.weight", "layernorm.weight", "norm_1.weight", "norm_2.weight")) or (
        "norm" in key.rsplit(".", 2)[-2]
    ):
        return 1 + 0.25 * noise
    if key.endswith(("router.scale", "std_scale", "per_expert_scale")):
        return 1 + 0.3 * noise
    if key.endswith(("std_bias", "output_proj.bias", "position_embedding_table")):
        return 0.5 * noise
    if key.endswith("embed_tokens.weight"):
        return 0.125 * noise
    if key.endswith("embed_tokens_per_layer.weight"):
        return 0.2 * noise
    if "conv" in key and value.ndim > 2:
        return noise / math.sqrt(value[0].numel())
    return noise / math.sqrt(value.shape[-1])


def load_model(folder: Path) -> Any:
    """The reference as its users load it, in float32 with eager attention."""
    net, report = Gemma4ForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    assert not any(report.values()), report
    return net.eval()


def write_configs(config: dict[str, Any], net: Any, folder: Path) -> None:
    """config.json as published, config_tf5.json as transformers saves it again."""
    folder.mkdir(parents=True)
    net.config.dtype = torch.bfloat16
    net.config.save_pretrained(folder)
    (folder / "config.json").rename(folder / "config_tf5.json")
    write_json(folder / "config.json", config)


def write_model(name: str, net: Any, folder: Path, seed: int) -> None:
    """config.json, config_tf5.json, weights, tokenizer, template, processor, generation."""
    golden = CONFIGS[name]
    write_configs(golden.config, net, folder)
    weights = {k: v.to(torch.bfloat16).contiguous() for k, v in net.state_dict().items()}
    weights.pop("lm_head.weight")  # tied
    weights |= _unused(golden.config["text_config"], seed)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    write_tokenizer(folder, golden.empty_thinking)
    processor: dict[str, Any] = {
        "processor_class": "Gemma4Processor",
        "image_seq_length": 70,
        "audio_seq_length": 750,
        "audio_ms_per_token": 40,
        "image_processor": image_processor(golden.config, "Gemma4ImageProcessor"),
    }
    if golden.config["audio_config"]:
        processor["feature_extractor"] = {
            "feature_extractor_type": "Gemma4AudioFeatureExtractor",
            "dither": 0.0,
            "feature_size": 128,
            "fft_overdrive": False,
            "frame_length_ms": 20.0,
            "hop_length_ms": 10.0,
            "input_scale_factor": 1.0,
            "max_frequency": 8000.0,
            "mel_floor": 0.001,
            "min_frequency": 0.0,
            "padding_side": "right",
            "padding_value": 0.0,
            "per_bin_mean": None,
            "per_bin_stddev": None,
            "preemphasis": 0.0,
            "preemphasis_htk_flavor": True,
            "return_attention_mask": True,
            "sampling_rate": 16000,
        }
    write_json(folder / "processor_config.json", processor)
    write_generation(folder)


def image_processor(config: dict[str, Any], kind: str) -> dict[str, Any]:
    """How the model wants its pictures, as processor_config.json says it."""
    return {
        "image_processor_type": kind,
        "do_convert_rgb": True,
        "do_normalize": False,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.0, 0.0, 0.0],
        "image_std": [1.0, 1.0, 1.0],
        "max_soft_tokens": 70,
        "patch_size": config["vision_config"]["patch_size"],
        "pooling_kernel_size": config["vision_config"]["pooling_kernel_size"],
        "resample": 3,
        "rescale_factor": 1 / 255,
    }


def write_generation(folder: Path) -> None:
    """generation_config.json."""
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ID["<bos>"],
            "do_sample": True,
            "eos_token_id": [ID["<eos>"], ID["<turn|>"], ID["<|tool_response>"]],
            "pad_token_id": ID["<pad>"],
            "temperature": 1.0,
            "top_k": 64,
            "top_p": 0.95,
        },
    )


def _unused(text: dict[str, Any], seed: int) -> dict[str, torch.Tensor]:
    """Published checkpoints carry keys and values for layers that share another layer's."""
    torch.manual_seed(seed)
    weights = {}
    layers = text["num_hidden_layers"]
    for layer in range(layers - text["num_kv_shared_layers"], layers):
        full = text["layer_types"][layer] == FULL
        dim = text["global_head_dim"] if full else text["head_dim"]
        prefix = f"model.language_model.layers.{layer}.self_attn"
        for kind in ("k_proj", "v_proj"):
            weights[f"{prefix}.{kind}.weight"] = torch.randn(dim, text["hidden_size"]).bfloat16()
        weights[f"{prefix}.k_norm.weight"] = torch.randn(dim).bfloat16()
    return weights


CORPUS = """What is this? What is a prime number? Name a colour. Blue, like the sea. And one more?
The window of the small layers is shorter than this text. Listen: which one is louder or taller?
A square and a disc stand on the left of the picture. Describe both, then say what you hear.
user model system thought Be brief. The answer is in the middle of the text, not at its start."""

TEMPLATE = """{{- bos_token -}}
{%- macro body(content) -%}
  {%- if content is string -%}{{ content | trim }}{%- else -%}
    {%- for part in content -%}
      {%- if part.type == 'text' -%}{{ part.text | trim }}
      {%- elif part.type == 'image' -%}{{ '\\n\\n<|image|>\\n\\n' }}
      {%- elif part.type == 'audio' -%}{{ '<|audio|>' }}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro -%}
{%- set thinking = enable_thinking is defined and enable_thinking -%}
{%- set has_system = messages[0].role == 'system' -%}
{%- if thinking or has_system -%}
  {{- '<|turn>system\\n' -}}
  {%- if thinking -%}{{- '<|think|>' -}}{%- endif -%}
  {%- if has_system -%}{{- body(messages[0].content) -}}{%- endif -%}
  {{- '<turn|>\\n' -}}
{%- endif -%}
{%- for message in (messages[1:] if has_system else messages) -%}
  {{- '<|turn>' + ('model' if message.role == 'assistant' else message.role) + '\\n' -}}
  {{- body(message.content) -}}
  {{- '<turn|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<|turn>model\\n' -}}EMPTY_THINKING
{%- endif -%}
"""
# The larger models' template opens the answer so; turns of the past do not have it.
EMPTY_THINKING = """
  {%- if not thinking -%}{{- '<|channel>thought\\n<channel|>' -}}{%- endif -%}"""


def write_tokenizer(folder: Path, empty_thinking: bool) -> None:
    """Like Gemma's: BPE over "▁" for a space, bytes for what it does not know."""
    lines = [line.replace(" ", "▁") for line in CORPUS.splitlines()]
    known = len(SPECIAL) + 256
    learner = Tokenizer(models.BPE())
    alphabet = [chr(code) for code in range(33, 127)] + ["▁", "\n"]
    learner.train_from_iterator(
        lines,
        bpe_trainers.BpeTrainer(
            vocab_size=VOCAB - known,
            initial_alphabet=alphabet,
            show_progress=False,
            special_tokens=[],
        ),
    )
    learnt = json.loads(learner.to_str())["model"]
    pieces = (
        SPECIAL
        + [f"<0x{byte:02X}>" for byte in range(256)]
        + sorted(learnt["vocab"], key=learnt["vocab"].__getitem__)
    )
    pieces += [f"<unused{index}>" for index in range(VOCAB - len(pieces))]
    assert len(pieces) == VOCAB == len(set(pieces))
    merges = [tuple(merge) for merge in learnt["merges"]]
    tokenizer = Tokenizer(
        models.BPE(
            vocab={piece: index for index, piece in enumerate(pieces)},
            merges=merges,
            unk_token="<unk>",
            byte_fallback=True,
            fuse_unk=True,
        )
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens(
        [AddedToken(token, normalized=False, special=True) for token in SPECIAL]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "pad_token": "<pad>",
            "eos_token": "<eos>",
            "bos_token": "<bos>",
            "unk_token": "<unk>",
            "clean_up_tokenization_spaces": False,
            "model_max_length": 1024,
        },
    )
    extra = EMPTY_THINKING if empty_thinking else ""
    (folder / "chat_template.jinja").write_text(TEMPLATE.replace("EMPTY_THINKING", extra))
