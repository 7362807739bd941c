"""The tiny random models of make_qwen.py, written in the published layout."""

from __future__ import annotations

import copy
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from making import write_json
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers
from tokenizers import trainers as bpe_trainers
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForImageTextToText
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer

VOCAB = 448  # a little more than the tokenizer knows, as in the published models
CONTROL = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
    "<|image_pad|>", "<|video_pad|>",
]  # fmt: skip
ORDINARY = ["<think>", "</think>"]  # added tokens that are not special
FIRST_ADDED = 425
ID = {token: FIRST_ADDED + index for index, token in enumerate(CONTROL + ORDINARY)}

TEXT = {
    "vocab_size": VOCAB,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "hidden_act": "silu",
    "max_position_embeddings": 4096,
    "rms_norm_eps": 1e-6,
    "rope_theta": 1_000_000.0,
    "attention_bias": False,
    "attention_dropout": 0.0,
    "initializer_range": 0.02,
    "use_cache": True,
    "bos_token_id": ID["<|endoftext|>"],
    "eos_token_id": ID["<|im_end|>"],
}
SPARSE = {
    "num_experts": 8,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 48,
    "decoder_sparse_step": 1,
    "mlp_only_layers": [1],
    "norm_topk_prob": True,
    "output_router_logits": False,
    "router_aux_loss_coef": 0.001,
}
MROPE = {"mrope_interleaved": True, "mrope_section": [6, 5, 5], "rope_type": "default"}
VISION = {
    "depth": 5,
    "hidden_size": 32,
    "hidden_act": "gelu_pytorch_tanh",
    "intermediate_size": 64,
    "num_heads": 2,
    "in_channels": 3,
    "patch_size": 8,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
    "out_hidden_size": 64,
    "num_position_embeddings": 36,
    "deepstack_visual_indexes": [0, 1, 3],
    "initializer_range": 0.02,
}
OUTER = {
    "image_token_id": ID["<|image_pad|>"],
    "video_token_id": ID["<|video_pad|>"],
    "vision_start_token_id": ID["<|vision_start|>"],
    "vision_end_token_id": ID["<|vision_end|>"],
}
SEES = {
    "image_processor_type": "Qwen2VLImageProcessorFast",
    "processor_class": "Qwen3VLProcessor",
    "patch_size": 8,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}


@dataclass(frozen=True)
class Golden:
    """One model.

    Attributes:
        first_seed: where the search starts; those before it were no good.
        outputs_first: its merged experts are published as transformers keeps them.
        always_thinks: its template is that of the "Thinking" version, which opens the block.
        preprocessor: preprocessor_config.json, for those that see.
    """

    config: dict[str, Any]
    first_seed: int
    always_thinks: bool = False
    outputs_first: bool = False
    preprocessor: dict[str, Any] = field(default_factory=dict)

    @property
    def sees(self) -> bool:
        return bool(self.preprocessor)


def _text_model(model_type: str, architecture: str, tied: bool, **more: Any) -> dict[str, Any]:
    return {
        "architectures": [architecture],
        "model_type": model_type,
        **TEXT,
        **more,
        "rope_scaling": None,
        "tie_word_embeddings": tied,
        "use_sliding_window": False,
        "sliding_window": None,
        "max_window_layers": 4,
        "torch_dtype": "bfloat16",
    }


def _seeing_model(model_type: str, architecture: str, tied: bool, **more: Any) -> dict[str, Any]:
    text = {"model_type": f"{model_type}_text", **TEXT, **more, "rope_scaling": MROPE}
    if tied:
        text["tie_word_embeddings"] = True
    return {
        "architectures": [architecture],
        "model_type": model_type,
        **OUTER,
        "text_config": {**text, "dtype": "bfloat16"},
        "vision_config": {"model_type": model_type, **VISION},
        "tie_word_embeddings": tied,
    }


CONFIGS = {
    "qwen3": Golden(_text_model("qwen3", "Qwen3ForCausalLM", tied=True), 302),
    "qwen3_moe": Golden(_text_model("qwen3_moe", "Qwen3MoeForCausalLM", False, **SPARSE), 400),
    "qwen3_vl": Golden(
        _seeing_model("qwen3_vl", "Qwen3VLForConditionalGeneration", tied=True),
        502,
        # Between these, the wide picture is made smaller and the narrow one larger.
        preprocessor={**SEES, "size": {"shortest_edge": 1600, "longest_edge": 2000}},
    ),
    "qwen3_vl_moe": Golden(
        _seeing_model(
            "qwen3_vl_moe",
            "Qwen3VLMoeForConditionalGeneration",
            tied=False,
            **{**SPARSE, "moe_intermediate_size": 24},
        ),
        604,
        always_thinks=True,
        preprocessor={**SEES, "min_pixels": 1600, "max_pixels": 4096},
    ),
}


def model_config(name: str) -> Any:
    config = copy.deepcopy(CONFIGS[name].config)
    return AutoConfig.for_model(config.pop("model_type"), **config)


def build_model(name: str, seed: int) -> Any:
    """Random weights, all exact in bfloat16. To compute with them, load what is written."""
    torch.manual_seed(seed)
    net = _auto(name).from_config(model_config(name), dtype=torch.float32)
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if key == "lm_head.weight" and net.config.tie_word_embeddings:
                continue
            value.copy_(_random(key, value).to(torch.bfloat16).float())
            if key.endswith(("embed_tokens.weight", "lm_head.weight")):
                # Neither special tokens nor ids without a token are to be generated.
                value[FIRST_ADDED:] *= 0.25
    return net


def _auto(name: str) -> Any:
    return AutoModelForImageTextToText if CONFIGS[name].sees else AutoModelForCausalLM


def _random(key: str, value: torch.Tensor) -> torch.Tensor:
    noise = torch.randn(value.shape)
    if key.endswith(("language_model.norm.weight", "model.norm.weight")):
        return 4 + 0.5 * noise
    if key.endswith(("q_norm.weight", "k_norm.weight")):
        return 1.2 + 0.25 * noise
    if "norm" in key.rsplit(".", 2)[-2]:
        return 1 + 0.25 * noise if key.endswith("weight") else 0.2 * noise
    if key.endswith("bias"):
        return 0.2 * noise
    if key.endswith("embed_tokens.weight"):
        return 0.12 * noise  # or a tied head would say each token again
    if key.endswith("pos_embed.weight"):
        return 0.6 * noise
    if key.endswith("gate.weight"):
        return 2 * noise / math.sqrt(value.shape[-1])  # decided choices of experts
    if key.endswith("patch_embed.proj.weight"):
        return noise / math.sqrt(value[0].numel())
    if key.endswith(("self_attn.o_proj.weight", "down_proj.weight", "down_proj")):
        return 1.5 * noise / math.sqrt(value.shape[-1])
    return noise / math.sqrt(value.shape[-1])


def load_model(name: str, folder: Path) -> Any:
    """The reference as its users load it, in float32 with eager attention."""
    net, report = _auto(name).from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    assert not any(report.values()), report
    return net.eval()


def write_model(name: str, net: Any, folder: Path) -> None:
    """config.json, config_tf5.json, weights, tokenizer, template, processor, generation."""
    folder.mkdir(parents=True)
    golden = CONFIGS[name]
    net.config.dtype = torch.bfloat16
    net.config.save_pretrained(folder)
    (folder / "config.json").rename(folder / "config_tf5.json")
    write_json(folder / "config.json", golden.config)
    save_file(_published(name, net), folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    _write_tokenizer(folder)
    template = THINKING_VL if golden.always_thinks else VL if golden.sees else TEXT_ONLY
    (folder / "chat_template.jinja").write_text(template)
    if golden.sees:
        write_json(folder / "preprocessor_config.json", golden.preprocessor)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ID["<|endoftext|>"],
            "do_sample": True,
            "eos_token_id": [ID["<|im_end|>"], ID["<|endoftext|>"]],
            "pad_token_id": ID["<|endoftext|>"],
            "temperature": 0.6,
            "top_k": 20,
            "top_p": 0.95,
        },
    )


def _published(name: str, net: Any) -> dict[str, torch.Tensor]:
    """Names and layouts of the published checkpoints, which transformers changes as it loads."""
    weights = {}
    for key, exact in net.state_dict().items():
        if key == "lm_head.weight" and net.config.tie_word_embeddings:
            continue
        value = exact.to(torch.bfloat16)
        if ".mlp.experts." not in key or CONFIGS[name].outputs_first:
            weights[key] = value.contiguous()
        elif CONFIGS[name].sees:  # one tensor for all experts, (experts, in, out)
            weights[key] = value.transpose(1, 2).contiguous()
        else:  # one matrix an expert, and gate and up apart
            prefix, kind = key.rsplit(".", 1)
            for index, expert in enumerate(value):
                parts = [("down_proj", expert)]
                if kind == "gate_up_proj":
                    gate, up = expert.chunk(2)
                    parts = [("gate_proj", gate), ("up_proj", up)]
                for part, matrix in parts:
                    weights[f"{prefix}.{index}.{part}.weight"] = matrix.clone()
    return weights


CORPUS = """What is this? What is a prime number? Name a colour. Blue, like the sea. And one more?
The window of the small layers is shorter than this text, so that what was said at its start can
reach its end only through the full layers. Which is taller? What colour is the disc? thinking
A square and a disc stand on the left of the picture. Describe both, then say what you see.
user assistant system think Be brief. The answer is in the middle of the text, not at its start."""

# What the published templates write, without their tools.
_TURNS = """
{%- macro body(content) -%}
  {%- if content is string -%}{{ content }}{%- else -%}
    {%- for part in content -%}
      {%- if part.type == 'image' -%}{{ '<|vision_start|><|image_pad|><|vision_end|>' }}
      {%- elif part.type == 'text' -%}{{ part.text }}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro -%}
{%- set last = namespace(query=messages | length - 1) -%}
{%- for message in messages if message.role == 'user' -%}
  {%- set last.query = messages.index(message) -%}
{%- endfor -%}
{%- for message in messages -%}
  {{- '<|im_start|>' + message.role + '\\n' -}}
  {%- if message.role == 'assistant' -%}
    {%- set said = body(message.content) -%}
    {%- set thought = '' -%}
    {%- if '</think>' in said -%}
      {%- set thought = said.split('</think>')[0].split('<think>')[-1].strip('\\n') -%}
      {%- set said = said.split('</think>')[-1].lstrip('\\n') -%}
    {%- endif -%}
    {%- if STILL_OPEN and loop.index0 > last.query -%}
      {{- '<think>\\n' + thought + '\\n</think>\\n\\n' + said -}}
    {%- else -%}{{- said -}}{%- endif -%}
  {%- else -%}{{- body(message.content) -}}{%- endif -%}
  {{- '<|im_end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<|im_start|>assistant\\n' -}}OPENING
{%- endif -%}
"""
_SWITCH = """
  {%- if enable_thinking is defined and enable_thinking is false -%}
    {{- '<think>\\n\\n</think>\\n\\n' -}}
  {%- endif -%}"""
TEXT_ONLY = _TURNS.replace("STILL_OPEN", "true").replace("OPENING", _SWITCH)
VL = _TURNS.replace("STILL_OPEN", "false").replace("OPENING", "")
THINKING_VL = _TURNS.replace("STILL_OPEN", "true").replace("OPENING", "{{- '<think>\\n' -}}")


def _write_tokenizer(folder: Path) -> None:
    """Like Qwen's: BPE over bytes, added tokens at the end."""
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    learner.train_from_iterator(
        CORPUS.splitlines(),
        bpe_trainers.BpeTrainer(
            vocab_size=FIRST_ADDED,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    learnt = json.loads(learner.to_str())["model"]
    assert len(learnt["vocab"]) == FIRST_ADDED, len(learnt["vocab"])
    merges = [tuple(merge) for merge in learnt["merges"]]
    # The pad token must not become the vocabulary's first addition: ids follow `CONTROL`.
    tokenizer = Qwen2Tokenizer(vocab=learnt["vocab"], merges=merges)
    tokenizer.add_tokens([AddedToken(t, normalized=False, special=True) for t in CONTROL])
    tokenizer.add_tokens([AddedToken(t, normalized=False, special=False) for t in ORDINARY])
    assert {token: tokenizer.convert_tokens_to_ids(token) for token in ID} == ID
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_prefix_space": False,
            "bos_token": None,
            "clean_up_tokenization_spaces": False,
            "eos_token": "<|im_end|>",
            "errors": "replace",
            "model_max_length": 4096,
            "pad_token": "<|endoftext|>",
            "split_special_tokens": False,
            "tokenizer_class": "Qwen2Tokenizer",
            "unk_token": None,
        },
    )
