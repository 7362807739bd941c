"""Any text model of mlx-lm, through the same conversation: the tokens are mlx-lm's own.

One tiny random model for every way in which mlx-lm's models remember: plain keys and values,
rings, chunks, latent attention, recurrent states, and several of them in one layer.
"""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten, tree_map_with_path
from mlx_lm.generate import generate_step

from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.loading import LoadedModel, load_model
from engine.prompt import build_prompt
from engine.session import Conversation
from engine.types import Done, GenerationParams, Message
from tests.tiny_models import GEMMA4
from tests.unit.stops import CancelAt

SIZES: dict[str, Any] = {
    "vocab_size": 512,
    "hidden_size": 32,
    "num_hidden_layers": 4,
    "intermediate_size": 48,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "rms_norm_eps": 1e-6,
    "max_position_embeddings": 1024,
    "rope_theta": 10_000.0,
    "eos_token_id": 1,
}
EXPERTS = {"num_local_experts": 4, "num_experts": 4, "moe_intermediate_size": 24}
CONFIGS: dict[str, dict[str, Any]] = {
    "llama": {},
    "phi3": {"tie_word_embeddings": True},
    "olmo2": {},
    # Rings of 16 beside layers that see everything.
    "gemma3_text": {"sliding_window": 16, "sliding_window_pattern": 2},
    "gpt_oss": {**EXPERTS, "num_experts_per_tok": 2, "sliding_window": 16},
    # Chunks: what lies before the present one is let go.
    "llama4": {
        "text_config": {
            **SIZES,
            **EXPERTS,
            "model_type": "llama4_text",
            "attention_bias": False,
            "attention_chunk_size": 16,
            "interleave_moe_layer_step": 2,
            "intermediate_size_mlp": 48,
            "num_experts_per_tok": 1,
            "rope_scaling": None,
            "use_qk_norm": True,
        }
    },
    # Latent attention: one narrow vector a token.
    "deepseek_v3": {
        "moe_intermediate_size": 24,
        "n_shared_experts": 1,
        "n_routed_experts": 4,
        "num_experts_per_tok": 2,
        "first_k_dense_replace": 1,
        "kv_lora_rank": 16,
        "q_lora_rank": 16,
        "qk_rope_head_dim": 8,
        "v_head_dim": 8,
        "qk_nope_head_dim": 8,
    },
    # States that grow with nothing: alone, beside attention in other layers, in the same layer.
    "mamba2": {
        "num_heads": 8,
        "head_dim": 8,
        "state_size": 8,
        "intermediate_size": 64,
        "layer_norm_epsilon": 1e-5,
        "conv_kernel": 4,
        "n_groups": 1,
        "use_bias": False,
        "use_conv_bias": True,
        "tie_word_embeddings": True,
        "time_step_limit": [0.0, 100.0],
        "time_step_rank": "auto",
    },
    "qwen3_next": {
        **EXPERTS,
        "linear_num_value_heads": 4,
        "linear_num_key_heads": 2,
        "linear_key_head_dim": 8,
        "linear_value_head_dim": 8,
        "linear_conv_kernel_dim": 4,
        "num_experts_per_tok": 2,
        "decoder_sparse_step": 2,
        "shared_expert_intermediate_size": 24,
        "mlp_only_layers": [],
        "partial_rotary_factor": 0.5,
        "full_attention_interval": 2,
    },
    "falcon_h1": {
        "mamba_d_ssm": 32,
        "mamba_d_head": 8,
        "mamba_n_heads": 4,
        "mamba_d_state": 8,
        "mamba_chunk_size": 16,
        "rope_theta": 10_000.0,
    },
}
KINDS = tuple(CONFIGS)
# What these remember cannot be cut back: turns go on from checkpoints.
UNCUT = {"gemma3_text", "gpt_oss", "llama4", "mamba2", "qwen3_next", "falcon_h1"}
GREEDY = GenerationParams(max_tokens=10, temperature=0)
LONG = "tell me all that you know of this and of that, please. "


def write_random(folder: Path, kind: str) -> Path:
    """A model folder with random weights, wide enough that answers vary."""
    module = importlib.import_module(f"mlx_lm.models.{kind}")
    folder.mkdir(parents=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copyfile(GEMMA4 / name, folder / name)
    config = {"model_type": kind, **SIZES, **CONFIGS[kind]}
    (folder / "config.json").write_text(json.dumps(config))
    mx.random.seed(3)
    model = module.Model(module.ModelArgs.from_dict(config))
    model.update(tree_map_with_path(_livelier, model.parameters()))
    mx.save_safetensors(str(folder / "model.safetensors"), dict(tree_flatten(model.parameters())))
    return folder


def _livelier(path: str, value: mx.array) -> mx.array:
    """At initial sizes every layer is nearly nothing, and the last token repeats itself."""
    projection = value.ndim >= 2 and "conv" not in path
    return value * (2.5 if projection and "embed" not in path else 1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text-models")


@cache
def loaded(folders: Path, kind: str) -> LoadedModel:
    model = load_model(write_random(folders / kind, kind), dtype="float32")
    return replace(model, stop_ids=frozenset())


@pytest.fixture(params=KINDS)
def model(request: pytest.FixtureRequest, folders: Path) -> LoadedModel:
    return loaded(folders, request.param)


def ask(
    conversation: Conversation, messages: Sequence[Message], cancel: CancelToken | None = None
) -> Done:
    for event in conversation.respond(messages, GREEDY, cancel or CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def by_mlx_lm(model: LoadedModel, messages: Sequence[Message]) -> tuple[int, ...]:
    ids = build_prompt(model.tokenizer, model.family, messages, []).ids
    steps = generate_step(mx.array(ids), model.model, max_tokens=GREEDY.max_tokens)
    return tuple(token for token, _ in steps)


def history() -> list[list[Message]]:
    """A first turn, a second one, and the second with the first question edited in its middle."""
    first = [Message.of("system", LONG), Message.of("user", LONG)]
    answer = Message.of("assistant", "a short answer")
    second = [*first, answer, Message.of("user", "and then?")]
    edited = [first[0], Message.of("user", LONG + "really"), answer, second[-1]]
    return [first, second, edited]


def test_turns_and_edits_give_mlx_lms_tokens(model: LoadedModel) -> None:
    conversation = Conversation(model)
    first, second, edited = history()
    answers = []
    for messages in (first, second, edited, first):
        done = ask(conversation, messages)
        assert done.token_ids == by_mlx_lm(model, messages)
        answers.append(done)
    assert answers[0].token_ids != answers[1].token_ids, "the model hears what it is told"
    if model.info.family != "mamba2":  # with random weights its memory is short
        assert answers[1].token_ids != answers[2].token_ids, "also what was said long ago"
    assert answers[1].stats.cached_tokens >= answers[0].stats.prompt_tokens - 8
    if model.info.family not in UNCUT:
        assert answers[2].stats.cached_tokens > 20


def test_regenerating_starts_before_the_answer(model: LoadedModel) -> None:
    conversation = Conversation(model)
    first = ask(conversation, history()[0])
    again = ask(conversation, history()[0])
    assert again.token_ids == first.token_ids
    assert again.stats.cached_tokens >= first.stats.prompt_tokens - 8


def test_stopping_anywhere_leaves_a_conversation_that_goes_on_right(
    model: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.session.PREFILL_STEP", 32)
    messages = history()[1]
    expected = by_mlx_lm(model, messages)
    stopped = 0
    # In the first chunk between layers, in later ones, and in the middle of the answer.
    for moment in (3, 7, 12, 19, 24):
        conversation = Conversation(model)
        try:
            ask(conversation, messages, CancelAt(moment))
        except Cancelled:
            stopped += 1
        assert ask(conversation, messages).token_ids == expected, f"stopped at look {moment}"
    assert stopped == 5


def test_a_saved_conversation_goes_on(model: LoadedModel, tmp_path: Path) -> None:
    first, second, _ = history()
    before = Conversation(model)
    ask(before, first)
    assert before.save(tmp_path / "chat.safetensors")
    after = Conversation(model)
    assert after.restore(tmp_path / "chat.safetensors")
    done = ask(after, second)
    assert done.token_ids == by_mlx_lm(model, second)
    assert done.stats.cached_tokens > 0.6 * done.stats.prompt_tokens
