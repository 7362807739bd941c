"""The command line: exit codes, one sentence for each mistake, no traceback ever."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from app import __version__
from app.__main__ import HELP, main
from engine.cancel import CancelToken
from engine.types import (
    AudioPart,
    Delta,
    Event,
    GenerationParams,
    ImagePart,
    Message,
    Saw,
    TextPart,
)
from tests.unit.app_fakes import FakeEngine, make_done

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    fake = FakeEngine()
    monkeypatch.setattr("app.local_engine.LocalEngine", lambda: fake)
    return fake


def parlance(
    *words: str, given: str | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        input=given,
        env=env,
    )


def test_help_lists_every_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == HELP
    for word in ("tour", "ask", "bench", "trace", "test", "--help", "--version"):
        assert f"\n  {word} " in HELP


@pytest.mark.parametrize("word", ["ask", "bench", "trace", "tour"])
def test_every_word_has_its_own_help(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word, "--help"]) == 0
    assert f"usage: ./parlance {word}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["bogus"],
        ["ask"],
        ["ask", "  "],
        ["ask", "--nope", "hi"],
        ["ask", "one", "two"],
        ["ask", "--image"],
        ["ask", "--top-p", "0", "hi"],
        ["ask", "--top-p", "nan", "hi"],
        ["ask", "--max-tokens", "0", "hi"],
        ["ask", "--temperature", "-1", "hi"],
        ["ask", "--temperature", "hot", "hi"],
        ["ask", "--seed", "1.5", "hi"],
        ["ask", "--model", "/no/such/model", "hi"],
        ["trace"],
        ["trace", "m", "--messages", "x", "--out", "y", "--dtype", "int4"],
        ["bench", "--model", "no/such"],
        ["tour", "extra"],
        ["test"],
    ],
)
def test_mistake_is_one_sentence_and_exit_code_1(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert err[0].isupper() or err[0] in "-/“"


def test_answer_goes_to_stdout_and_figures_to_stderr(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "hi"]) == 0
    out, err = capsys.readouterr()
    assert out == "Hello there\n"
    assert err.count("\n") == 1
    assert "tok/s" in err
    assert engine.heard == [(Message.of("user", "hi"),)]


def test_json_is_one_object_with_all_keys(
    engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "--json", "hi"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert engine.heard
    assert answer["text"] == "Hello there"
    assert answer["finish_reason"] == "stop"
    assert answer["token_ids"] == [0, 1]
    assert answer["saw"] == []
    assert set(answer["stats"]) == {
        "load_s",
        "prompt_tokens",
        "cached_tokens",
        "ttft_s",
        "prompt_tps",
        "generation_tokens",
        "generation_tps",
        "peak_memory_bytes",
    }


def test_attachments_keep_the_order_of_the_command_line(engine: FakeEngine) -> None:
    words = ["--image", "a.png", "--audio", "b.wav", "--image", "c.png", "look"]
    assert main(["ask", "--system", "Be brief.", *words]) == 0
    system, user = engine.heard[0]
    assert system == Message.of("system", "Be brief.")
    assert user.parts == (
        ImagePart(path=Path("a.png")),
        AudioPart(path=Path("b.wav")),
        ImagePart(path=Path("c.png")),
        TextPart("look"),
    )


def test_sampling_options_reach_the_engine(engine: FakeEngine) -> None:
    words = (
        "--max-tokens 7 --temperature 0.5 --top-p 0.9 --top-k 40 --min-p 0.1 --seed 3 "
        "--repetition-penalty 1.1 --stop END --stop . --thinking hi"
    )
    assert main(["ask", *words.split()]) == 0
    assert engine.params == [
        GenerationParams(7, 0.5, 0.9, 40, 0.1, 1.1, 3, ("END", "."), thinking=True)
    ]


def test_attachment_alone_is_a_question(engine: FakeEngine) -> None:
    assert main(["ask", "--image", "a.png"]) == 0
    assert engine.heard[0][0].parts == (ImagePart(path=Path("a.png")),)


class Thinker(FakeEngine):
    """Thinks, looks at something, and answers; `then` runs in the middle."""

    def __init__(self, then: Callable[[CancelToken], None] = lambda _: None) -> None:
        super().__init__()
        self._then = then

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        del messages, params, chat
        yield Saw("image", "a.png", 4, {"width": 8, "height": 8}, notes=("Only one frame.",))
        yield Delta("hm", (1,), "thinking")
        yield Delta("Half", (2,))
        self._then(cancel)
        cancel.check()
        yield make_done("Half an answer")


def use(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine) -> None:
    monkeypatch.setattr("app.local_engine.LocalEngine", lambda: engine)


def ctrl_c(cancel: CancelToken) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    assert cancel.cancelled


def test_ctrl_c_keeps_what_was_generated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, Thinker(ctrl_c))
    assert main(["ask", "hi"]) == 130
    out, err = capsys.readouterr()
    assert out == "Half\n"
    assert err == "Only one frame.\n"


def test_ctrl_c_with_json_prints_the_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, Thinker(ctrl_c))
    assert main(["ask", "--json", "hi"]) == 130
    answer = json.loads(capsys.readouterr().out)
    assert answer["text"] == "Half"
    assert answer["thinking"] == "hm"
    assert answer["finish_reason"] == "cancelled"
    assert answer["saw"][0]["width"] == 8


def test_bug_is_a_sentence_that_names_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(_: CancelToken) -> None:
        raise ZeroDivisionError

    use(monkeypatch, Thinker(fail))
    assert main(["ask", "hi"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("Half")
    assert str(tmp_path / "data") in err
    assert "Traceback" not in err
    assert "ZeroDivisionError" in (tmp_path / "data" / "logs" / "parlance.log").read_text()


def test_prompt_comes_from_standard_input() -> None:
    done = parlance("ask", "--model", "/no/such/model", "-", given="hello")
    assert "no model named" in done.stderr
    assert parlance("ask", "-", given=" \n").stderr.startswith("There is no question")


def test_question_that_is_not_utf8_is_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "ask", "-"],
        cwd=ROOT,
        input=b"\xff\xfe",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"The question on standard input")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"]])
def test_full_disk_on_standard_output_is_a_sentence(words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "The answer could not be written out, because the disk is full.\n"


def test_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "app", "--help"],
            cwd=ROOT,
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_read_only_data_folder_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environment = {**os.environ, "PARLANCE_DATA": str(tmp_path / "file" / "below")}
    assert parlance("--version", env=environment).stdout == f"Parlance {__version__}\n"


def test_bench_prints_engine_and_start_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start = {"cold_start_s": 0.5, "bare_window_s": 0.25, "cold_start_vs_bare_window": 2.0}
    names = ["decode_vs_mlx_lm", "ttft_turn2_vs_cold", "ttft_turn8_vs_cold"]
    names += ["ttft_next_start_vs_cold", "cancel_latency_max_s", "peak_memory_vs_file"]
    figures = dict.fromkeys(names, 0.125)
    monkeypatch.setattr("app.cli.bench.measure", lambda: start)
    monkeypatch.setattr("engine.bench.bench", lambda *_, **__: figures)
    assert main(["bench", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {**figures, **start}
    assert main(["bench"]) == 0
    table = capsys.readouterr().out
    assert all(name in table for name in (*names, "cold_start_s", "cold_start_vs_bare_window"))
