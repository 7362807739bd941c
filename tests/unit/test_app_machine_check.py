"""`--self-test`: what it says of a machine, and that nothing keeps it from saying it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import __version__
from app.__main__ import main
from app.cli.self_test import line_of
from app.machine_check import (
    LIMITS,
    Checked,
    Finding,
    check_one,
    computing,
    devices,
    imports,
    libraries,
    places,
    run_here,
    window,
)
from app.machine_check.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def test_every_check_has_a_limit_and_a_place() -> None:
    assert list(CHECKS) == list(LIMITS)


def test_the_report_of_this_machine() -> None:
    """For real, each in its process, as a program would read it."""
    words = ["program", "libraries", "metal", "qt", "folders", "text", "seal"]
    done = subprocess.run(
        [sys.executable, "-m", "app", "--self-test", "--json", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    report = json.loads(done.stdout)
    states = {each["name"]: each["state"] for each in report["checks"]}
    assert list(states) == words
    wrong = [each for each in report["checks"] if each["state"] == "no"]
    assert not wrong
    assert states["libraries"] == states["qt"] == states["folders"] == states["text"] == "ok"
    assert report["version"] == __version__
    assert report["ok"] is True
    assert done.returncode == 0
    if sys.platform != "darwin":
        assert states["metal"] == states["seal"] == "not here"


def test_every_import_of_ours_works_and_is_looked_at() -> None:
    done = check_one("imports", LIMITS["imports"])
    assert done.state == "ok", done.said
    names = {*imports._theirs(), *imports._ours(), *imports._families()}
    # Imported at the top, in a function, by a name put together, and not at all at run time.
    assert {
        "PySide6.QtSvg",
        "soundfile",
        "mlx_lm.models.qwen3",
        "app.machine_check.imports",
    } < names
    assert "_typeshed" not in names


def test_a_module_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "_ours", lambda: iter(["app.paths", "app.lost"]))
    monkeypatch.setattr(imports, "_theirs", lambda: iter(["json"]))
    monkeypatch.setattr(imports, "_families", lambda: iter([]))
    monkeypatch.setattr(imports, "BY_NAME", ("json.gone",))
    found = imports.imports()
    assert found.state == "no"
    assert found.said.startswith("2 of 4 modules: ")
    assert "app.lost: ModuleNotFoundError" in found.said
    assert "json.gone: ModuleNotFoundError" in found.said


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("kill -SEGV $$", "crashed: SIGSEGV"),
        ("echo Fatal >&2; echo '  File \"x.py\", line 3 in f' >&2; kill -ABRT $$", "line 3 in f"),
        ("exit 3", "ended with 3 and without an answer"),
        ("exec sleep 100", "no answer within 0 s"),
    ],
)
def test_a_check_that_dies_or_hangs_is_a_no(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/bash\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    found = check_one("qt", 0.3)
    assert found.state == "no"
    assert said in found.said


def test_a_program_that_cannot_be_started_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "could not be started" in check_one("qt", 5).said


def test_a_check_that_raises_is_a_no_and_the_line_is_found_among_chatter() -> None:
    def fail() -> Finding:
        raise OSError("no such thing")

    line = run_here("x", {"x": fail})
    assert json.loads(line.partition(": ")[2])["said"] == "OSError: no such thing"
    assert "\n" not in run_here("x", {"x": lambda: Finding("ok", "one\ntwo")})


def test_one_no_does_not_stop_the_others_and_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answers = {
        "program": Checked("program", "ok", "here", {}, 0.1),
        "qt": Checked("qt", "no", "no window\nat all", {}, 0.1),
        "seal": Checked("seal", "not here", "a checkout", {}, 0.1),
    }
    monkeypatch.setattr("app.machine_check.check_one", lambda name, _: answers[name])
    report = tmp_path / "report.txt"
    assert main(["--self-test", "program", "qt", "seal", "--out", str(report)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["ok", "no"]
    assert lines[2].strip() == "at all"
    assert lines[3].startswith("not here  seal")
    assert lines[4] == f"Parlance {__version__} is not well: qt."
    assert report.read_text().splitlines() == lines


def test_a_check_that_does_not_exist_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--self-test", "flux"]) == 1
    assert "There is no check “flux”" in capsys.readouterr().err


def test_columns_stand_below_each_other() -> None:
    checks = [Checked("qt", "ok", "what", {}, 0), Checked("microphone", "not here", "what", {}, 0)]
    lines = [line_of(each) for each in checks]
    assert len({line.index("what") for line in lines}) == 1


def test_a_library_that_does_not_do_its_work_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("comes back in other colours")

    monkeypatch.setattr(libraries, "_pictures", broken)
    monkeypatch.setattr(libraries, "_formulas", lambda: None)
    found = libraries.libraries()
    assert found.state == "no"
    assert found.said == "pictures: ValueError: comes back in other colours"


def test_the_starter_is_asked_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "SECONDS", 0.1)
    found = computing.starter()
    assert found.state == "ok", found.said
    assert "image" in found.said


def test_numbers_that_are_wrong_are_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    right = computing._COMPUTED["norm"][0]
    calls: list[object] = []

    def wrong(mx: object, stream: object) -> object:
        calls.append(stream)
        made = right(mx, stream)
        return made * 1.5 if len(calls) == 1 else made

    monkeypatch.setattr(computing, "_COMPUTED", {"norm": (wrong, 1e-3)})
    found = computing.metal()
    assert found.state == "no"
    assert "norm differs by 5.0e-01" in found.said


def test_a_mac_without_metal_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    import mlx.core as mx

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(mx.metal, "is_available", lambda: False)
    assert computing.metal().state == "no"


@pytest.mark.parametrize(
    ("status", "state", "word"),
    [(0, "ok", "not asked"), (1, "not here", "rules"), (2, "not here", "System Settings"),
     (3, "ok", "allowed"), (7, "no", "7")],
)  # fmt: skip
def test_what_a_mac_has_decided_about_the_microphone(
    monkeypatch: pytest.MonkeyPatch, status: int, state: str, word: str
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(devices, "_permission", lambda: status)
    found = devices.microphone()
    assert found.state == state
    assert word in found.said


def test_a_folder_in_which_nothing_can_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "file" / "data"))
    found = places.folders()
    assert found.state == "no"
    assert "chats and settings" in found.said
    assert "Not a directory" in found.said


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LEAST_FREE", 1 << 62)
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    assert "MB are free" in places.folders().said


def test_trying_a_folder_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "new" / "data"))
    places.folders()
    assert list(tmp_path.iterdir()) == []


CODESIGN = """#!/bin/bash
echo "$@" >>"$0.calls"
case "$*" in
  *--verify*) {verify} ;;
  *--entitlements*) echo '{rights}' ;;
  *) printf 'CodeDirectory flags=0x10000({flags})\\n{authority}\\n' >&2 ;;
esac
"""


@pytest.fixture
def in_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finding]:
    """The seal of a bundle for which a stand-in of codesign says this."""

    def check(
        verify: str = "exit 0", rights: str = "", flags: str = "adhoc", authority: str = ""
    ) -> Finding:
        launcher = tmp_path / "Parlance.app" / "Contents" / "MacOS" / "Parlance"
        launcher.parent.mkdir(parents=True, exist_ok=True)
        tool = tmp_path / "bin" / "codesign"
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(
            CODESIGN.format(verify=verify, rights=rights, flags=flags, authority=authority)
        )
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
        monkeypatch.setattr(sys, "executable", str(launcher))
        assert places.bundle() == tmp_path / "Parlance.app"
        return places.seal()

    return check


ACCEPTED = "com.apple.security.device.audio-input"
NOT_ON_A_MAC = pytest.mark.skipif(sys.platform == "darwin", reason="has a codesign of its own")


@NOT_ON_A_MAC
def test_a_broken_seal_is_told_as_codesign_tells_it(in_bundle: Callable[..., Finding]) -> None:
    found = in_bundle(verify="echo 'a sealed resource is missing or invalid' >&2; exit 1")
    assert found.state == "no"
    assert "a sealed resource is missing" in found.said


@NOT_ON_A_MAC
def test_a_hardened_bundle_without_the_microphone_is_a_no(
    in_bundle: Callable[..., Finding],
) -> None:
    assert in_bundle(flags="runtime").state == "no"
    found = in_bundle(flags="runtime", rights=ACCEPTED, authority="Authority=Developer ID: Ada")
    assert found.state == "ok"
    assert "signed by Developer ID: Ada" in found.said
    assert in_bundle().said == "unbroken, signed for this machine only"


def test_qt_says_which_format_is_missing() -> None:
    """In a process of its own: an application is there already in this one."""
    code = (
        "from app.machine_check import window\n"
        "window.FORMATS = (*window.FORMATS, 'papyrus')\n"
        "print(window.qt())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "state='no'" in done.stdout
    assert "pictures in papyrus cannot be read" in done.stdout
    assert "papyrus" not in window.FORMATS
