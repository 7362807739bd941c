"""Huge pictures are made smaller where memory or context is short, and nowhere else."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from PIL import Image

from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.estimate import picture_bytes
from engine.governor import Gauges
from engine.loading import LoadedModel, load_model
from engine.media import source
from engine.media.image import PictureLimit, image_size, open_image
from engine.media.qwen3_vl_image import ImageSettings, fitted_size, prepare_image, soft_tokens
from engine.picture_sizes import PictureSizes, even_share
from engine.session import Conversation
from engine.towers import qwen3_vl as tower
from engine.types import AudioPart, Done, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GEMMA4, GOLDEN, copy_model

GB = 1 << 30
SIDE = 16  # pixels of a soft token of the tiny model


def picture(width: int, height: int, colour: str = "red") -> ImagePart:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return ImagePart(data=stream.getvalue(), name=f"{colour}.png")


def user(*parts: ImagePart | str) -> Message:
    return Message("user", tuple(TextPart(p) if isinstance(p, str) else p for p in parts))


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LoadedModel:
    """Sends pictures of up to a megapixel, of which memory is planned for 64×64."""
    folder = copy_model(GOLDEN / "qwen3_vl" / "model", tmp_path / "m")
    file = folder / "preprocessor_config.json"
    size = {"shortest_edge": 256, "longest_edge": 1 << 20}
    file.write_text(json.dumps({**json.loads(file.read_text()), "size": size}))
    monkeypatch.setattr("engine.picture_sizes.PLANNED_PIXELS", 64 * 64)
    return load_model(folder)


class Machine:
    def __init__(self) -> None:
        self.free = 100 * GB

    def gauges(self) -> Gauges:
        return Gauges(lambda: 0, lambda: 0, lambda: self.free, lambda: "normal")


@pytest.fixture
def machine() -> Machine:
    return Machine()


def chat_on(model: LoadedModel, machine: Machine) -> Conversation:
    chat = Conversation(model)
    chat._governor.gauges = machine.gauges()
    return chat


def ask(chat: Conversation, messages: Sequence[Message]) -> Done:
    params = GenerationParams(max_tokens=2, temperature=0)
    for event in chat.respond(messages, params, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def room_for(model: LoadedModel, soft: int) -> int:
    """Free bytes with which a picture may have about so many soft tokens, and no more."""
    governor = Conversation(model)._governor
    vision = model.config["vision_config"]
    need = max(picture_bytes(vision, soft), governor._need(soft, 0))
    return need + 1 + (256 << 20)


def test_with_ample_memory_a_picture_is_what_the_processor_makes_of_it(
    model: LoadedModel, machine: Machine
) -> None:
    (saw,) = ask(chat_on(model, machine), [user(picture(300, 180), "What?")]).saw
    assert (saw.detail["width"], saw.detail["height"]) == fitted_size(300, 180, model.family._image)
    assert saw.notes == ()


def test_with_little_memory_it_is_made_smaller_and_that_is_said(
    model: LoadedModel, machine: Machine
) -> None:
    machine.free = room_for(model, 100)
    (saw,) = ask(chat_on(model, machine), [user(picture(500, 300), "What?")]).saw
    width, height = int(saw.detail["width"]), int(saw.detail["height"])
    assert 60 <= saw.soft_tokens == width * height // SIDE**2 <= 100
    assert width / height == pytest.approx(500 / 300, rel=0.15)
    (note,) = saw.notes
    assert f"red.png is seen at {width}×{height}, because there is too little free memory" in note


def test_what_memory_was_planned_for_is_never_made_smaller(
    model: LoadedModel, machine: Machine
) -> None:
    machine.free = room_for(model, 16)
    limits = PictureSizes(model, chat_on(model, machine)._governor)
    assert [limit for limit, _ in limits.limits([user(picture(64, 64))])] == [None]


def test_picture_keeps_its_size_while_the_model_is_loaded(
    model: LoadedModel, machine: Machine
) -> None:
    chat = chat_on(model, machine)
    first = user(picture(500, 300), "What?")
    machine.free = room_for(model, 100)
    before = ask(chat, [first])
    machine.free = 100 * GB
    model.media.forget()
    after = ask(chat, [first, Message.of("assistant", before.text), user("And now?")])
    assert after.saw[0].soft_tokens == before.saw[0].soft_tokens
    assert after.stats.cached_tokens >= before.saw[0].soft_tokens


def test_same_picture_in_another_size_is_another_one_to_the_prompt_cache(
    model: LoadedModel,
) -> None:
    opened = open_image(picture(500, 300))
    prepare = partial(prepare_image, opened, model.family._image)
    whole, small, smaller = (
        prepare(limit) for limit in (None, PictureLimit(99, "memory"), PictureLimit(70, "memory"))
    )
    assert len({whole.digest, small.digest, smaller.digest}) == 3
    assert whole.digest == opened.digest


def test_limit_never_makes_a_picture_larger(model: LoadedModel) -> None:
    settings: ImageSettings = model.family._image
    opened = open_image(picture(300, 200))
    whole = prepare_image(opened, settings)
    limited = prepare_image(opened, settings, PictureLimit(10_000, "memory"))
    assert (limited.width, limited.height) == (whole.width, whole.height)


def test_pictures_of_one_message_share_the_context(model: LoadedModel, machine: Machine) -> None:
    small = replace(model, context=600)
    message = user(picture(400, 400), picture(400, 400, "blue"), picture(32, 32, "green"), "Which?")
    done = ask(chat_on(small, machine), [message])
    first, second, third = done.saw
    assert first.soft_tokens == second.soft_tokens
    assert 350 <= sum(saw.soft_tokens for saw in done.saw) <= 450
    assert "leave too little of the context" in first.notes[0]
    assert third.notes == ()


def test_later_pictures_find_room_beside_earlier_ones_and_the_text(
    model: LoadedModel, machine: Machine
) -> None:
    small = replace(model, context=600)
    history = [
        user(picture(400, 400), "What?"),
        Message.of("assistant", "A red square stands in the middle of this picture."),
        user(picture(400, 400, "blue"), "And this?"),
    ]
    chat = chat_on(small, machine)
    alone = ask(chat, history[:1]).saw[0]
    done = ask(chat, history)
    assert done.saw[0].soft_tokens == alone.soft_tokens  # what came before stays as it was
    assert 64 <= done.saw[1].soft_tokens < alone.soft_tokens
    assert done.stats.prompt_tokens < 600


def test_each_finds_room_and_small_ones_leave_theirs_to_the_others() -> None:
    assert even_share([10, 10], 100) == 10
    assert even_share([100, 100], 100) == 50
    assert even_share([10, 100, 100], 100) == 45
    assert even_share([300], 100) == 100
    for wanted in ([5, 50, 500], [7] * 9, [1, 2, 1000]):
        share = even_share(wanted, 60)
        assert sum(min(want, share) for want in wanted) <= 63


def test_families_with_a_budget_of_their_own_are_left_alone(machine: Machine) -> None:
    machine.free = 0
    model = load_model(GEMMA4)
    sizes = PictureSizes(model, chat_on(model, machine)._governor)
    assert list(sizes.limits([user(picture(4000, 3000))])) == [(None, None)]


def test_each_picture_is_read_once_a_turn(
    model: LoadedModel, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "red.png"
    file.write_bytes(picture(90, 90).data or b"")
    read: list[Path | None] = []
    original = source._read_file

    def count(part: ImagePart | AudioPart, name: str) -> bytes:
        read.append(part.path)
        return original(part, name)

    monkeypatch.setattr(source, "_read_file", count)
    ask(chat_on(model, machine), [user(ImagePart(file), "What?")])
    assert read == [file]


def test_governor_gives_as_much_as_there_is_room_for(model: LoadedModel, machine: Machine) -> None:
    governor = chat_on(model, machine)._governor
    need = partial(picture_bytes, model.config["vision_config"])
    assert governor.picture_tokens(5000, need) == 5000
    for fits in (100, 1000, 4999):
        machine.free = room_for(model, fits)
        assert governor.picture_tokens(5000, need) == fits
    machine.free = 0
    assert governor.picture_tokens(5000, need) == 0


def test_size_is_read_without_decoding_and_never_raises() -> None:
    part = picture(300, 200)
    assert part.data is not None
    assert image_size(part.data) == (300, 200)
    assert image_size(part.data[:20]) is None
    assert image_size(b"no picture") is None
    settings = ImageSettings(max_pixels=1 << 30)
    assert soft_tokens(300, 200, settings) == math.prod(fitted_size(300, 200, settings)) // 32**2
    assert soft_tokens(100_000, 10, settings) == 0  # refused when it is prepared


def test_huge_picture_whose_patches_take_turns_comes_out_the_same(
    model: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = prepare_image(open_image(picture(160, 128)), model.family._image)
    eye, patches = model.model.vision_tower, mx.array(image.patches)
    whole, deep = eye(patches, image.positions)
    monkeypatch.setattr(tower, "MOST_SCORES", 9 * len(image.patches) + 5)
    turns, deep_turns = eye(patches, image.positions)
    for got, wanted in zip((turns, *deep_turns), (whole, *deep), strict=True):
        np.testing.assert_allclose(
            np.array(got.astype(mx.float32)), np.array(wanted.astype(mx.float32)), atol=0.05
        )


def test_huge_picture_is_stopped_within_a_layer(
    model: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = prepare_image(open_image(picture(160, 128)), model.family._image)
    monkeypatch.setattr(tower, "MOST_SCORES", 8 * len(image.patches))
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 5:  # the first is before the first layer
            raise Cancelled

    with pytest.raises(Cancelled):
        model.model.vision_tower(mx.array(image.patches), image.positions, check)
    assert looks == 5 < len(image.patches) // 8
