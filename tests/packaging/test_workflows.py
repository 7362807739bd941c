"""GitHub's workflows: what they may do, what they run, and that they are well written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # comes with transformers

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CI, RELEASE = FILES


def read(file: Path) -> dict[Any, Any]:
    made: dict[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return made


def steps(file: Path) -> Iterator[dict[str, Any]]:
    for job in read(file)["jobs"].values():
        yield from job["steps"]


def step(file: Path, name: str) -> dict[str, Any]:
    return next(each for each in steps(file) if each.get("name") == name)


def test_there_are_two() -> None:
    assert [file.name for file in FILES] == ["ci.yml", "release.yml"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_whatever_comes_from_elsewhere_is_pinned(file: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", file.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{action} does not say its version"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_a_workflow_may_do_little(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for name, job in workflow["jobs"].items():
        wanted = job.get("permissions", {})
        assert wanted in ({}, {"contents": "write"}), name
        assert bool(wanted) is (file == RELEASE)
        assert job["timeout-minutes"] <= 120
    for each in steps(file):
        if "checkout" in each.get("uses", ""):
            assert each["with"]["persist-credentials"] is False


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_no_foreign_words_get_into_a_script(file: Path) -> None:
    """An expression in a script is pasted into it; in the environment it stays a word."""
    for each in steps(file):
        assert "${{" not in each.get("run", "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_the_scripts_can_be_read_by_a_shell(file: Path, tmp_path: Path) -> None:
    for number, each in enumerate(steps(file)):
        if script := each.get("run"):
            path = tmp_path / f"{number}.sh"
            path.write_text(f"#!/bin/bash -e\n{script}")
            subprocess.run(["bash", "-n", str(path)], check=True)
            if shutil.which("shellcheck"):
                done = subprocess.run(
                    ["shellcheck", str(path)], capture_output=True, text=True, check=False
                )
                assert done.stdout == ""


def test_ci_runs_the_tests_on_linux_and_on_a_mac() -> None:
    (job,) = read(CI)["jobs"].values()
    runners = job["strategy"]["matrix"]["runner"]
    assert [each.partition("-")[0] for each in runners] == ["ubuntu", "macos"]
    assert step(CI, "Tests")["run"] == "./parlance test"
    assert "continue-on-error" not in step(CI, "Tests")


def test_ci_installs_what_the_launcher_asks_for() -> None:
    """Not being root there, the launcher would only print the list."""
    launcher = (ROOT / "parlance").read_text(encoding="utf-8")
    tables = re.findall(r"^(?:NEEDED|OPTIONAL) = \{(.*?)\}", launcher, re.MULTILINE | re.DOTALL)
    wanted = {name for table in tables for name in re.findall(r': "([\w.+-]+)"', table)}
    assert len(wanted) > 20
    installed = set(step(CI, "System libraries")["run"].split())
    assert wanted <= installed
    assert "xvfb" in installed


def test_a_release_is_tested_built_signed_and_only_drafted() -> None:
    names = [each.get("name", "") for each in steps(RELEASE)]
    order = ["The tag is the version", "Tests", "The pinned interpreter", "The image", "The draft"]
    assert [name for name in names if name in order] == order
    assert read(RELEASE)[True]["push"]["tags"] == ["v*"]  # YAML takes "on" for true
    assert "packaging/fetch-python.sh" in step(RELEASE, "The pinned interpreter")["run"]
    assert "packaging/release.sh --python" in step(RELEASE, "The image")["run"]
    assert "gh release create" in step(RELEASE, "The draft")["run"]
    assert "--draft" in step(RELEASE, "The draft")["run"]
    with_token = [each["name"] for each in steps(RELEASE) if "GH_TOKEN" in each.get("env", {})]
    assert with_token == ["The draft"]


@pytest.mark.parametrize(("tag", "code"), [("v1.2.3", 0), ("v1.2.4", 1), ("1.2.3", 1)])
def test_another_tag_than_the_version_is_refused(tmp_path: Path, tag: str, code: int) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text('"""Words."""\n\n__version__ = "1.2.3"\n')
    done = subprocess.run(
        ["bash", "-e", "-c", step(RELEASE, "The tag is the version")["run"]],
        cwd=tmp_path,
        env={**os.environ, "TAG": tag},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code


def test_the_notes_are_what_the_changelog_has_of_this_version(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.2.3] - today\n\n### Added\n\n- new\n\n"
        "## [1.2.2] - before\n\n- old\n"
    )
    (tmp_path / "gh").write_text("#!/bin/sh\n")
    (tmp_path / "gh").chmod(0o755)
    subprocess.run(
        ["bash", "-e", "-c", step(RELEASE, "The draft")["run"]],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "TAG": "v1.2.3", "RUNNER_TEMP": str(tmp_path)},
        check=True,
    )
    notes = (tmp_path / "notes.md").read_text()
    assert notes.split() == ["###", "Added", "-", "new"]


def lint(tool: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a linter of requirements/dev.txt, which asks nobody on the network."""
    program = Path(sys.executable).with_name(tool)  # .venv/bin need not be on PATH
    return subprocess.run(
        [program, *words],
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_they_follow_githubs_schema(tmp_path: Path) -> None:
    schema = ("--builtin-schema", "vendor.github-workflows")
    done = lint("check-jsonschema", *schema, *FILES)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(CI.read_text(encoding="utf-8").replace("runs-on:", "runs_on:"))
    assert lint("check-jsonschema", *schema, wrong).returncode == 1


def test_nothing_in_them_invites_an_attack(tmp_path: Path) -> None:
    strict = ("--offline", "--persona=pedantic", "--no-progress")
    done = lint("zizmor", *strict, *FILES)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        CI.read_text(encoding="utf-8").replace(
            "run: ./parlance test", "run: echo ${{ github.event.pull_request.title }}"
        )
    )
    done = lint("zizmor", *strict, wrong)
    assert done.returncode > 1
    assert "template-injection" in done.stdout
