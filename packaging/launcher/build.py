"""Compiles the launcher (main.c) against one interpreter.

For the Mac: on a Mac with clang, elsewhere with ziglang. For Linux, where the twin runs: with the
system's C compiler, or ziglang where there is none.

An interpreter folder (bin/, include/, lib/) has its libpython either as a shared library in lib/,
or as an archive that lib/static.json names together with what must be linked behind it:

    {"archive": "libpython3.13.a", "libraries": ["libssl.a", …], "flags": ["-lm", …],
     "frameworks": ["CoreFoundation", …]}
"""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assemble.errors import MissingPart, PackagingError
from launcher.archives import unpack
from macho.commands import commands
from macho.sign import sign_file

if TYPE_CHECKING:
    from assemble.targets import Target

HERE = Path(__file__).resolve().parent
SDK = HERE.parent / "cpython" / "sdk"  # the few Apple declarations that ziglang lacks
SDK_VERSION = 15
BUILD_VERSION = 0x32  # LC_BUILD_VERSION: kind, size, platform, minimum, SDK
ID_DYLIB = 0xD  # LC_ID_DYLIB: kind, size, where the name begins, date, two versions, name
ID_SIZE = 24
STACK = "0x1000000"  # bytes; CPython's own choice for the main thread on macOS


def build(target: Target, python_dir: Path, out: Path) -> None:
    """Compile the launcher into the file `out`.

    Args:
        target: the system it is for.
        python_dir: a standalone interpreter for that system.

    Raises:
        PackagingError: no compiler, no headers or no libpython; or the compiler failed.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        compiled = Path(scratch) / "main.o"
        flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", f"-ffile-prefix-map={HERE}=."]
        source = ["-c", str(HERE / "main.c"), "-o", str(compiled)]
        _run([*compiler(target), *flags, *_includes(python_dir), *source])
        # A step of its own: told to optimise, zig would leave out what nobody seems to call.
        arguments = Path(scratch) / "arguments"  # a command line has no room for 300 objects
        words = [str(compiled), *_linking(target, python_dir, Path(scratch)), "-o", str(out)]
        arguments.write_text("\n".join(shlex.quote(word) for word in words))
        _run([*compiler(target), f"@{arguments}"])
    if target.sys_platform == "darwin" and sys.platform != "darwin":
        _say_sdk(out)


def compiler(target: Target) -> list[str]:
    """The command that compiles for `target`; `CC` chooses the one for this very system.

    Raises:
        PackagingError: there is none.
    """
    if sys.platform == target.sys_platform:
        if chosen := os.environ.get("CC"):
            return shlex.split(chosen)
        for name in ("clang", "cc") if target.sys_platform == "darwin" else ("cc", "gcc", "clang"):
            if shutil.which(name):
                return [name, *_mac_flags(target)]
    zig = find_zig()
    if zig is None:
        raise MissingPart(
            "A C compiler is missing for the launcher: install the Command Line Tools "
            "(xcode-select --install)."
            if sys.platform == "darwin"
            else "A C compiler is missing for the launcher: install the packages of "
            "requirements/package.txt (ziglang is among them), or, for Linux alone, gcc."
        )
    if target.sys_platform == "darwin":
        target_words = ["-target", f"aarch64-macos.{target.minimum}"]
        words = [*target_words, f"-I{SDK / 'include'}", f"-F{SDK / 'frameworks'}"]
        return [zig, "cc", "-fno-sanitize=undefined", *words]
    return [zig, "cc", "-fno-sanitize=undefined"]


def find_zig() -> str | None:
    """The zig that `ZIG` names, of the installed PyPI package `ziglang`, or on PATH."""
    if chosen := os.environ.get("ZIG"):
        return chosen
    spec = importlib.util.find_spec("ziglang")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if os.access(zig := os.path.join(folder, "zig"), os.X_OK):
            return zig
    return shutil.which("zig")


def _mac_flags(target: Target) -> list[str]:
    if target.sys_platform != "darwin":
        return []
    return ["-arch", target.machine, f"-mmacosx-version-min={target.minimum}"]


def _includes(python_dir: Path) -> list[str]:
    headers = sorted(python_dir.glob("include/python3.*/Python.h"))
    if not headers:
        raise MissingPart(
            f"{python_dir}/include holds no Python.h: that interpreter came without its headers "
            "(on Debian they are in libpython3-dev)."
        )
    return [f"-I{headers[-1].parent}", f"-I{python_dir / 'include'}"]


def _linking(target: Target, python_dir: Path, scratch: Path) -> list[str]:
    """Words that link libpython: shared beside the bundle's standard library, or wholly inside."""
    lib = python_dir / "lib"
    mac = target.sys_platform == "darwin"
    frameworks = ["CoreFoundation"] if mac else []
    # -S: no debug map, which names the scratch folder and so makes every build another one.
    words = [f"-Wl,-stack_size,{STACK}", "-Wl,-S"] if mac else ["-pthread"]
    static = lib / "static.json"
    if static.is_file():
        facts: dict[str, Any] = json.loads(static.read_text())
        words += _all_of(lib / facts["archive"], mac, scratch)
        words += [str(lib / name) for name in facts["libraries"]]
        words += facts.get("flags", [])
        frameworks += [name for name in facts["frameworks"] if name not in frameworks]
    else:
        up = "@executable_path" if mac else "$ORIGIN"
        library = _shared(target, lib)
        if mac:
            library = _by_rpath(library, scratch)
        words += [str(library), f"-Wl,-rpath,{up}/../Resources/python/lib"]
    if not mac:
        words += ["-Wl,--export-dynamic", "-Wl,--build-id=none"]
    return words + [word for name in frameworks for word in ("-framework", name)]


def _all_of(archive: Path, mac: bool, scratch: Path) -> list[str]:
    """Every member, used or not: the wheels' modules find Python's functions in this program."""
    if not mac:
        return ["-no-pie", "-Wl,--whole-archive", str(archive), "-Wl,--no-whole-archive"]
    if sys.platform == "darwin":
        return [f"-Wl,-force_load,{archive}"]
    return [str(path) for path in unpack(archive, scratch)]  # zig knows no -force_load


def _shared(target: Target, lib: Path) -> Path:
    pattern = "libpython3.[0-9]*" + (".dylib" if target.sys_platform == "darwin" else ".so*")
    found = sorted(lib.glob(pattern), key=lambda path: len(path.name))
    if not found:
        raise MissingPart(
            f"{lib} holds neither {pattern} nor static.json: that interpreter came without "
            "libpython (on Debian it is in libpython3-dev)."
        )
    return found[-1]


def _by_rpath(library: Path, folder: Path) -> Path:
    """A copy to link with, that says it is found by rpath: programs write down what it says.

    What it says of old is a path on the machine that made it, or one beside bin/.
    """
    copy = folder / library.name
    data = bytearray(library.read_bytes())
    for command in commands(data):
        if command.kind == ID_DYLIB:
            place = command.offset + ID_SIZE
            room = command.offset + command.size - place
            name = f"@rpath/{library.name}".encode()
            if len(name) >= room:
                raise PackagingError(f"{library} leaves no room for another name in it.")
            struct.pack_into("<I", data, command.offset + 8, ID_SIZE)
            data[place : place + room] = name.ljust(room, b"\0")
    copy.write_bytes(data)
    return copy


def _say_sdk(program: Path) -> None:
    """Let LC_BUILD_VERSION name the SDK that Qt was built with.

    AppKit goes by the main program's: ziglang writes the newest there is, and would so ask for
    looks and rules that this Qt does not know.
    """
    data = bytearray(program.read_bytes())
    for command in commands(data):
        if command.kind == BUILD_VERSION:
            struct.pack_into("<I", data, command.offset + 16, SDK_VERSION << 16)
    program.write_bytes(data)
    sign_file(program)  # ziglang's signature is of the bytes as they were


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise PackagingError(f"{command[0]} cannot be run: {error.strerror}.") from error
    if done.returncode:
        raise PackagingError(f"The launcher could not be compiled: {done.stderr.strip()}")
