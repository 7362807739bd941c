"""`kill -9` at any moment: what was streamed 250 ms before is there, in order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from app.store.opening import open_store
from tests.unit.store_child import piece

ROOT = Path(__file__).resolve().parent.parent.parent
PROMISED_S = 0.25
MARGIN_S = 0.1
KILLS = 10


def stream_and_kill(folder: Path, pieces: int) -> tuple[int, list[tuple[float, int]]]:
    """The answer's id, and when each piece was given, up to the kill after so many pieces."""
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "unit" / "store_child.py"), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    answer = int(child.stdout.readline())
    lines = [child.stdout.readline() for _ in range(pieces)]
    child.kill()
    lines += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return answer, [(float(when), int(number)) for when, number in whole]


def stall(given: list[tuple[float, int]]) -> float:
    """The longest time for which a busy machine did not let the child go on."""
    return max((after - before for (before, _), (after, _) in pairwise(given)), default=0.0)


@pytest.mark.parametrize("seed", range(KILLS))
def test_kill_loses_no_more_than_the_last_quarter_second(tmp_path: Path, seed: int) -> None:
    pieces = random.Random(seed).randint(1, 160)
    answer, given = stream_and_kill(tmp_path, pieces)

    opened = open_store(tmp_path)
    message = opened.store.messages.get(answer)
    opened.store.close()

    too_old = given[-1][0] - PROMISED_S - MARGIN_S - stall(given)
    must_be_there = sum(1 for when, _ in given if when < too_old)
    if message is None:  # killed before the answer itself was written
        assert must_be_there == 0
        return
    assert opened.interrupted == (answer,)
    assert message.state == "interrupted"
    kept = (message.thinking + message.text).split()
    assert kept == [piece(number).strip() for number in range(len(kept))]
    assert message.thinking.split() == kept[:20]
    assert len(kept) >= must_be_there
