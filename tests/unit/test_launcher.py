"""./parlance in checkouts of its own: set-up happens once, is repaired, and says what is missing.

Nothing is downloaded: the installers on PATH are small stand-ins that note how they were called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import os, sys
print(os.getcwd())
print(sys.argv[1:])
print(os.environ.get("MLX_DISABLE_COMPILE"))
"""
COMPILE = "None" if sys.platform == "darwin" else "1"  # fusing kernels calls g++ there


@dataclass
class Checkout:
    """A copy of the launcher beside a program that shows how it was started."""

    root: Path
    tools: Path

    def tool(self, name: str, script: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def start(
        self, *words: str, cwd: Path | None = None, command: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(command or self.root / "parlance"), *words],
            cwd=cwd or self.root,
            env={
                "PATH": f"{self.tools}{os.pathsep}/usr/bin{os.pathsep}/bin",
                "HOME": str(self.tools),
                "TMPDIR": str(self.tools),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def installed(self) -> list[str]:
        """What the installer was called for, oldest first."""
        notes = self.tools / "installed"
        return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "a folder with spaces"
    tools = tmp_path / "tools"
    for folder in (root / "app", root / "requirements", tools):
        folder.mkdir(parents=True)
    shutil.copy2(ROOT / "parlance", root)
    (root / "requirements" / "run.txt").write_text("# one\n", encoding="utf-8")
    (root / "app" / "__main__.py").write_text(SHOW, encoding="utf-8")
    made = Checkout(root, tools)
    python = sys._base_executable  # type: ignore[attr-defined]
    # Asked for missing libraries ("-I -"), it finds none, whatever this machine lacks.
    made.tool("python3.13", f'[ "$*" != "-I -" ] || exit 0\nexec "{python}" "$@"')
    made.tool("uv", f'echo "$*" >>"{tools}/installed"')
    return made


def test_the_first_start_sets_up_and_the_second_does_not(checkout: Checkout) -> None:
    first = checkout.start("ask", "a b")
    second = checkout.start("ask", "a b")
    assert first.returncode == second.returncode == 0
    assert "Setting Parlance up" in first.stderr
    assert second.stderr == ""
    assert first.stdout == second.stdout == f"{checkout.root}\n['ask', 'a b']\n{COMPILE}\n"
    (call,) = checkout.installed()
    assert "--require-hashes" in call


def test_it_starts_from_any_folder_and_through_links(checkout: Checkout, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "app").mkdir(parents=True)
    (elsewhere / "app" / "__main__.py").write_text("print('the wrong app')", encoding="utf-8")
    (elsewhere / "first").symlink_to(checkout.root / "parlance")
    (elsewhere / "second").symlink_to("first")
    run = checkout.start("tour", cwd=elsewhere, command=elsewhere / "second")
    assert run.stdout == f"{elsewhere}\n['tour']\n{COMPILE}\n"


def test_changed_requirements_are_installed_once(checkout: Checkout) -> None:
    checkout.start()
    (checkout.root / "requirements" / "run.txt").write_text("# two\n", encoding="utf-8")
    assert "what has changed" in checkout.start().stderr
    assert checkout.start().stderr == ""
    assert len(checkout.installed()) == 2


def test_an_interrupted_set_up_is_made_afresh(checkout: Checkout) -> None:
    checkout.start()
    (checkout.root / ".venv" / "unfinished").touch()
    half_installed = checkout.root / ".venv" / "half-installed"
    half_installed.touch()
    run = checkout.start()
    assert run.returncode == 0
    assert "did not finish" in run.stderr
    assert not half_installed.exists()


def test_a_vanished_python_is_replaced(checkout: Checkout) -> None:
    checkout.start()
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    run = checkout.start()
    assert run.returncode == 0
    assert "has gone" in run.stderr


def test_a_failed_installation_says_so_and_is_tried_again(checkout: Checkout) -> None:
    checkout.tool("uv", "echo 'no route to host' >&2; exit 2")
    failed = checkout.start()
    assert failed.returncode == 1
    assert "no route to host" in failed.stderr
    assert failed.stderr.splitlines()[-1].startswith(
        "parlance: the packages could not be installed"
    )
    checkout.tool("uv", "exit 0")
    assert checkout.start().returncode == 0


def test_what_cannot_be_fetched_costs_nothing_that_was_there(checkout: Checkout) -> None:
    checkout.start()
    requirements = checkout.root / "requirements" / "run.txt"
    requirements.write_text("# two\n", encoding="utf-8")
    checkout.tool("uv", "echo 'no route to host' >&2; exit 2")
    assert checkout.start().returncode == 1
    requirements.write_text("# one\n", encoding="utf-8")
    again = checkout.start()
    assert again.returncode == 0
    assert again.stderr == ""


@pytest.mark.parametrize("name", [".setup.lock", ".setup.log", ".venv/unfinished"])
def test_what_somebody_else_has_left_is_named(checkout: Checkout, name: str) -> None:
    """A folder in its place refuses even root, as a file of root refuses everybody else."""
    (checkout.root / name).mkdir(parents=True)
    if name.startswith(".venv"):
        checkout.tool("rm", "exit 1")
    run = checkout.start()
    assert run.returncode == 1
    last = run.stderr.splitlines()[-1]
    assert last.startswith(f"parlance: cannot write {checkout.root}/{name.partition('/')[0]}")
    assert f"sudo rm -rf '{checkout.root}/.venv'" in last


def test_two_first_starts_set_up_once(checkout: Checkout) -> None:
    runs: list[subprocess.CompletedProcess[str]] = []
    starts = [threading.Thread(target=lambda: runs.append(checkout.start())) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(checkout.installed()) == 1


def test_without_python_one_sentence_names_the_remedy(checkout: Checkout) -> None:
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3"):
        checkout.tool(name, "exit 1")
    checkout.tool("uv", "")
    (checkout.tools / "uv").unlink()
    run = checkout.start()
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("parlance: Python 3.11 to 3.14 is needed")
    assert run.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get is asked on Linux only")
class TestSystemLibraries:
    @pytest.fixture
    def lacking(self, checkout: Checkout) -> Checkout:
        python = sys._base_executable  # type: ignore[attr-defined]
        lacks = 'cat "$(dirname "$0")/lacks"; exit 0'
        checkout.tool("python3.13", f'[ "$*" != "-I -" ] || {{ {lacks}; }}\nexec "{python}" "$@"')
        checkout.tool("apt-get", 'echo "$*" >>"$(dirname "$0")/apt-get.calls"')
        checkout.tool("id", "echo 1000")
        self.lack(checkout, "needed libegl1", "needed libgl1", "optional libportaudio2")
        return checkout

    @staticmethod
    def lack(checkout: Checkout, *lines: str) -> None:
        text = "".join(f"{line}\n" for line in lines)
        (checkout.tools / "lacks").write_text(text, encoding="utf-8")

    def test_a_plain_user_is_told_the_exact_command(self, lacking: Checkout) -> None:
        run = lacking.start()
        assert run.returncode == 1
        assert run.stderr.endswith(
            "sudo apt-get install -y --no-install-recommends libegl1 libgl1 libportaudio2\n"
        )
        assert run.stderr.count("\n") == 1
        assert not (lacking.tools / "apt-get.calls").exists()
        assert lacking.installed() == []

    def test_what_only_recording_needs_stops_nobody(self, lacking: Checkout) -> None:
        self.lack(lacking, "optional libportaudio2")
        run = lacking.start()
        assert run.returncode == 0
        assert "sudo apt-get install -y --no-install-recommends libportaudio2" in run.stderr

    def test_root_gets_them_installed(self, lacking: Checkout) -> None:
        lacking.tool("id", "echo 0")
        assert lacking.start().returncode == 0
        calls = (lacking.tools / "apt-get.calls").read_text(encoding="utf-8").splitlines()
        assert calls == [
            "install -y --no-install-recommends libegl1 libgl1",
            "install -y --no-install-recommends libportaudio2",
        ]

    def test_mlx_needs_no_compiler(self, checkout: Checkout) -> None:
        assert checkout.start().stdout.splitlines()[-1] == "1"
