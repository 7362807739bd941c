"""The launcher compiled for the Mac, where nobody here can start it: what it holds is looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import lief
import pytest

from assemble.errors import PackagingError
from assemble.targets import MAC
from launcher.archives import unpack
from launcher.build import SDK, _by_rpath, build, find_zig
from twin import interpreter

# What main.c calls, with the one type that it needs.
STUBS = """
typedef struct { int kind; const char *function, *message; int code; } PyStatus;
#define STATUS(name) PyStatus name(void) { PyStatus good = {0}; return good; }
#define NOTHING(name) void *name(void) { return 0; }
STATUS(PyConfig_SetBytesString) STATUS(PyStatus_NoMemory) STATUS(PyStatus_Ok)
STATUS(PyWideStringList_Append) STATUS(Py_InitializeFromConfig) STATUS(Py_PreInitialize)
NOTHING(PyConfig_Clear) NOTHING(PyConfig_InitIsolatedConfig) NOTHING(PyMem_RawFree)
NOTHING(PyPreConfig_InitIsolatedConfig) NOTHING(PyStatus_Exception) NOTHING(PyStatus_IsExit)
NOTHING(Py_DecodeLocale) NOTHING(Py_RunMain)
"""
# Nothing in the launcher calls this; a wheel's module does.
UNUSED = "void PyOnly_WheelsCallThis(void) {}\n"


def zig(*words: str | Path) -> None:
    compiler = find_zig()
    assert compiler is not None
    own = ["-target", f"aarch64-macos.{MAC.minimum}", "-fno-sanitize=undefined"]
    command = [compiler, words[0], *(own if words[0] == "cc" else []), *words[1:]]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A Mac's interpreter without anything behind its functions."""
    if sys.platform != "linux" or find_zig() is None:
        pytest.skip("needs ziglang on Linux; requirements/package.txt has it")
    try:
        shown = interpreter.show(tmp_path / "shown")
    except PackagingError as error:
        pytest.skip(str(error))
    folder = tmp_path / "python"
    (folder / "lib").mkdir(parents=True)
    (folder / "include").symlink_to(shown / "include")
    for name, source in (("a", STUBS), ("b", UNUSED)):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.c").write_text(source)
        zig("cc", "-c", tmp_path / f"{name}.c", "-o", tmp_path / name / "module.o")
    return folder


def read(path: Path) -> lief.MachO.Binary:
    fat = lief.MachO.parse(str(path))
    assert fat is not None
    assert fat.size == 1
    program = fat.at(0)
    assert program is not None
    return program


def test_static_interpreter_is_wholly_in_the_launcher(python: Path, tmp_path: Path) -> None:
    archive = python / "lib" / "libpython.a"
    zig("ar", "rcs", archive, tmp_path / "a" / "module.o", tmp_path / "b" / "module.o")
    facts = {"archive": archive.name, "libraries": [], "frameworks": ["SystemConfiguration"]}
    (python / "lib" / "static.json").write_text(json.dumps(facts))
    build(MAC, python, tmp_path / "Parlance")
    program = read(tmp_path / "Parlance")
    assert program.header.cpu_type == lief.MachO.Header.CPU_TYPE.ARM64
    assert "_PyOnly_WheelsCallThis" in {symbol.name for symbol in program.exported_symbols}
    version = program.build_version
    assert version is not None
    assert (version.minos[:2], version.sdk[:2]) == ([14, 0], [15, 0])
    assert {Path(library.name).name for library in program.libraries} == {
        "libSystem.B.dylib",
        "CoreFoundation",
        "SystemConfiguration",
    }
    build(MAC, python, tmp_path / "again" / "Parlance")
    assert (tmp_path / "again" / "Parlance").read_bytes() == (tmp_path / "Parlance").read_bytes()


def test_shared_interpreter_is_found_in_the_bundle(python: Path, tmp_path: Path) -> None:
    library = python / "lib" / "libpython3.13.dylib"
    name = "-Wl,-install_name,/somewhere/on/the/machine/that/made/it/libpython3.13.dylib"
    objects = [tmp_path / "a" / "module.o", tmp_path / "b" / "module.o"]
    zig("cc", "-shared", name, *objects, "-o", library)
    build(MAC, python, tmp_path / "Parlance")
    program = read(tmp_path / "Parlance")
    assert [path.path for path in program.rpaths] == ["@executable_path/../Resources/python/lib"]
    assert "@rpath/libpython3.13.dylib" in {library.name for library in program.libraries}
    assert "/somewhere" in read(library).libraries[0].name  # a copy was changed, not the original


def test_library_without_room_for_the_name_is_refused(python: Path, tmp_path: Path) -> None:
    library = python / "lib" / "libpython3.13-with-a-name-longer-than-its-own-id.dylib"
    zig("cc", "-shared", "-Wl,-install_name,/x", tmp_path / "b" / "module.o", "-o", library)
    with pytest.raises(PackagingError, match="leaves no room"):
        _by_rpath(library, tmp_path)


def test_declarations_name_what_the_stand_ins_for_frameworks_export() -> None:
    for framework in ("CoreFoundation", "SystemConfiguration"):
        header = (SDK / "include" / framework / f"{framework}.h").read_text()
        listed = (SDK / "frameworks" / f"{framework}.framework" / f"{framework}.tbd").read_text()
        symbols = listed.partition("symbols: [")[2].partition("]")[0].replace(",", " ").split()
        assert symbols
        assert [name for name in symbols if name.removeprefix("_") not in header] == []


def member(name: bytes, body: bytes) -> bytes:
    header = name.ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"644".ljust(8)
    return header + str(len(body)).encode().ljust(10) + b"`\n" + body + b"\n" * (len(body) % 2)


def test_archives_of_both_kinds_are_unpacked_with_names_that_occur_twice(tmp_path: Path) -> None:
    long = b"a_name_of_more_than_15.o"
    gnu = member(b"/", b"index") + member(b"//", b"x.o/\n" + long + b"/\n")
    gnu += member(b"x.o/", b"one") + member(b"/5", b"two") + member(b"x.o/", b"three")
    bsd = member(b"__.SYMDEF", b"index") + member(b"#1/28", long.ljust(28, b"\0") + b"two")
    for content, expected in (
        (gnu, {"0000-x.o": b"one", f"0001-{long.decode()}": b"two", "0002-x.o": b"three"}),
        (bsd, {f"0000-{long.decode()}": b"two"}),
    ):
        (tmp_path / "lib.a").write_bytes(b"!<arch>\n" + content)
        files = unpack(tmp_path / "lib.a", tmp_path)
        assert {file.name: file.read_bytes() for file in files} == expected


def test_damaged_archives_are_refused(tmp_path: Path) -> None:
    whole = b"!<arch>\n" + member(b"x.o/", b"one!")
    for content, reason in ((b"words", "no static library"), (whole[:40], "damaged")):
        (tmp_path / "lib.a").write_bytes(content)
        with pytest.raises(PackagingError, match=reason):
            unpack(tmp_path / "lib.a", tmp_path)
