"""What a model folder's safetensors files hold, read from their headers alone."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.config import model_name, read_json, refuse_other_formats
from engine.errors import EngineError, ModelNotFound
from engine.faults import Fault, count_tensors, download_again, refuse, some
from engine.sentences import say

INDEX = "model.safetensors.index.json"
_MAX_HEADER = 100 << 20  # the format's own limit
_LONGEST = 2**31 - 1  # of one side of a tensor, in MLX
_POINTER = b"version https://git-lfs"
_BYTES = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0"), 1),
}


@dataclass(frozen=True)
class Tensor:
    """One tensor as its header describes it.

    Attributes:
        nbytes: size on disk.
        offset: where its bytes begin in `file`.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    nbytes: int
    file: Path
    offset: int = 0

    @property
    def size(self) -> int:
        return math.prod(self.shape)


@dataclass(frozen=True)
class Headers:
    """All that the weight files' headers say, and what is wrong with them.

    Attributes:
        files: those that could be read; their sizes in bytes.
        lost: tensors that the index expects in files that could not be read.
        complete: no file is absent, short or damaged.
    """

    files: dict[Path, int]
    tensors: dict[str, Tensor]
    faults: tuple[Fault, ...]
    lost: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        return not any(fault.stops for fault in self.faults)


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """Every tensor of the model by name.

    Raises:
        ModelNotFound: there are no weights.
        ModelUnsupported: there are only GGUF or PyTorch files.
        ModelCorrupt: files are missing, cut short or damaged.
    """
    headers = read_headers(folder)
    refuse(model_name(folder), headers.faults)
    return headers.tensors


def read_headers(folder: Path) -> Headers:
    """Reads every header that can be read; what cannot becomes a fault, and nothing raises."""
    faults: list[Fault] = []
    placed = _index(folder, faults)
    present, absent = _weight_files(folder, placed, faults)
    if absent:
        faults.append(_absent(absent, placed))
    found: dict[str, list[Tensor]] = defaultdict(list)
    readable: dict[Path, int] = {}
    for file in present:
        try:
            tensors = _read_header(file)
        except _Damage as damage:
            faults.append(Fault(damage.kind, str(damage), damage.remedy, {file.name: ""}))
            continue
        readable[file] = file.stat().st_size
        for tensor in tensors:
            found[tensor.name].append(tensor)
    faults += _twice(found)
    names = {file.name for file in readable}
    lost = frozenset(name for name, file in placed.items() if file not in names)
    faults += _misplaced(placed, found, lost)
    return Headers(readable, {name: t[0] for name, t in found.items()}, tuple(faults), lost)


class _Damage(Exception):
    """A file that cannot be used; `str()` is the clause."""

    def __init__(self, kind: str, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.kind = kind
        self.remedy = remedy or say("Download the file again.")


def _index(folder: Path, faults: list[Fault]) -> dict[str, str]:
    """Which file holds which tensor, by the index; {} without one."""
    try:
        placed = read_json(folder / INDEX).get("weight_map", {})
    except EngineError as error:
        faults.append(Fault.of("damaged-index", error))
        return {}
    if not isinstance(placed, dict) or not all(isinstance(v, str) for v in placed.values()):
        faults.append(Fault("damaged-index", say("{name} has no readable weight_map", name=INDEX)))
        return {}
    return placed


def _weight_files(
    folder: Path, placed: dict[str, str], faults: list[Fault]
) -> tuple[list[Path], list[str]]:
    """(files that are there, names of those that ought to be), as mlx-lm will look for them."""
    here = sorted(f for f in folder.glob("*.safetensors") if not f.name.startswith("."))
    main = [file for file in here if file.name.startswith("model")]
    wanted = set(placed.values()) or set(_sisters(main))
    # A link into the cache whose file is not there (yet) is as good as no file.
    broken = [file.name for file in main if not file.is_file()]
    absent = sorted({*broken, *(name for name in wanted if not (folder / name).is_file())})
    odd = sorted(name for name in wanted if not name.startswith("model"))
    if not wanted and not main:
        odd = [file.name for file in here if not file.name.startswith("adapter")]
    if odd:
        faults.append(
            Fault(
                "file-names",
                say(
                    "{names} will not be read, because weights are looked for in files "
                    "named model….safetensors",
                    names=some(odd),
                ),
                say("Rename the files, in the index too."),
                dict.fromkeys(odd, ""),
            )
        )
    elif not main and not wanted:
        faults.append(_no_weights(folder))
    files = {*main, *(folder / name for name in {*wanted, *odd} if (folder / name).is_file())}
    return sorted(file for file in files if file.is_file()), absent


def _no_weights(folder: Path) -> Fault:
    try:
        refuse_other_formats(folder)
    except EngineError as error:
        return Fault.of("format", error)
    snapshot = folder.parent.name == "snapshots"
    return Fault(
        "no-weights",
        say("there are no weights: only the description of this model was downloaded")
        if snapshot
        else say("there are no weights: no .safetensors file is in the folder"),
        say("Finish the download.")
        if snapshot
        else say("Download the model, or choose another folder."),
        error=ModelNotFound,
    )


def _absent(absent: list[str], placed: dict[str, str]) -> Fault:
    held = {name: sum(file == name for file in placed.values()) for name in absent}
    what = (
        say("the download is incomplete: {names} is missing", names=some(absent))
        if len(absent) == 1
        else say("the download is incomplete: {names} are missing", names=some(absent))
    )
    return Fault(
        "missing-files",
        what,
        download_again(),
        {name: count_tensors(n) if n else "" for name, n in held.items()},
    )


def _twice(found: dict[str, list[Tensor]]) -> list[Fault]:
    """Tensors in two files: which of the two is loaded would be luck."""
    both = {
        name: " and ".join(sorted(t.file.name for t in tensors))
        for name, tensors in sorted(found.items())
        if len(tensors) > 1
    }
    if not both:
        return []
    first = next(iter(both))
    return [
        Fault(
            "duplicate-tensors",
            say(
                "1 tensor is in two files, such as {first} in {files}",
                first=first,
                files=both[first],
            )
            if len(both) == 1
            else say(
                "{number:,} tensors are in two files, such as {first} in {files}",
                number=len(both),
                first=first,
                files=both[first],
            ),
            say("Delete the files that belong to another download."),
            both,
        )
    ]


def _misplaced(
    placed: dict[str, str], found: dict[str, list[Tensor]], lost: frozenset[str]
) -> list[Fault]:
    """Where index and headers disagree. Harmless to us, who read the headers."""
    moved, gone = {}, {}
    for name, file in sorted(placed.items()):
        if name in lost:
            continue
        if name not in found:
            gone[name] = f"index: {file}, but no file holds it"
        elif all(tensor.file.name != file for tensor in found[name]):
            moved[name] = f"index: {file}, but it is in {found[name][0].file.name}"
    faults = []
    if moved:
        faults.append(_index_fault(moved, "lie in another file than the index says"))
    if gone:
        faults.append(_index_fault(gone, "are in the index but in none of the files"))
    return faults


def _index_fault(items: dict[str, str], clause: str) -> Fault:
    if len(items) == 1:
        clause = clause.replace("lie", "lies", 1).replace("are", "is", 1)
    return Fault(
        "index-disagrees",
        f"{count_tensors(len(items))} {clause}: {some(list(items))}",
        f"Download {INDEX} again.",
        items,
        stops=False,
    )


def _read_header(file: Path) -> list[Tensor]:
    """Raises _Damage."""
    try:
        length = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(8)
            size = int.from_bytes(head, "little")
            if (head + stream.read(len(_POINTER) - 8)).startswith(_POINTER):
                raise _Damage(
                    "pointer-file",
                    say("{name} is a Git LFS pointer and not the weights", name=file.name),
                    say("Fetch the file itself with “git lfs pull”, or download it again."),
                )
            if len(head) < 8 or size > min(_MAX_HEADER, length):
                raise _Damage(
                    "damaged-file", say("{name} is not a complete safetensors file", name=file.name)
                )
            stream.seek(8)
            header = json.loads(stream.read(size))
    except OSError as error:
        raise _Damage(
            "damaged-file",
            say("{name} cannot be read: {reason}", name=file.name, reason=error.strerror),
        ) from error
    except ValueError as error:
        raise _Damage("damaged-file", say("{name} has a damaged header", name=file.name)) from error
    try:
        tensors = list(_entries(file, header, 8 + size))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _Damage("damaged-file", say("{name} has a damaged header", name=file.name)) from error
    end = max((t.offset + t.nbytes for t in tensors), default=8 + size)
    if end > length:
        raise _Damage(
            "short-file",
            say(
                "{name} is cut short: {length:,} of {end:,} bytes are there",
                name=file.name,
                length=length,
                end=end,
            ),
        )
    return tensors


def _entries(file: Path, header: dict[str, Any], data: int) -> Iterator[Tensor]:
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, stop = entry["data_offsets"]
        tensor = Tensor(
            name, entry["dtype"], tuple(entry["shape"]), stop - start, file, data + start
        )
        if not all(isinstance(side, int) and 0 <= side <= _LONGEST for side in tensor.shape):
            raise ValueError(tensor.shape)
        width = _BYTES.get(tensor.dtype)
        if width is not None and tensor.size * width != tensor.nbytes:
            raise _Damage(
                "damaged-file",
                say(
                    "the header of {name} contradicts itself: {tensor} has {nbytes:,} bytes for "
                    "{size:,} values of {dtype}",
                    name=file.name,
                    tensor=name,
                    nbytes=tensor.nbytes,
                    size=tensor.size,
                    dtype=tensor.dtype,
                ),
            )
        yield tensor


def _sisters(files: list[Path]) -> list[str]:
    """All of `model-0000x-of-00003`, if one of them is there and no index says so."""
    for file in files:
        stem = file.stem.split("-")
        if len(stem) >= 4 and stem[-2] == "of" and stem[-1].isdigit() and stem[-3].isdigit():
            prefix, total = "-".join(stem[:-3]), int(stem[-1])
            width = len(stem[-1])
            return [
                f"{prefix}-{i:0{width}d}-of-{stem[-1]}.safetensors" for i in range(1, total + 1)
            ]
    return []
