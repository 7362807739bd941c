"""The disk image, read back with a reader of its own."""

from __future__ import annotations

import io
import os
import random
import stat
from pathlib import Path

import pytest

from assemble import dmg, hfs
from assemble.errors import PackagingError
from tests.packaging.images import partitions, volume

DATE = 1_700_000_000


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A small app: a program, a link, an empty file, one of 3 MB that does not shrink."""
    app = tmp_path / "Small.app"
    (app / "Contents").mkdir(parents=True)
    program = app / "Contents" / "Small"
    program.write_bytes(b"code")
    program.chmod(0o755)
    (app / "Contents" / "Current").symlink_to("Small")
    (app / "Contents" / "empty").write_bytes(b"")
    (app / "Contents" / "random").write_bytes(random.Random(1).randbytes(3_000_001))
    (app / "Contents" / "zeros").write_bytes(bytes(3_000_000))
    return app


def test_the_image_holds_the_app_and_a_way_to_applications(app: Path, tmp_path: Path) -> None:
    dmg.write(app, tmp_path / "a.dmg", "Small", DATE)

    found = volume(partitions(tmp_path / "a.dmg")["disk image (Apple_HFS : 2)"])

    contents = app / "Contents"
    assert set(found) == {
        "Small",
        "Small/Applications",
        "Small/Read me first.txt",
        "Small/Small.app",
        "Small/Small.app/Contents",
        *(f"Small/Small.app/Contents/{file.name}" for file in contents.iterdir()),
    }
    for name in ("Small", "random", "zeros", "empty"):
        file = found[f"Small/Small.app/Contents/{name}"]
        assert file.content == (contents / name).read_bytes()
        assert file.mode == (contents / name).stat().st_mode
    link = found["Small/Applications"]
    assert stat.S_ISLNK(link.mode)
    assert (link.content, link.kind) == (b"/Applications", b"slnkrhap")
    assert found["Small/Small.app/Contents/Current"].content == b"Small"


def test_the_same_files_give_the_same_image(app: Path, tmp_path: Path) -> None:
    dmg.write(app, tmp_path / "a.dmg", "Small", DATE)
    os.utime(app / "Contents" / "Small", (5, 5))
    dmg.write(app, tmp_path / "b.dmg", "Small", DATE)

    assert (tmp_path / "a.dmg").read_bytes() == (tmp_path / "b.dmg").read_bytes()


def test_another_byte_gives_another_image(app: Path, tmp_path: Path) -> None:
    dmg.write(app, tmp_path / "a.dmg", "Small", DATE)
    (app / "Contents" / "Small").write_bytes(b"Code")
    dmg.write(app, tmp_path / "b.dmg", "Small", DATE)

    assert (tmp_path / "a.dmg").read_bytes() != (tmp_path / "b.dmg").read_bytes()


def test_zeros_take_no_room(app: Path, tmp_path: Path) -> None:
    (app / "Contents" / "zeros").write_bytes(bytes(50_000_000))
    (app / "Contents" / "random").unlink()

    dmg.write(app, tmp_path / "a.dmg", "Small", DATE)

    assert (tmp_path / "a.dmg").stat().st_size < 30_000


def test_a_folder_with_thousands_of_files_is_found_through_a_tree_of_nodes() -> None:
    files = [hfs.Entry(f"file {n}.py", stat.S_IFREG | 0o644, b"%d" % n) for n in range(5000)]
    root = hfs.Entry("Disk", stat.S_IFDIR | 0o755, children=files)
    out = io.BytesIO()

    hfs.write(root, out, DATE)

    found = volume(out.getvalue())
    assert len(found) == 5001
    assert all(found[f"Disk/file {n}.py"].content == b"%d" % n for n in range(5000))


def test_names_that_a_mac_takes_for_one_are_refused() -> None:
    names = [hfs.Entry(name, stat.S_IFREG | 0o644, b"") for name in ("README", "readme")]

    with pytest.raises(PackagingError, match="README and readme are one name"):
        hfs.write(hfs.Entry("Disk", stat.S_IFDIR, children=names), io.BytesIO(), DATE)


def test_a_name_beyond_ascii_is_refused() -> None:
    names = [hfs.Entry("ü", stat.S_IFREG | 0o644, b"")]

    with pytest.raises(PackagingError, match="'ü' is no ASCII name"):
        hfs.write(hfs.Entry("Disk", stat.S_IFDIR, children=names), io.BytesIO(), DATE)
