"""Thinning and ad-hoc signing of Mach-O files, byte for byte."""

from __future__ import annotations

import hashlib
import os
import plistlib
import struct
from pathlib import Path

import pytest

from macho import MachOError, is_macho, thin
from macho.codesign import HARDENED, read_signature, signature_faults
from macho.commands import signature_place
from macho.entitlements import to_der
from macho.resources import seal_faults
from macho.rpaths import drop_absolute_rpaths
from macho.sign import PAGE_SIZE, seal_bundle, sign_file
from tests.packaging.machos import ARM64, EXECUTE, X86_64, MachO, fat


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "libsmall.1.dylib"
    path.write_bytes(bytes(MachO(install_name="@rpath/libsmall.1.dylib", exports=["_small"])))
    return path


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A bundle of a launcher, two files, a link and a translation."""
    contents = tmp_path / "Small.app" / "Contents"
    (contents / "MacOS").mkdir(parents=True)
    (contents / "MacOS" / "Small").write_bytes(bytes(MachO(kind=EXECUTE)))
    (contents / "Resources" / "en.lproj").mkdir(parents=True)
    (contents / "Resources" / "a.txt").write_text("one")
    (contents / "Resources" / "b.txt").write_text("two")
    (contents / "Resources" / "link").symlink_to("a.txt")
    (contents / "Resources" / "en.lproj" / "Info.strings").write_text("words")
    info = {"CFBundleExecutable": "Small", "CFBundleIdentifier": "app.small"}
    (contents / "Info.plist").write_bytes(plistlib.dumps(info))
    return contents.parent


def test_thinning_keeps_the_arm64_slice_to_the_byte_with_its_signature_and_permissions(
    tmp_path: Path, library: Path
) -> None:
    sign_file(library)
    slice_ = library.read_bytes()
    path = tmp_path / "fat.dylib"
    path.write_bytes(fat((X86_64, bytes(MachO(cpu=X86_64))), (ARM64, slice_)))
    path.chmod(0o755)
    assert thin(path)
    assert path.read_bytes() == slice_
    assert path.stat().st_mode & 0o777 == 0o755
    assert signature_faults(path.read_bytes()) == []
    assert not thin(path)


def test_thinning_leaves_the_cache_alone_that_a_file_is_linked_into(tmp_path: Path) -> None:
    cached = tmp_path / "cached.so"
    cached.write_bytes(fat((ARM64, bytes(MachO()))))
    before = cached.read_bytes()
    installed = tmp_path / "installed.so"
    os.link(cached, installed)
    thin(installed)
    assert cached.read_bytes() == before


def test_a_fat_file_without_arm64_is_refused_by_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "old.dylib"
    path.write_bytes(fat((X86_64, bytes(MachO(cpu=X86_64)))))
    with pytest.raises(MachOError, match="x86_64, and no arm64"):
        thin(path)


def test_what_is_no_mach_o_is_left_alone(tmp_path: Path) -> None:
    java = tmp_path / "A.class"
    java.write_bytes(struct.pack(">IHH", 0xCAFEBABE, 0, 52) + bytes(100))
    assert not is_macho(java)
    assert not thin(java)


def test_a_signature_holds_for_every_page_and_names_the_one_that_changed(library: Path) -> None:
    sign_file(library)
    data = bytearray(library.read_bytes())
    assert signature_faults(bytes(data)) == []
    directory = read_signature(bytes(data)).directory
    first = hashlib.sha256(data[:PAGE_SIZE]).digest()
    assert directory.pages[0] == first
    assert directory.identifier == "libsmall.1"
    assert directory.adhoc
    data[PAGE_SIZE + 3] ^= 1
    (fault,) = signature_faults(bytes(data))
    assert f"the first at byte {PAGE_SIZE}" in fault


def test_signing_again_gives_the_same_bytes(library: Path) -> None:
    sign_file(library)
    once = library.read_bytes()
    sign_file(library)
    assert library.read_bytes() == once


def test_an_unsigned_file_is_told(library: Path) -> None:
    assert signature_faults(library.read_bytes()) == ["it is not signed"]


def test_bytes_behind_the_signature_are_told(library: Path) -> None:
    sign_file(library)
    assert signature_faults(library.read_bytes() + b"\0") == [
        "bytes lie behind its signature, which a strict check refuses"
    ]


def test_changed_entitlements_break_the_signature(tmp_path: Path) -> None:
    path = tmp_path / "program"
    path.write_bytes(bytes(MachO(kind=EXECUTE)))
    sign_file(path, entitlements={"com.apple.security.device.audio-input": True}, hardened=True)
    data = path.read_bytes()
    assert read_signature(data).directory.flags & HARDENED
    assert signature_faults(data) == []
    changed = data.replace(b"audio-input", b"audio-outpt")
    assert signature_faults(changed) == [
        "slot 5 of its signature was changed",
        "slot 7 of its signature was changed",
    ]


def test_entitlements_in_der_are_what_apple_documents() -> None:
    der = to_der({"com.apple.security.get-task-allow": True})
    key = b"com.apple.security.get-task-allow"
    pair = b"\x0c" + bytes([len(key)]) + key + b"\x01\x01\xff"
    inner = b"\x30" + bytes([len(pair)]) + pair
    body = b"\x02\x01\x01\xb0" + bytes([len(inner)]) + inner
    assert der == b"\x70" + bytes([len(body)]) + body


def test_a_file_without_room_for_a_load_command_cannot_be_signed(tmp_path: Path) -> None:
    path = tmp_path / "full.dylib"
    full = MachO(rpaths=["/" + "x" * 15000])
    room = len(bytes(full))
    path.write_bytes(bytes(full))
    sign_file(path)  # there is room yet
    narrow = MachO(rpaths=["/" + "x" * 15000], room=0)
    assert room == len(bytes(narrow))
    data = bytearray(bytes(narrow))
    # The first section is said to begin right behind the load commands.
    end = 32 + struct.unpack_from("<I", data, 20)[0]
    struct.pack_into("<I", data, 32 + 72 + 48, end)
    path.write_bytes(bytes(data))
    with pytest.raises(MachOError, match="no room"):
        sign_file(path)


def test_a_sealed_bundle_holds_until_a_file_in_it_is_changed_added_or_lost(app: Path) -> None:
    contents = app / "Contents"
    executable = contents / "MacOS" / "Small"
    seal_bundle(app)
    assert seal_faults(contents, executable) == ([], 4)
    (contents / "Resources" / "a.txt").write_text("changed")
    (contents / "Resources" / "b.txt").unlink()
    (contents / "Resources" / "c.txt").write_text("new")
    (contents / "Resources" / "link").unlink()
    (contents / "Resources" / "link").symlink_to("/tmp")
    (contents / "Resources" / "en.lproj" / "Info.strings").unlink()  # optional
    faults, _ = seal_faults(contents, executable)
    assert {(fault.file, fault.what) for fault in faults} == {
        ("Resources/a.txt", "was changed after sealing"),
        ("Resources/b.txt", "is sealed, but missing"),
        ("Resources/c.txt", "was added after the bundle was sealed"),
        ("Resources/link", "leads elsewhere than sealed"),
    }


def test_the_executable_is_signed_over_the_seal_and_the_property_list(app: Path) -> None:
    contents = app / "Contents"
    seal_bundle(app)
    directory = read_signature((contents / "MacOS" / "Small").read_bytes()).directory
    assert directory.identifier == "app.small"
    info = hashlib.sha256((contents / "Info.plist").read_bytes()).digest()
    seal = hashlib.sha256((contents / "_CodeSignature" / "CodeResources").read_bytes()).digest()
    assert (directory.special[1], directory.special[3]) == (info, seal)


def test_code_beside_the_executable_is_sealed_by_its_cdhash(app: Path) -> None:
    contents = app / "Contents"
    helper = contents / "MacOS" / "helper"
    helper.write_bytes(bytes(MachO(kind=EXECUTE)))
    with pytest.raises(MachOError, match="not signed"):
        seal_bundle(app)
    sign_file(helper)
    seal_bundle(app)
    seal = plistlib.loads((contents / "_CodeSignature" / "CodeResources").read_bytes())
    code = read_signature(helper.read_bytes()).directory.cdhash
    assert seal["files2"]["MacOS/helper"]["cdhash"] == bytes.fromhex(code)
    sign_file(helper, identifier="another")
    faults, _ = seal_faults(contents, contents / "MacOS" / "Small")
    assert [fault.what for fault in faults] == ["is other code than was sealed"]


def test_a_document_among_the_code_is_refused(app: Path) -> None:
    (app / "Contents" / "MacOS" / "notes.txt").write_text("no code")
    with pytest.raises(MachOError, match="move it to Resources"):
        seal_bundle(app)


def test_absolute_rpaths_are_cut_out_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "libjpeg.dylib"
    rpaths = ["/Users/runner/lib", "@loader_path/lib", "/opt/lib"]
    path.write_bytes(bytes(MachO(rpaths=rpaths, exports=["_jpeg"])))
    sign_file(path, identifier="of.old")
    assert drop_absolute_rpaths(path) == ["/Users/runner/lib", "/opt/lib"]
    data = path.read_bytes()
    assert b"@loader_path/lib\0" in data
    assert b"/Users/runner" not in data
    assert signature_faults(data) == []
    assert read_signature(data).directory.identifier == "of.old"
    assert signature_place(data) is not None
    assert drop_absolute_rpaths(path) == []
