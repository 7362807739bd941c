"""Qwen3-VL and its kin: names and layouts of files, positions, and reuse between turns."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten
from mlx_lm.models.rope_utils import initialize_rope
from safetensors.numpy import load_file

from engine.cancel import CancelToken
from engine.errors import MediaError, ModelCorrupt
from engine.families import SoftSpan, SoftTokens
from engine.families.mrope import MRope, rope_positions
from engine.families.qwen3_vl_moe import _split
from engine.loading import LoadedModel, load_model
from engine.session import Conversation
from engine.types import Done, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GOLDEN, MEDIA, copy_model, read_weights

NAMES = ("qwen3_vl", "qwen3_vl_moe")
SCENE, OTHER, TALL = (ImagePart(MEDIA / f"{name}.png") for name in ("scene", "other", "tall"))
GREEDY = GenerationParams(max_tokens=8, temperature=0)
TOLERANCE = 1e-4
Weights = dict[str, mx.array]


@cache
def loaded(name: str) -> LoadedModel:
    return load_model(GOLDEN / name / "model", dtype="float32")


def golden(name: str, case: str) -> dict[str, Any]:
    tensors: dict[str, Any] = load_file(GOLDEN / name / "cases" / f"{case}.safetensors")
    return tensors


def user(*parts: ImagePart | str) -> Message:
    return Message("user", tuple(TextPart(p) if isinstance(p, str) else p for p in parts))


def ask(conversation: Conversation, messages: list[Message]) -> Done:
    for event in conversation.respond(messages, GREEDY, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def fresh(model: LoadedModel, messages: list[Message]) -> Done:
    done = ask(Conversation(replace(model, media=model.media.emptied())), messages)
    assert done.stats.cached_tokens == 0
    return done


def answer(done: Done) -> Message:
    return Message.of("assistant", done.text)


def spans_of(name: str, case: str) -> list[SoftSpan]:
    """The golden's pictures where they stand, with the reference's own soft tokens."""
    values = golden(name, case)
    token = loaded(name).config["image_token_id"]
    at = np.flatnonzero(values["input_ids"] == token)
    spans, used = [], 0
    for _, rows, columns in values["image_grid_thw"].tolist():
        count = rows * columns // 4
        rows_of = slice(used, used + count)
        soft = SoftTokens(
            mx.array(values["vision_features"][rows_of]),
            tuple(mx.array(depth[rows_of]) for depth in values["deepstack_features"]),
        )
        start = int(at[used])
        spans.append(SoftSpan("image", start, start + count, soft, (rows // 2, columns // 2)))
        used += count
    return spans


def relative(got: Any, wanted: Any) -> float:
    return float(np.abs(np.array(got) - wanted).max() / np.abs(wanted).max())


# Names and layouts


def published(weights: Weights) -> Weights:
    return weights


def older(weights: Weights) -> Weights:
    """As files were named before transformers 4.52: visual.*, model.*, lm_head."""
    return {
        name.replace("model.visual.", "visual.").replace("model.language_model.", "model."): value
        for name, value in weights.items()
    }


def converted(weights: Weights) -> Weights:
    """mlx-community's: channels last, experts split, the head beside the text model."""
    renamed: Weights = {}
    for name, value in weights.items():
        short = name.removeprefix("model.").replace("visual.", "vision_tower.")
        short = short.replace("language_model.", "language_model.model.")
        short = short.replace("lm_head.", "language_model.lm_head.")
        kind = short.rpartition(".")[2]
        if short.endswith("patch_embed.proj.weight"):
            renamed[short] = value.transpose(0, 2, 3, 4, 1)
        elif kind == "gate_up_proj":
            layer = short.removesuffix("experts.gate_up_proj")
            for part, half in zip(("gate", "up"), mx.split(value, 2, axis=2), strict=True):
                renamed[f"{layer}switch_mlp.{part}_proj.weight"] = half.swapaxes(1, 2)
        elif kind == "down_proj" and ".experts." in short:
            renamed[f"{short.replace('.experts.', '.switch_mlp.')}.weight"] = value.swapaxes(1, 2)
        else:
            renamed[short] = value
    return renamed


def outputs_first(weights: Weights) -> Weights:
    """Merged experts as transformers 5 keeps them."""
    merged = ("experts.gate_up_proj", "experts.down_proj")
    return {n: v.swapaxes(1, 2) if n.endswith(merged) else v for n, v in weights.items()}


LAYOUTS = [published, older, converted, outputs_first]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_layout_becomes_the_same_model_and_sanitizing_twice_is_sanitizing_once(
    name: str, layout: Callable[[Weights], Weights]
) -> None:
    model = loaded(name).model
    wanted = dict(tree_flatten(model.parameters()))
    once = model.sanitize(layout(read_weights(GOLDEN / name / "model")))
    twice = model.sanitize(dict(once))
    assert once.keys() == twice.keys() == wanted.keys()
    for key, value in wanted.items():
        assert mx.array_equal(once[key].astype(mx.float32), value), key
        assert mx.array_equal(once[key], twice[key]), key


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_in_any_layout_loads_and_answers_alike(
    tmp_path: Path, name: str, layout: Callable[[Weights], Weights]
) -> None:
    folder = copy_model(GOLDEN / name / "model", tmp_path / name)
    mx.save_safetensors(str(folder / "model.safetensors"), layout(read_weights(folder)))
    question = [user(SCENE, "What is this?")]
    got = ask(Conversation(load_model(folder, dtype="float32")), question)
    assert got.token_ids == fresh(loaded(name), question).token_ids


@pytest.mark.parametrize("inner", [24, 32, 64, 48])
@pytest.mark.parametrize("swapped", [False, True])
def test_merged_experts_are_told_apart_even_where_one_of_them_is_square(
    inner: int, swapped: bool
) -> None:
    """Width 64: with 32 inside gate_up is square, with 64 down is."""
    gate, up = (mx.random.normal((3, inner, 64)) for _ in range(2))
    down = mx.random.normal((3, 64, inner))
    merged = mx.concatenate([gate, up], axis=1)
    files = (merged, down) if swapped else (merged.swapaxes(1, 2), down.swapaxes(1, 2))
    parts = _split(*files, 64, inner)
    wanted = {"gate_proj": gate, "up_proj": up, "down_proj": down}
    assert parts.keys() == wanted.keys()
    for part, value in wanted.items():
        assert mx.array_equal(parts[part], value), part


@pytest.mark.parametrize("name", ["qwen3", "qwen3_moe", *NAMES])
def test_a_config_saved_again_by_transformers_5_gives_the_same_logits(
    tmp_path: Path, name: str
) -> None:
    folder = copy_model(GOLDEN / name / "model", tmp_path / name)
    shutil.copyfile(folder / "config_tf5.json", folder / "config.json")
    values = golden(name, "text_long")
    model = load_model(folder, dtype="float32")
    logits = model.model(mx.array(values["input_ids"])[None])[0]
    assert relative(logits, values["logits"]) < TOLERANCE


def test_a_head_that_is_tied_may_lie_in_the_files_too(tmp_path: Path) -> None:
    folder = copy_model(GOLDEN / "qwen3_vl" / "model", tmp_path / "m")
    weights = read_weights(folder)
    weights["lm_head.weight"] = weights["model.language_model.embed_tokens.weight"]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    assert ask(Conversation(load_model(folder)), [user("hello")]).token_ids


def test_a_missing_expert_tensor_is_named(tmp_path: Path) -> None:
    folder = copy_model(GOLDEN / "qwen3_vl_moe" / "model", tmp_path / "m")
    weights = read_weights(folder)
    del weights["model.language_model.layers.2.mlp.experts.down_proj"]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    with pytest.raises(ModelCorrupt, match=r"layers\.2\.mlp.*down_proj"):
        load_model(folder)


# Without pictures


@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_without_its_tower_chats_and_refuses_pictures(
    tmp_path: Path, name: str
) -> None:
    folder = copy_model(GOLDEN / name / "model", tmp_path / name)
    weights = {n: v for n, v in read_weights(folder).items() if ".visual." not in n}
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    model = load_model(folder, dtype="float32")
    assert model.info.senses == ("text",)
    assert "vision_tower" not in model.model
    question = [user("What is a prime?")]
    assert ask(Conversation(model), question).token_ids == fresh(loaded(name), question).token_ids
    with pytest.raises(MediaError, match="takes no pictures"):
        ask(Conversation(model), [user(SCENE, "?")])


def test_text_runs_through_the_fused_rotary_kernel_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt without pictures, and what follows a picture, cost what they cost in mlx-lm."""
    model = loaded("qwen3_vl")
    computed: list[str] = []
    cosine = mx.cos

    def noted(x: mx.array) -> mx.array:
        computed.append("cos")
        return cosine(x)

    monkeypatch.setattr("engine.families.mrope.mx.cos", noted)
    ids = mx.array(golden("qwen3_vl", "image")["input_ids"])[None]
    spans = spans_of("qwen3_vl", "image")
    model.family.place(model.model, ())
    mx.eval(model.model(ids))
    assert computed == []
    model.family.place(model.model, spans)
    caches = model.make_caches()
    mx.eval(model.model(ids[:, : spans[0].start], cache=caches))
    assert computed == []
    mx.eval(model.model(ids[:, spans[0].start : spans[0].stop], cache=caches))
    assert computed == ["cos"], "once for all layers"
    mx.eval(model.model(ids[:, spans[0].stop :], cache=caches))
    mx.eval(model.model(ids[:, :1], cache=caches))
    assert computed == ["cos"]


def test_placeholders_are_never_generated() -> None:
    for name in NAMES:
        config = loaded(name).config
        wanted = (config["image_token_id"], config["video_token_id"])
        assert loaded(name).family.suppressed == wanted


# Positions


@pytest.mark.parametrize("case", ["image", "two_images", "image_second_turn"])
@pytest.mark.parametrize("name", NAMES)
def test_positions_are_the_references_in_any_part_of_the_prompt(name: str, case: str) -> None:
    values, spans = golden(name, case), spans_of(name, case)
    length = len(values["input_ids"])
    assert np.array_equal(rope_positions(spans, 0, length), values["position_ids"])
    for start, stop in ((1, 3), (5, 17), (length - 4, length)):
        part = rope_positions(spans, start, stop)
        assert np.array_equal(part, values["position_ids"][:, start:stop])
    after = rope_positions(spans, length, length + 1)
    assert np.array_equal(after[:, 0] - length, [values["rope_delta"].item()] * 3)


@pytest.mark.parametrize(
    "scaling",
    [
        None,
        {"rope_type": "linear", "factor": 4.0},
        {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 256},
    ],
)
def test_text_beside_a_picture_turns_as_the_fused_kernel_turns_it(
    scaling: dict[str, Any] | None,
) -> None:
    text = initialize_rope(32, 10_000.0, False, scaling, 1024)
    rope = MRope(text, (6, 5, 5), 10_000.0, 32)
    rope.place([SoftSpan("image", 40, 46, grid=(2, 3))])
    x = mx.random.normal((2, 4, 60, 32))
    rope.aim(0, 60)
    turned = rope(x)
    assert mx.allclose(turned[:, :, :40], text(x)[:, :, :40], atol=1e-4)
    after = text(x[:, :, 46:], offset=43)
    assert mx.allclose(turned[:, :, 46:], after, atol=1e-4)
    assert not mx.allclose(turned[:, :, 40:46], text(x)[:, :, 40:46], atol=1e-2)
    rope.aim(46, 14)
    assert mx.allclose(rope(x[:, :, 46:], offset=46), after, atol=1e-6)


@pytest.mark.parametrize("case", ["two_images", "image_second_turn"])
@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_in_pieces_of_any_size_gives_the_references_logits(name: str, case: str) -> None:
    model, values = loaded(name), golden(name, case)
    ids = mx.array(values["input_ids"])[None]
    model.family.place(model.model, spans_of(name, case))
    length = ids.shape[1]
    for size in (1, 3, 4, 7, 16, 31, length - 1, length):
        caches = model.make_caches()
        rows = [
            model.model(ids[:, at : at + size], cache=caches)[0] for at in range(0, length, size)
        ]
        assert relative(mx.concatenate(rows), values["logits"]) < TOLERANCE, size


@pytest.mark.parametrize("name", NAMES)
def test_two_rows_at_once_give_the_logits_of_one(name: str) -> None:
    model, values = loaded(name), golden(name, "two_images")
    model.family.place(model.model, spans_of(name, "two_images"))
    ids = mx.broadcast_to(mx.array(values["input_ids"])[None], (2, len(values["input_ids"])))
    caches = model.make_caches()
    logits = mx.concatenate(
        [model.model(ids[:, :13], cache=caches), model.model(ids[:, 13:], cache=caches)], axis=1
    )
    for row in logits:
        assert relative(row, values["logits"]) < TOLERANCE


# Turns


@pytest.mark.parametrize("name", NAMES)
def test_a_second_turn_from_the_cache_is_a_fresh_one(name: str) -> None:
    """What the first turn shifted must shift the second, though its picture is not run again."""
    model = loaded(name)
    conversation = Conversation(model)
    messages = [user(TALL, "What is this?")]
    messages += [answer(ask(conversation, messages)), user("And what colour is it?")]
    done = ask(conversation, messages)
    assert done.saw[0].cached
    assert done.stats.cached_tokens > 10
    assert done.token_ids == fresh(model, messages).token_ids
    messages += [answer(done), user("Compare: ", SCENE, "which is wider?")]
    third = ask(conversation, messages)
    assert third.stats.cached_tokens > done.stats.cached_tokens
    assert third.token_ids == fresh(model, messages).token_ids


@pytest.mark.parametrize("name", NAMES)
def test_an_edited_turn_after_a_picture_is_a_fresh_one(name: str) -> None:
    model = loaded(name)
    conversation = Conversation(model)
    first = [user(SCENE, "What is this?")]
    said = [*first, answer(ask(conversation, first)), user("What colour is the disc?")]
    ask(conversation, said)
    edited = [*said[:2], user("Name another colour.")]
    done = ask(conversation, edited)
    assert done.stats.cached_tokens > 10
    assert done.token_ids == fresh(model, edited).token_ids
    sooner = [user(SCENE, "Describe it."), *edited[1:]]
    again = ask(conversation, sooner)
    assert 0 < again.stats.cached_tokens < done.stats.cached_tokens
    assert again.token_ids == fresh(model, sooner).token_ids


def test_another_picture_of_the_same_size_is_not_taken_for_the_first() -> None:
    model = loaded("qwen3_vl")
    conversation = Conversation(model)
    ask(conversation, [user(SCENE, "What is this?")])
    other = [user(OTHER, "What is this?")]
    assert ask(conversation, other).token_ids == fresh(model, other).token_ids
    assert fresh(model, other).token_ids != fresh(model, [user(SCENE, "What is this?")]).token_ids


def test_a_prompt_without_pictures_knows_nothing_of_the_last_one() -> None:
    model = loaded("qwen3_vl")
    conversation = Conversation(model)
    plain = [user("What is a prime?")]
    before = fresh(model, plain).token_ids
    ask(conversation, [user(TALL, SCENE, "What is this?")])
    assert ask(conversation, plain).token_ids == before


def test_a_saved_and_restored_cache_goes_on_where_it_was(tmp_path: Path) -> None:
    model = loaded("qwen3_vl")
    conversation = Conversation(model)
    messages = [user(TALL, "What is this?")]
    messages += [answer(ask(conversation, messages)), user("And what colour is it?")]
    assert conversation.save(tmp_path / "chat.safetensors")
    restored = Conversation(replace(model, media=model.media.emptied()))
    assert restored.restore(tmp_path / "chat.safetensors")
    done = ask(restored, messages)
    assert done.stats.cached_tokens > 10
    assert done.token_ids == fresh(model, messages).token_ids
