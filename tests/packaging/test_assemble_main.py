"""What `./parlance package` prints."""

from __future__ import annotations

import json
import types
from pathlib import Path

import pytest

from assemble import __main__ as command
from assemble import bundle
from assemble.bundle import Report
from assemble.errors import PackagingError


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands in for the build and the verifier; gives the list of what the latter finds."""
    report = Report(tmp_path / "Parlance.app", "1.2.3", "3.13.15", {"total": 5}, {"files": 1.0})
    findings: list[str] = []
    monkeypatch.setattr(bundle, "build", lambda *_: report)
    counts = dict.fromkeys(command.LOOKED_AT, 7)
    inspection = types.SimpleNamespace(findings=findings, **counts)
    verify = types.SimpleNamespace(inspect=lambda *_, **__: inspection)
    monkeypatch.setattr(command, "import_module", lambda _: verify)
    return findings


def test_the_last_line_is_one_object(
    built: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--python", str(tmp_path)]) == 0

    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["verified"], result["findings"]) == (True, built)
    assert result["version"] == "1.2.3"
    assert result["looked_at"]["system_symbols"] == 7
    assert set(result["seconds"]) == {"files", "verification", "total"}


def test_what_the_verifier_finds_ends_in_failure(
    built: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built.append("QtDBus is missing")

    assert command.main(["--python", str(tmp_path)]) == 1

    output = capsys.readouterr()
    assert not json.loads(output.out)["verified"]
    assert "QtDBus is missing" in output.err


def test_without_an_interpreter_the_sentence_tells_where_to_get_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main([]) == 1

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert "python-build-standalone" in output.err


def test_a_missing_input_is_one_sentence_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> Report:
        raise PackagingError("something is missing; bring it.")

    monkeypatch.setattr(bundle, "build", fail)

    assert command.main(["--python", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "parlance: something is missing; bring it.\n"
