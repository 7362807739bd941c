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
MARGIN_S = 0.2  # for a machine that does other things too
KILLS = int(os.environ.get("PARLANCE_TEST_KILLS", "50"))


Given = list[tuple[float, int]]


class Child:
    """A process that streams into the folder. Its answer has begun when this returns."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "unit" / "store_child.py"), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout
        self.answer = int(self._out.readline())

    def read(self, pieces: int) -> list[str]:
        return [self._out.readline() for _ in range(pieces)]

    def kill(self, before: list[str]) -> Given:
        """When each piece was given, those read before among them."""
        self._process.kill()
        lines = before + self._out.readlines()
        self._out.close()
        self._process.wait()
        whole = [line.split() for line in lines if line.endswith("\n")]
        return [(float(when), int(number)) for when, number in whole]


def stall(given: Given) -> float:
    """The longest time for which a busy machine did not let the child go on.

    It holds up the thread that writes as well, now and then several times in a row.
    """
    return max((after - before for (before, _), (after, _) in pairwise(given)), default=0.0)


@pytest.mark.parametrize("seed", range(KILLS))
def test_kill_loses_no_more_than_the_last_quarter_second(tmp_path: Path, seed: int) -> None:
    child = Child(tmp_path)
    given = child.kill(child.read(random.Random(seed).randint(1, 160)))
    answer = child.answer

    opened = open_store(tmp_path)
    message = opened.store.messages.get(answer)
    opened.store.close()

    too_old = given[-1][0] - PROMISED_S - MARGIN_S - 5 * stall(given)
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


def test_two_copies_stream_side_by_side_and_one_is_killed(tmp_path: Path) -> None:
    one, two = Child(tmp_path), Child(tmp_path)
    of_one, of_two = one.read(60), two.read(60)
    one.kill(of_one)
    first = open_store(tmp_path)
    states = [first.store.messages.get(child.answer) for child in (one, two)]
    first.store.close()
    two.kill(of_two)
    second = open_store(tmp_path)
    whole = second.store.database.value("PRAGMA integrity_check")
    second.store.close()

    assert first.interrupted == (one.answer,)
    assert [message.state for message in states if message] == ["interrupted", "streaming"]
    assert second.interrupted == (two.answer,)
    assert whole == "ok"
