"""The bundle, made for Linux and started as a user starts it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app import __version__
from app.bench_download.hub_server import Repo, hub_server
from app.one_copy import ALREADY_OPEN
from app.paths import resource, starter_model
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


@pytest.fixture
def home(app: Twin) -> Iterator[Path]:
    """A new user's, with a space, an apostrophe and a letter beyond ASCII in its path."""
    folder = app.home.parent / "Ada Löwe's"
    folder.mkdir()
    give(app, folder)
    yield folder
    shutil.rmtree(folder)


def give(app: Twin, path: Path) -> None:
    if app.user is not None:
        os.chown(path, app.user, -1)


def wait_for(met: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Until another process has come so far; a busy machine is not a broken one."""
    until = time.monotonic() + 300
    while not met():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)


def drafts(data: Path) -> tuple[set[str], list[str]]:
    """What chats have of texts and attachments that were not sent; nothing before there are any."""
    with (
        suppress(sqlite3.OperationalError),
        closing(sqlite3.connect(data / "chats.sqlite3")) as kept,
    ):
        texts = {text for (text,) in kept.execute("SELECT draft FROM chat")}
        return texts, [name for (name,) in kept.execute("SELECT name FROM draft_part")]
    return set(), []


def test_twin_hands_files_and_links_to_the_one_that_is_open(app: Twin, home: Path) -> None:
    """In Chinese, without a folder for temporary files or a cache of fonts; a signal ends it."""
    if reason := why_no_screen():
        pytest.skip(reason)
    picture = home / "ein Bild.png"
    shutil.copyfile(resource("samples/picture.png"), picture)
    data, before = home / ".local" / "share" / "parlance", contents(app.app)
    with screen() as display:
        more = {"LANG": "zh_CN.UTF-8", "TMPDIR": "/nowhere", "XDG_CACHE_HOME": "/nowhere"}
        environment = {"HOME": str(home), "DISPLAY": display, **more}
        with app.start(environment=environment) as first:
            try:
                place = data / "running"
                wait_for(lambda: place.is_file() and place.read_text() != "", first)
                for word in (str(picture), "parlance://new?text=%E4%BD%A0%E5%A5%BD"):
                    second = app.run(word, environment=environment)
                    told = (second.returncode, second.stdout, second.stderr)
                    assert told == (0, "", f"{ALREADY_OPEN}\n")
                wait_for(lambda: drafts(data) == ({"", "你好"}, [picture.name]), first)
            finally:
                first.terminate()
            out, err = first.communicate()
    assert (first.returncode, out, err) == (128 + signal.SIGTERM, "", "")
    assert drafts(data) == ({"", "你好"}, [picture.name])
    assert contents(app.app) == before


@pytest.mark.parametrize(
    ("language", "send"),
    [("C", "Send"), ("zh_CN.UTF-8", "发送"), ("zh_CN", "发送"), ("xx_YY.ISO-8859-1", "Send")],
)
def test_twin_speaks_the_systems_language_and_reads_any_file_in_it(
    app: Twin, home: Path, language: str, send: str
) -> None:
    code = (
        "from PySide6.QtCore import QCoreApplication as A\n"
        "from app.language import choose_language\n"
        "a = A([]); choose_language(); print(A.translate('Composer', 'Send'))\n"
        "from pathlib import Path\n"
        "(Path.home() / '你好 ü.txt').write_text('Größe'); print(*Path.home().iterdir())"
    )
    own = {"HOME": str(home), "LANG": language}
    done = app.run("-c", code, environment=own)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{send}\n{home}/你好 ü.txt\n"
    assert (home / "你好 ü.txt").read_text("utf-8") == "Größe"


def test_twin_examines_itself_in_a_strange_home(app: Twin, home: Path) -> None:
    own = {"HOME": str(home), "LC_ALL": "C", "TMPDIR": "/nowhere"}
    done = app.run("--self-test", "folders", "text", "qt", environment=own)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert str(home) in done.stdout


def test_twin_says_in_a_sentence_that_it_cannot_record(app: Twin, home: Path) -> None:
    """What PortAudio says is in the log; the person who asked hears what to do."""
    code = (
        "from app.errors import UserError\n"
        "from app.recorder import MicrophoneStream\n"
        "try:\n    MicrophoneStream(print).close(); print('recorded')\n"
        "except UserError as error:\n    print(error)"
    )
    done = app.run("-c", code, environment={"HOME": str(home)})
    assert done.returncode == 0
    assert done.stdout.strip().endswith((".", "recorded"))
    assert "Traceback" not in done.stdout + done.stderr


def test_twin_downloads_into_a_folder_elsewhere_and_runs_what_came(app: Twin, home: Path) -> None:
    elsewhere = home.parent / "andere Platte"
    elsewhere.mkdir()
    give(app, elsewhere)
    with hub_server() as server:
        files = {path.name: path.read_bytes() for path in starter_model().glob("*.*")}
        server.repos["some/Model"] = Repo(files)
        own = {"HOME": str(home), "HF_ENDPOINT": server.address, "HF_HUB_CACHE": str(elsewhere)}
        done = app.run("models", "get", "some/Model", environment=own)
        assert done.returncode == 0, done.stderr
    done = app.run("ask", "--model", "some/Model", "Who are you?", environment=own)
    assert done.returncode == 0, done.stderr
    assert "starter" in done.stdout
    assert not (home / ".cache" / "huggingface").exists()


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
