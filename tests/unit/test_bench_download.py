"""The download benchmark measures what it says, in small."""

from __future__ import annotations

import shutil

import pytest

from app.bench_download.measure import measure


def test_interruptions_are_counted_and_the_model_is_verified() -> None:
    figures = measure(size=20_000_000, interruptions=10, ends=2, runs=1)
    assert figures["interruptions"] == 10
    assert figures["verified"] is True
    assert 0 <= figures["refetched_fraction"] < 1
    assert figures["throughput_mb_per_s"] > 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl to compare with")
def test_the_speed_is_a_ratio_to_curls() -> None:
    figures = measure(size=5_000_000, interruptions=0, ends=0, runs=1)
    assert figures["interruptions"] == 0
    assert figures["throughput_vs_curl"] > 0
