"""A bundle of stand-ins, from the wheels to the seal."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import plistlib
import stat
import struct
import sys
from pathlib import Path

import pytest

import app as parlance
from assemble import frameworks, plist
from assemble.errors import PackagingError
from assemble.layout import Layout
from assemble.precompile import precompile
from assemble.source import version
from macho.resources import seal_faults
from tests.packaging.stand_in import MINOR, StandIn, make


@pytest.fixture
def inputs(tmp_path: Path) -> StandIn:
    return make(tmp_path / "inputs")


def test_everything_lies_where_the_layout_says(inputs: StandIn, tmp_path: Path) -> None:
    report = inputs.build(tmp_path / "out")

    layout = Layout(report.app, MINOR)
    assert (layout.stdlib / "os.py").is_file()
    assert (layout.site_packages / "small" / "__init__.py").is_file()
    assert (layout.parlance / "app" / "__init__.py").is_file()
    assert (layout.licences / "small" / "LICENSE").read_text() == "Free."
    assert (layout.licences / "Python.txt").read_text() == "PSF"
    assert layout.icon.read_bytes()[:4] == b"icns"
    assert os.access(layout.executable, os.X_OK)
    assert seal_faults(layout.contents, layout.executable)[0] == []
    assert report.version == "1.2.3"
    assert report.sizes["total"] == sum(
        size for part, size in report.sizes.items() if part != "total"
    )


def test_two_builds_in_two_places_are_the_same_bytes(inputs: StandIn, tmp_path: Path) -> None:
    first = inputs.build(tmp_path / "a").app
    os.utime(inputs.wheels / "small" / "__init__.py", (0, 0))
    second = inputs.build(tmp_path / "somewhere" / "else").app

    assert _fingerprint(first) == _fingerprint(second)


def test_a_build_replaces_the_one_before(inputs: StandIn, tmp_path: Path) -> None:
    stray = inputs.build(tmp_path / "out").app / "Contents" / "stray"
    stray.write_text("")

    inputs.build(tmp_path / "out")

    assert not stray.exists()


def test_a_file_that_nobody_has_reviewed_stops_the_build(inputs: StandIn, tmp_path: Path) -> None:
    (inputs.wheels / "small" / "new.bin").write_text("")
    record = inputs.wheels / "small-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text() + "small/new.bin,,\n")

    with pytest.raises(PackagingError, match=r"small holds .* nobody has reviewed: small/new\.bin"):
        inputs.build(tmp_path / "out")


def test_a_package_without_a_licence_stops_the_build(inputs: StandIn, tmp_path: Path) -> None:
    (inputs.wheels / "small-1.0.dist-info" / "licenses" / "LICENSE").unlink()

    with pytest.raises(PackagingError, match="small: no licence file comes along"):
        inputs.build(tmp_path / "out")


def test_the_record_names_what_is_in_the_bundle(inputs: StandIn, tmp_path: Path) -> None:
    report = inputs.build(tmp_path / "out")

    site = Layout(report.app, MINOR).site_packages
    listed = (site / "small-1.0.dist-info" / "RECORD").read_text().split()
    assert "small/libsmall.dylib,," in listed
    assert all((site / line.removesuffix(",,")).is_file() for line in listed)


def test_only_arm64_is_left_of_a_fat_library(inputs: StandIn, tmp_path: Path) -> None:
    site = Layout(inputs.build(tmp_path / "out").app, MINOR).site_packages

    head = (site / "small" / "libsmall.dylib").read_bytes()[:8]

    assert struct.unpack("<II", head) == (0xFEEDFACF, 0x0100000C)


def test_frameworks_get_their_links_and_lose_the_second_copy(tmp_path: Path) -> None:
    framework = tmp_path / "QtCore.framework"
    (framework / "Versions" / "A" / "Resources").mkdir(parents=True)
    (framework / "Versions" / "A" / "QtCore").write_text("code")
    (framework / "Resources").mkdir()
    (framework / "Resources" / "Info.plist").write_text("copy")

    assert frameworks.relink(tmp_path) == 1

    assert os.readlink(framework / "Versions" / "Current") == "A"
    assert os.readlink(framework / "Resources") == "Versions/Current/Resources"
    assert (framework / "QtCore").read_text() == "code"
    assert frameworks.relink(tmp_path) == 1  # again does no harm


def test_byte_code_is_unchecked_and_the_same_from_the_cache(tmp_path: Path) -> None:
    source = tmp_path / "code" / "module.py"
    source.parent.mkdir()
    source.write_text("KINDS = {'a', 'b', 'c'}\ndef f(): return 'module', 1.5, KINDS\n")
    compiled = Path(importlib.util.cache_from_source(str(source)))
    python = Path(sys.executable)

    assert precompile({"code": source.parent}, python, tmp_path / "cache") == 1
    fresh = compiled.read_bytes()
    compiled.unlink()
    precompile({"code": source.parent}, python, tmp_path / "cache")

    assert compiled.read_bytes() == fresh
    assert fresh[:8] == importlib.util.MAGIC_NUMBER + b"\1\0\0\0"
    assert fresh[8:16] == importlib.util.source_hash(source.read_bytes())


def test_a_module_that_does_not_compile_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def")

    with pytest.raises(PackagingError, match=r"code/broken\.py"):
        precompile({"code": tmp_path}, Path(sys.executable), tmp_path / "cache")


def test_the_finder_offers_parlance_and_never_takes_a_file_by_itself() -> None:
    info = plistlib.loads(plistlib.dumps(plist.info("1.2.3")))

    kinds = {one["LSItemContentTypes"][0]: one for one in info["CFBundleDocumentTypes"]}
    assert set(kinds) == {"public.image", "public.audio", "public.text", "com.adobe.pdf"}
    assert {kind["LSHandlerRank"] for kind in kinds.values()} == {"Alternate"}
    assert info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["parlance"]
    assert info["LSMinimumSystemVersion"] == "14.0"
    assert info["NSRequiresAquaSystemAppearance"] is False


def test_every_reason_that_macos_asks_for_is_given_in_both_languages() -> None:
    english, chinese = plist.SENTENCES["en"], plist.SENTENCES["zh-Hans"]

    assert english.keys() == chinese.keys()
    assert "NSMicrophoneUsageDescription" in english
    assert all(not sentence.isascii() for sentence in chinese.values())


def test_the_version_stands_in_one_place() -> None:
    assert version() == parlance.__version__


def _fingerprint(app: Path) -> dict[str, str]:
    found = {}
    for path in sorted(app.rglob("*")):
        state = path.lstat()
        kind = f"{stat.filemode(state.st_mode)} {int(state.st_mtime)} "
        if path.is_symlink():
            content = os.readlink(path).encode()
        else:
            content = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(app))] = kind + hashlib.sha256(content).hexdigest()
    return found
