"""Figures as people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.types import GenerationParams, Saw, Stage
from tests.ui.gallery import SAW_PICTURE, STATS
from ui import wording

pytestmark = pytest.mark.usefixtures("qapp")  # for its plurals


@pytest.mark.parametrize(
    ("nbytes", "text"),
    [
        (0, "0 bytes"),
        (512, "512 bytes"),
        (1_500, "2 KB"),
        (11_400_000, "11.4 MB"),
        (212_000_000, "212 MB"),
        (999_700_000, "1 GB"),
        (1_240_000_000, "1.24 GB"),
        (128_000_000_000, "128 GB"),
    ],
)
def test_sizes_have_three_digits(nbytes: int, text: str) -> None:
    assert wording.size(nbytes) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (3.9, "0:03"), (754, "12:34")])
def test_clock(seconds: float, text: str) -> None:
    assert wording.clock(seconds) == text


def test_a_picture_that_was_not_resized_shows_one_size() -> None:
    saw = Saw("image", "a.png", 64, {"width": 192, "height": 192})
    assert wording.saw_line(saw) == "a.png: 192×192 pixels, 64 tokens"


def test_reused_tokens_are_said_to_be() -> None:
    assert wording.saw_line(replace(SAW_PICTURE, cached=True)).endswith("64 tokens, reused")


def test_a_whole_sound_shows_its_length() -> None:
    saw = Saw("audio", "a.wav", 80, {"seconds_used": 3.2, "seconds_total": 3.2})
    assert wording.saw_line(saw) == "a.wav: 3.2 s, 80 tokens"


def test_progress_says_what_is_being_taken_in() -> None:
    encode = Stage("encode", 0, 1)
    assert wording.stage_line(encode, frozenset({"image"})) == "Looking at the picture…"
    assert wording.stage_line(encode, frozenset({"audio"})) == "Listening to the sound…"
    assert wording.stage_line(Stage("encode", 1, 2)) == "Looking and listening… 1 of 2"
    assert wording.stage_line(Stage("load", 0, 0)) == "Loading the model…"


def test_cached_tokens_are_left_out_when_there_are_none() -> None:
    assert "cached" not in wording.figures_line(replace(STATS, cached_tokens=0))


def test_sampling_of_an_answer_is_told_without_what_is_off() -> None:
    params = GenerationParams(
        temperature=0.7, top_p=0.95, top_k=0, min_p=0.0, repetition_penalty=1.0, seed=1234567
    )
    assert wording.sampling_line(params) == "Temperature 0.7 · Top-p 0.95 · Seed 1234567"
    assert wording.sampling_line(GenerationParams(temperature=0.0)) == "Temperature 0"
    stats = replace(STATS, sampling=params)
    assert wording.figures_help(stats).splitlines()[-1] == wording.sampling_line(params)
    assert "Temperature" not in wording.figures_help(STATS)
