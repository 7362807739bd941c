"""What is read from a Mach-O is what was put into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from macho import MachOError, image
from macho.image import ANY_IMAGE, Dylib
from macho.metallib import metallib_minimum
from macho.sign import sign_file
from tests.packaging.machos import ARM64, BUNDLE, EXECUTE, Import, MachO, fat
from tests.packaging.small_app import metallib


def test_a_library_tells_its_name_system_libraries_and_symbols(tmp_path: Path) -> None:
    path = tmp_path / "libsmall.dylib"
    macho = MachO(
        minos=(13, 4),
        install_name="@rpath/libsmall.dylib",
        dylibs=["/usr/lib/libSystem.B.dylib"],
        weak_dylibs=["@rpath/libmaybe.dylib"],
        reexports=["@rpath/libinner.dylib"],
        rpaths=["@loader_path/lib", "/opt/lib"],
        imports=[Import("_malloc", 1), Import("_PyList_New"), Import("_maybe", 2, weak=True)],
        exports=["_small", "_tiny"],
    )
    path.write_bytes(bytes(macho))
    sign_file(path)
    read = image.read(path)
    assert (read.cpu, read.kind, read.platform) == ("arm64", "DYLIB", "MACOS")
    assert read.minimum[:2] == (13, 4)
    assert read.install_name == "@rpath/libsmall.dylib"
    assert read.dylibs == (
        Dylib("/usr/lib/libSystem.B.dylib"),
        Dylib("@rpath/libmaybe.dylib", weak=True),
        Dylib("@rpath/libinner.dylib", reexported=True),
    )
    assert read.rpaths == ("@loader_path/lib", "/opt/lib")
    assert read.imports == (
        image.Import("_malloc", 1, weak=False),
        image.Import("_PyList_New", ANY_IMAGE, weak=False),
        image.Import("_maybe", 2, weak=True),
    )
    assert read.exports == {"_small", "_tiny"}


@pytest.mark.parametrize(("kind", "name"), [(EXECUTE, "EXECUTE"), (BUNDLE, "BUNDLE")])
def test_what_is_no_library_has_no_install_name(tmp_path: Path, kind: int, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(MachO(kind=kind)))
    read = image.read(path)
    assert (read.kind, read.install_name) == (name, "")


def test_a_cut_file_and_several_architectures_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(MachO())[:40])
    with pytest.raises(MachOError):
        image.read(path)
    path.write_bytes(fat((ARM64, bytes(MachO())), (ARM64, bytes(MachO()))))
    with pytest.raises(MachOError, match="one architecture"):
        image.read(path)


def test_a_library_of_kernels_tells_its_macos(tmp_path: Path) -> None:
    path = tmp_path / "mlx.metallib"
    path.write_bytes(metallib(26, 2))
    assert metallib_minimum(path) == (26, 2)
    path.write_bytes(b"MTLB")
    with pytest.raises(MachOError, match="not a library of Metal kernels"):
        metallib_minimum(path)
