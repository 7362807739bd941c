"""The estimate is held against a real model's peak."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import bench_memory as subject


def test_the_estimate_is_near_the_peak(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "_CONTEXT", 512)
    figures = subject.bench_memory(starter, families=["Gemma 4 E2B"])
    (ratio,) = figures["models"].values()
    assert figures["estimate_error_max"] == pytest.approx(abs(ratio - 1), abs=1e-3)
    assert 0.9 < ratio < 1.2  # more than planned is worse than less
