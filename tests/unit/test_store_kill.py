"""`kill -9` at any moment: what was streamed 250 ms before is there, in order."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

import pytest

from app.store.opening import NAME, open_store
from app.store.schema import VERSION
from app.store.store import ChatStore
from app.store.words import words
from tests.unit.store_busy_child import ANSWER, CHAT, DEEDS, SECOND
from tests.unit.store_child import piece

ROOT = Path(__file__).resolve().parent.parent.parent
PROMISED_S = 0.25
MARGIN_S = 0.2  # for a machine that does other things too
KILLS = int(os.environ.get("PARLANCE_TEST_KILLS", "36"))


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


@pytest.mark.parametrize("seed", range(max(2, KILLS // 25)))
@pytest.mark.parametrize("what", DEEDS)
def test_kill_while_the_store_does_something_else_loses_nothing(
    tmp_path: Path, what: str, seed: int
) -> None:
    """Without a clock: what the store said is written, is there."""
    command = [sys.executable, "-m", "tests.unit.store_busy_child", str(tmp_path), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == f"{ANSWER}\n"
        pieces = random.Random(f"{what} {seed}").randint(1, 120)
        written = [child.stdout.readline() for _ in range(pieces)]
        child.kill()
        written += [line for line in child.stdout.readlines() if line.endswith("\n")]

    opened = open_store(tmp_path)
    with closing(opened.store) as store:
        assert (opened.notices, set(opened.interrupted)) == ((), {SECOND, ANSWER})
        message = store.messages.get(ANSWER)
        assert message is not None
        kept = message.text.split()
        assert kept == [piece(number).strip() for number in range(len(kept))]
        assert len(kept) > int(written[-1])
        assert_sound(store)
        store.empty_trash(grace_s=0)
        store.settle()
        assert_sound(store)
        files = {path.name[:64] for path in tmp_path.glob("media/??/*")}
        assert files == set(store.database.column("SELECT hash FROM media"))


def assert_sound(store: ChatStore) -> None:
    """No attachment dangles, and every chat that is listed is whole."""
    assert store.database.value("PRAGMA integrity_check") == "ok"
    assert store.database.rows("PRAGMA foreign_key_check") == []
    for digest in store.database.column(
        "SELECT media FROM part UNION SELECT media FROM draft_part UNION "
        "SELECT media FROM queued_part"
    ):
        assert store.media.read(digest) is not None
    for row in store.chats.list():
        if row.id != CHAT:
            name, length = row.title.split()
            assert (name, len(store.messages.path(row.id))) == ("Whole", int(length))
    waiting = [int(each.text.split()[1]) for each in store.queue.of(CHAT)]
    sent = [
        int(text.split()[1])
        for text in store.database.column("SELECT text FROM message WHERE text LIKE 'waits %'")
    ]
    assert sorted(sent) + waiting == sorted({*sent, *waiting})


@pytest.mark.parametrize("seed", range(4))
def test_kill_while_an_old_store_is_migrated_leaves_all_of_it(tmp_path: Path, seed: int) -> None:
    script = (ROOT / "tests" / "data" / "chats_v2.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        file.create_function("words", 1, words, deterministic=True)
        file.executescript(script)
        file.executemany(
            "INSERT INTO message (id, chat, role, text, created, state) "
            "VALUES (?, 2, 'user', ?, 0, 'whole')",
            [(id, f"word {id} " * 30) for id in range(1000, 3000)],
        )
        file.commit()
        (before,) = file.execute("SELECT count(*) FROM message").fetchone()
    code = (
        "import sys; from pathlib import Path; from app.store import opening; "
        "print('begins', flush=True); opening.open_store(Path(sys.argv[1])); "
        "print('done', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        with suppress(subprocess.TimeoutExpired):
            child.wait(random.Random(seed).random() * 0.12)
        child.kill()
    opened = open_store(tmp_path)
    with closing(opened.store) as store:
        assert opened.notices == ()
        assert store.database.value("PRAGMA user_version") == VERSION
        assert store.database.value("SELECT count(*) FROM message") == before
        assert len(store.search.find("word 1234")) > 0
        assert store.database.value("PRAGMA integrity_check") == "ok"
