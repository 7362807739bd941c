"""The recipe of the Mac's interpreter, as far as it can be tested without half an hour."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "cpython"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is built on Linux")


def build(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(FOLDER / "build.sh"), *words],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_source_is_pinned_and_found_by_its_package() -> None:
    lines = (FOLDER / "sources.txt").read_text().splitlines()
    sources = [line.split() for line in lines if not line.startswith("#")]
    assert len(sources) == 7
    for digest, file, folder in sources:
        assert re.fullmatch(r"[0-9a-f]{64}", digest)
        package, _, rest = file.partition("_")
        assert rest.endswith((".orig.tar.gz", ".orig.tar.xz"))
        prefix = package[:4] if package.startswith("lib") else package[0]
        assert folder == f"pool/main/{prefix}/{package}"


def test_no_folder_for_the_result_is_a_sentence() -> None:
    done = build()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "build.sh: --out FOLDER is needed: where the interpreter goes.\n"


def test_unknown_options_and_bad_folders_are_sentences(tmp_path: Path) -> None:
    assert "unknown option --fast" in build("--fast", "x").stderr
    assert "--out needs a value" in build("--out").stderr
    spaced = build("--out", str(tmp_path / "out"), "--work", str(tmp_path / "with space"))
    assert spaced.returncode == 1
    assert "--work may not hold spaces" in spaced.stderr


def test_build_python_of_another_minor_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "python3.9"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    done = build("--out", str(tmp_path / "out"), "--build-python", str(other))
    assert done.returncode == 1
    assert "is not a Python 3.13 that runs" in done.stderr or "is missing" in done.stderr


def test_description_names_the_parts_and_forgets_where_it_was_made(tmp_path: Path) -> None:
    work, image = tmp_path / "work", tmp_path / "image"
    stdlib = image / "lib" / "python3.13"
    (stdlib / "config-3.13-darwin").mkdir(parents=True)
    (image / "lib" / "libpython3.13.a").write_bytes(b"!<arch>\n")
    (stdlib / "config-3.13-darwin" / "libpython3.13.a").write_bytes(b"!<arch>\n")
    settings = stdlib / "_sysconfigdata__darwin_darwin.py"
    settings.write_text(f"FLAGS = '-I{work}/deps/include'\n")
    subprocess.run(
        [sys.executable, str(FOLDER / "describe.py"), str(image), str(work), "libssl.a"], check=True
    )
    facts = json.loads((image / "lib" / "static.json").read_text())
    assert (facts["archive"], facts["libraries"]) == ("libpython3.13.a", ["libssl.a"])
    assert settings.read_text() == "FLAGS = '-I/build/deps/include'\n"
    assert not (stdlib / "config-3.13-darwin" / "libpython3.13.a").exists()


def test_patch_lets_configure_take_apple_silicon() -> None:
    patch = (FOLDER / "configure.patch").read_text()
    added = [line[1:].strip() for line in patch.splitlines() if re.match(r"\+[^+]", line)]
    assert added.count("*-apple-darwin*)") == 2
    assert "ac_sys_system=Darwin" in added
