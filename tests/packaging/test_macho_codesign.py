"""What only a Mac can say: Apple's codesign accepts what was signed and sealed here."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from macho import thin
from macho.sign import seal_bundle, sign_file
from tests.packaging import small_app

pytestmark = pytest.mark.skipif(sys.platform != "darwin", reason="codesign is a Mac's")


def codesign(path: Path) -> str:
    """What a strict check complains about; nothing if it accepts the signature."""
    command = ["/usr/bin/codesign", "--verify", "--strict", "--verbose=2", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def an_extension() -> Path:
    """A real Mach-O: a compiled module of some package here."""
    site = Path(sysconfig.get_path("platlib"))
    return next(site.glob("markupsafe/_speedups*.so"))


def test_codesign_accepts_a_library_that_was_signed_again(tmp_path: Path) -> None:
    path = Path(shutil.copy(an_extension(), tmp_path / "speedups.so"))
    thin(path)
    sign_file(path)
    assert codesign(path) == ""


def test_codesign_accepts_the_seal_of_a_bundle(tmp_path: Path) -> None:
    app = small_app.make(tmp_path)
    program = app / "Contents" / "MacOS" / "Parlance"
    program.unlink()
    source = tmp_path / "main.c"
    source.write_text("int main(void) { return 0; }\n")
    subprocess.run(["cc", "-arch", "arm64", "-o", str(program), str(source)], check=True)
    seal_bundle(app)
    assert codesign(app) == ""
    (app / "Contents" / "Resources" / "added").write_text("later")
    assert "added" in codesign(app)
