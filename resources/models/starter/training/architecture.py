"""The starter model's configuration: a Gemma 4 with every part of the small published one, tiny."""

from __future__ import annotations

from pathlib import Path

from transformers import Gemma4Config, Gemma4ForConditionalGeneration

FOLDER = Path(__file__).resolve().parent.parent
SPECIAL_TOKENS = [
    "<pad>", "<eos>", "<bos>", "<unk>", "<|turn>", "<turn|>", "<|image>", "<|image|>", "<image|>",
    "<|audio>", "<|audio|>", "<audio|>", "<|video|>", "<|think|>", "<|channel>", "<channel|>",
]  # fmt: skip
TOKEN_ID = {token: i for i, token in enumerate(SPECIAL_TOKENS)}
VOCABULARY = 1664
CLIP_BOUND = 1.0e6
"""Bound of the clipped linears: finite, exactly storable in bfloat16 terms, and never reached."""


def config() -> Gemma4Config:
    """The full configuration (about 5 M parameters)."""
    layers = ["sliding_attention", "sliding_attention", "full_attention"] * 2
    layers[3] = "sliding_attention"
    return Gemma4Config(
        text_config={
            "vocab_size": VOCABULARY,
            "vocab_size_per_layer_input": VOCABULARY,
            "hidden_size": 192,
            "intermediate_size": 384,
            "num_hidden_layers": 6,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 48,
            "global_head_dim": 64,
            "hidden_size_per_layer_input": 32,
            "num_kv_shared_layers": 2,
            "use_double_wide_mlp": True,
            "sliding_window": 256,
            "layer_types": layers,
            "max_position_embeddings": 8192,
            "final_logit_softcapping": 30.0,
            "bos_token_id": TOKEN_ID["<bos>"],
            "eos_token_id": TOKEN_ID["<eos>"],
            "pad_token_id": TOKEN_ID["<pad>"],
        },
        vision_config={
            "hidden_size": 128,
            "intermediate_size": 384,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "num_key_value_heads": 4,
            "head_dim": 32,
            "patch_size": 12,
            "pooling_kernel_size": 2,
            "position_embedding_size": 160,
            "use_clipped_linears": True,
        },
        audio_config={
            "hidden_size": 96,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "subsampling_conv_channels": [128, 16],
            "output_proj_dims": 192,
            "use_clipped_linears": True,
        },
        boi_token_id=TOKEN_ID["<|image>"],
        eoi_token_id=TOKEN_ID["<image|>"],
        image_token_id=TOKEN_ID["<|image|>"],
        boa_token_id=TOKEN_ID["<|audio>"],
        eoa_token_id=TOKEN_ID["<audio|>"],
        eoa_token_index=TOKEN_ID["<audio|>"],
        audio_token_id=TOKEN_ID["<|audio|>"],
        video_token_id=TOKEN_ID["<|video|>"],
        bos_token_id=TOKEN_ID["<bos>"],
        eos_token_id=[TOKEN_ID["<eos>"], TOKEN_ID["<turn|>"]],
        pad_token_id=TOKEN_ID["<pad>"],
        tie_word_embeddings=True,
    )


def build() -> Gemma4ForConditionalGeneration:
    """A model with fresh weights, clipped linears bounded, in float32."""
    model = Gemma4ForConditionalGeneration(config()).float()
    for name, buffer in model.named_buffers():
        if name.endswith(("input_min", "output_min")):
            buffer.fill_(-CLIP_BOUND)
        elif name.endswith(("input_max", "output_max")):
            buffer.fill_(CLIP_BOUND)
    return model


def open_clipping(model: object) -> None:
    """Leaves the clamps out of the computation while training (they never bite)."""
    for module in model.modules():  # type: ignore[attr-defined]
        if hasattr(module, "use_clipped_linears"):
            module.use_clipped_linears = False
