"""The bundle, made for Linux and started as a user starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app import __version__
from assemble.errors import MissingPart
from twin.outside import PROBE, foreign, mapped_code, no_system_library
from twin.place import Twin, contents, twin
from twin.screen import screen, why_no_screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the twin is Linux's")


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest) -> Iterator[Twin]:
    cache = request.config.cache
    try:
        with twin(work=cache.mkdir("twin") if cache is not None else None) as made:
            yield made
    except MissingPart as error:
        pytest.skip(str(error))


@dataclass
class Walk:
    """One tour of the twin's, in the window.

    Attributes:
        mapped: the libraries it had in its memory when the picture's answer was there.
    """

    code: int
    out: str
    err: str
    mapped: set[str]
    before: dict[str, tuple[int, int, int]]
    after: dict[str, tuple[int, int, int]]


@pytest.fixture(scope="module")
def walk(app: Twin) -> Walk:
    if reason := why_no_screen():
        pytest.skip(reason)
    before = contents(app.app)
    with (
        screen() as display,
        app.start("tour", environment=app.environment(DISPLAY=display)) as run,
    ):
        assert run.stdout is not None
        assert run.stderr is not None
        out, mapped = "", set[str]()
        for line in run.stdout:
            out += line
            if "tok/s" in line and not mapped:
                mapped = mapped_code(run.pid)  # the second question is still to come
        err = run.stderr.read()
    return Walk(run.returncode, out, err, mapped, before, contents(app.app))


def test_twin_answers_about_a_picture_in_its_window_and_quits(app: Twin, walk: Walk) -> None:
    assert (walk.code, walk.err) == (0, "")
    assert "> What do you see?   [picture.png dropped in]\nI see a blue star" in walk.out
    assert any(path.endswith("/platforms/libqxcb.so") for path in walk.mapped)
    picture = QImage(str(app.home / "out" / "tour.png"))
    assert picture.width() > 800
    colours = {picture.pixel(x, y) for x in range(0, 800, 3) for y in range(0, 600, 7)}
    assert len(colours) > 50  # an empty window has few


def test_twin_has_nothing_of_python_from_outside_in_its_memory(app: Twin, walk: Walk) -> None:
    inside = {Path(path).name for path in walk.mapped - set(foreign(walk.mapped, app.app))}
    for name in ("libmlx.so", "libpyside6", "libQt6Core.so", "_multiarray_umath", "tokenizers"):
        assert any(name in file for file in inside), name
    assert no_system_library(walk.mapped, app.app) == []


def test_what_comes_from_outside_is_told_from_what_the_system_lends() -> None:
    app = Path("/Programme für alle/Parlance.app")
    lent = "/lib/x86_64-linux-gnu/libc.so.6"
    foreigners = [
        "/Programme für alle/Parlance.app.old/mlx/core.abi3.so",
        "/home/someone/.venv/lib/libmlx.so",
        "/usr/lib/python3/dist-packages/numpy/core.so",
        "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
    ]
    inside = f"{app}/Contents/Resources/python/lib/libpython3.11.so.1.0"
    assert foreign([inside, lent], app) == [lent]
    assert no_system_library([inside, lent, *foreigners], app) == foreigners


def test_twin_leaves_its_bundle_as_it_was(walk: Walk) -> None:
    assert walk.before == walk.after
    assert len(walk.before) > 5000


def test_twin_imports_every_module_from_inside(app: Twin) -> None:
    done = app.run("-c", PROBE, "tour", "--offscreen")
    assert (done.returncode, done.stderr) == (0, "")
    [line] = [line for line in done.stdout.splitlines() if line.startswith("PROBE ")]
    found = json.loads(line.removeprefix("PROBE "))
    assert found["code"] == 0
    assert {"mlx.core", "PySide6.QtWidgets", "numpy", "transformers"} <= found["modules"].keys()
    assert foreign(found["path"], app.app) == []
    places = [place for module in found["modules"].values() for place in module]
    assert foreign(places, app.app) == []
    assert sum(place.endswith(".pyc") for place in places) > 500


def test_twin_finds_itself_well(app: Twin) -> None:
    """Every module of ours is imported there, without what was left out."""
    done = app.run("--self-test")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for part in ("imports", "libraries", "starter", "qt", "folders", "text"):
        assert any(line.split()[:2] == ["ok", part] for line in done.stdout.splitlines()), part


def test_twin_says_its_version_without_home_or_language(app: Twin) -> None:
    done = app.run("--version", environment={})
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Parlance {__version__}\n", "")


def test_twin_answers_where_it_can_keep_nothing(app: Twin) -> None:
    done = app.run("ask", "Who are you?", environment={"HOME": "/nonexistent"})
    assert done.returncode == 0
    assert "starter" in done.stdout


def test_twin_takes_nothing_from_python_settings_of_the_user(app: Twin) -> None:
    (app.home / "app.py").write_text("raise SystemExit('the wrong app')")
    (app.home / "os.py").write_text("raise SystemExit('the wrong os')")
    strange = {"PYTHONPATH": str(app.home), "PYTHONHOME": "/nonexistent", "PYTHONSTARTUP": "x.py"}
    done = app.run("--version", environment=app.environment(**strange))
    assert (done.returncode, done.stderr) == (0, "")


def test_children_of_multiprocessing_are_the_twin_again(app: Twin) -> None:
    code = (
        "import multiprocessing, sys\n"
        "with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "    child = pool.apply(eval, ['__import__(\"sys\").executable'])\n"
        "print(child == sys.executable)\n"
    )
    done = app.run("-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_twin_is_found_through_a_link(app: Twin, tmp_path: Path) -> None:
    link = tmp_path / "parlance"
    link.symlink_to(app.executable)
    done = subprocess.run(
        [str(link), "-c", "import sys; print(sys.executable)"],
        env={}, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == f"{app.executable}\n"
