"""The launcher, compiled for this machine and around an app of three lines."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from assemble.errors import PackagingError
from assemble.targets import LINUX
from launcher.build import build
from twin import interpreter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="runs what it compiled for Linux")

MINOR = interpreter.MINOR
APP = """\
import sys
print(ascii(sys.argv[1:]))
if "fail" in sys.argv:
    sys.exit(7)
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle's Contents, with a space and an umlaut on the way to it."""
    folder = tmp_path_factory.mktemp("launcher")
    try:
        python = interpreter.show(folder / "python")
        contents = folder / "Für alle" / "Parlance.app" / "Contents"
        build(LINUX, python, contents / "MacOS" / "Parlance")
    except PackagingError as error:
        pytest.skip(str(error))
    resources = contents / "Resources"
    (resources / "python").mkdir(parents=True)
    (resources / "python" / "lib").symlink_to(python / "lib")
    (resources / "site-packages").mkdir()
    (resources / "parlance" / "app").mkdir(parents=True)
    (resources / "parlance" / "app" / "__init__.py").touch()
    (resources / "parlance" / "app" / "__main__.py").write_text(APP)
    return contents


def start(contents: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(contents / "MacOS" / "Parlance"), *words],
        env=more,
        cwd="/",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--self-test"],
        ["tour", "-m", "x"],
        ["Bild für dich.png", "-c"],
        ["-c"],  # without code: an option like any other
        ["-V", "-c", "print()"],
        ["-X"],
    ],
)
def test_words_go_to_the_app_as_they_are(compiled: Path, words: list[str]) -> None:
    done = start(compiled, *words)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{words!a}\n", "")


@pytest.mark.parametrize("words", [[], ["-psn_0_2282029"], ["-psn_0_1", "a.png"]])
def test_a_first_start_by_the_finder_is_one_without_words(compiled: Path, words: list[str]) -> None:
    """macOS adds its number for the process where a downloaded app is opened the first time."""
    done = start(compiled, *words)
    assert (done.stdout, done.stderr) == (f"{[w for w in words if w == 'a.png']!a}\n", "")


def test_exit_code_of_the_app_is_the_launchers(compiled: Path) -> None:
    assert start(compiled, "fail").returncode == 7


def test_code_and_modules_run_with_their_arguments(compiled: Path) -> None:
    code = start(compiled, "-c", "import sys; print(sys.argv)", "-m", "ü")
    assert (code.stdout, code.stderr) == ("['-c', '-m', 'ü']\n", "")
    module = start(compiled, "-m", "app", "fail")
    assert (module.returncode, module.stdout) == (7, "['fail']\n")


def test_options_of_a_python_parent_are_understood(compiled: Path) -> None:
    words = ["-X", "importtime", "-B", "-S", "-Wignore", "-I", "-u", "-c"]
    code = "import sys; print(sys.warnoptions, sys.stdout.write_through)"
    done = start(compiled, *words, code, "--multiprocessing-fork")
    assert done.stdout == "['ignore'] True\n"
    assert "import time:" in done.stderr


def test_python_inside_is_shut_off_from_outside(compiled: Path) -> None:
    code = (
        "import json, os, signal, sys\n"
        "flags = sys.flags\n"
        "print(json.dumps([flags.isolated, flags.utf8_mode, flags.no_site, flags.safe_path,\n"
        "  flags.dont_write_bytecode, sys.executable, sys.prefix, sys.path, sys.stdout.encoding,\n"
        "  signal.getsignal(signal.SIGINT) is signal.default_int_handler]))"
    )
    done = start(compiled, "-c", code, PYTHONPATH="/tmp", PYTHONHOME="/tmp", PYTHONUTF8="0")
    resources = compiled / "Resources"
    lib = resources / "python" / "lib" / f"python{MINOR}"
    paths = [lib, lib / "lib-dynload", resources / "site-packages", resources / "parlance"]
    expected = [
        *[1, 1, 1, True, 1],
        str(compiled / "MacOS" / "Parlance"),
        str(resources / "python"),
        [str(path) for path in paths if path.exists()],
        *["utf-8", True],
    ]
    assert json.loads(done.stdout) == expected


def test_launcher_without_its_app_says_what_is_missing(compiled: Path, tmp_path: Path) -> None:
    program = tmp_path / "halb" / "Contents" / "MacOS" / "Parlance"
    program.parent.mkdir(parents=True)
    program.write_bytes((compiled / "MacOS" / "Parlance").read_bytes())
    program.chmod(0o755)
    libraries = str(compiled / "Resources" / "python" / "lib")
    done = start(program.parents[1], LD_LIBRARY_PATH=libraries)
    missing = program.parents[1] / f"Resources/python/lib/python{MINOR}/encodings/__init__.py"
    assert done.returncode == 1
    assert done.stderr == (
        f"Parlance cannot start: {missing} cannot be read (No such file or directory). "
        "The app was copied in part or changed; replace it with a fresh copy.\n"
    )
    lib = program.parents[1] / "Resources" / "python" / "lib"
    lib.parent.mkdir(parents=True)
    lib.symlink_to(libraries)
    done = start(program.parents[1])
    assert done.returncode == 1
    assert "parlance/app/__main__.py cannot be read" in done.stderr


def test_interpreter_without_headers_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PackagingError, match="libpython3-dev"):
        build(LINUX, tmp_path, tmp_path / "Parlance")
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path))
    with pytest.raises(PackagingError, match="headers of this Python are not in"):
        interpreter.show(tmp_path / "shown")


def test_no_compiler_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CC", "ZIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(PackagingError, match="C compiler is missing"):
        build(LINUX, tmp_path, tmp_path / "Parlance")


def test_what_the_compiler_says_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "include" / "python3.99").mkdir(parents=True)
    (tmp_path / "include" / "python3.99" / "Python.h").write_text("#error not for you\n")
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(PackagingError, match=r"(?s)could not be compiled.*not for you|C compiler"):
        build(LINUX, tmp_path, tmp_path / "Parlance")
