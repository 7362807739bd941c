"""Byte code: beside its source, for this Python, never checked against dates at run time."""

from __future__ import annotations

import _imp
import struct
from pathlib import Path

from verify.bundle import Bundle

# Lib/importlib/_bootstrap_external.py and, since 3.14, Include/internal/pycore_magic_number.h.
MAGIC = {"3.11": 3495, "3.12": 3531, "3.13": 3571, "3.14": 3627}
UNCHECKED_HASH = 1
REMEDY = "let assemble.precompile write it"


def check_bytecode(bundle: Bundle) -> None:
    """Report stray .pyc files, ones that do not fit, and modules without."""
    report = bundle.report("byte code")
    minor = bundle.layout.minor
    if minor not in MAGIC:
        report(bundle.layout.stdlib, f"is Python {minor}, which is not known", "extend MAGIC")
        return
    suffix = f".cpython-{minor.replace('.', '')}.pyc"
    magic = struct.pack("<H", MAGIC[minor]) + b"\r\n"
    compiled = set()
    for path in bundle.paths:
        if path.suffix in (".pyc", ".pyo"):
            what = _fault(path, suffix, magic)
            if what:
                report(path, what, "remove it" if "stray" in what else REMEDY)
            compiled.add(path)
    for path in bundle.paths:
        if path.suffix == ".py" and _compiled(path, suffix) not in compiled:
            report(path, "has no byte code, so each start compiles it", REMEDY)


def _compiled(source: Path, suffix: str) -> Path:
    return source.parent / "__pycache__" / f"{source.stem}{suffix}"


def _fault(path: Path, suffix: str, magic: bytes) -> str:
    if path.parent.name != "__pycache__":
        return "is stray byte code, outside of __pycache__"
    if not path.name.endswith(suffix):
        return "is stray byte code, of another Python by its name"
    source = path.parent.parent / f"{path.name.removesuffix(suffix)}.py"
    if not source.is_file():
        return "is stray byte code, without its source"
    with path.open("rb") as stream:
        head = stream.read(16)
    if len(head) < 16 or head[:4] != magic:
        return "is byte code of another Python"
    if int.from_bytes(head[4:8], "little") != UNCHECKED_HASH:
        return "is checked when it is loaded, and may be written again"
    key = int.from_bytes(magic, "little")
    if _imp.source_hash(key, source.read_bytes()) != head[8:]:
        return "was compiled from another source"
    return ""
