"""What a model folder's safetensors files hold, read from their headers alone."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from engine.config import model_name, read_json, refuse_other_formats
from engine.errors import ModelCorrupt, ModelNotFound

INDEX = "model.safetensors.index.json"
_MAX_HEADER = 100 << 20  # the format's own limit


@dataclass(frozen=True)
class Tensor:
    """One tensor as its header describes it. `nbytes` is its size on disk."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    nbytes: int
    file: Path

    @property
    def size(self) -> int:
        return math.prod(self.shape)


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files that make up the model, sorted by name.

    Raises:
        ModelNotFound: there are none.
        ModelUnsupported: there are only GGUF or PyTorch files.
        ModelCorrupt: the index names files that are not there.
    """
    index = folder / INDEX
    if index.is_file():
        named = sorted(set(read_json(index).get("weight_map", {}).values()))
        missing = [name for name in named if not (folder / name).is_file()]
        if missing:
            raise ModelCorrupt(
                f"{model_name(folder)} is incomplete: {_list(missing)} "
                f"{'is' if len(missing) == 1 else 'are'} missing. Download the model again."
            )
        if named:
            return [folder / name for name in named]
    files = sorted(folder.glob("*.safetensors"))
    files = [f for f in files if not f.name.startswith(("adapter", "."))]
    if files:
        _refuse_gap(folder, files)
        return files
    refuse_other_formats(folder)
    raise ModelNotFound(
        f"{model_name(folder)} has no weights: no .safetensors file is in the folder. "
        "Download the model again, or choose another folder."
    )


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """Every tensor of the model by name.

    Raises:
        ModelCorrupt: a file is cut short or its header cannot be read.
    """
    tensors: dict[str, Tensor] = {}
    for file in weight_files(folder):
        for tensor in _read_header(file):
            tensors[tensor.name] = tensor
    return tensors


def _read_header(file: Path) -> list[Tensor]:
    advice = "Download the file again."
    try:
        length = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(8)
            size = int.from_bytes(head, "little")
            if len(head) < 8 or size > min(_MAX_HEADER, length):
                raise ModelCorrupt(f"{file.name} is not a complete safetensors file. {advice}")
            header = json.loads(stream.read(size))
    except OSError as error:
        raise ModelCorrupt(f"{file.name} cannot be read: {error.strerror}. {advice}") from error
    except ValueError as error:
        raise ModelCorrupt(f"{file.name} has a damaged header. {advice}") from error
    tensors, end = [], 0
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, stop = entry["data_offsets"]
        end = max(end, stop)
        tensors.append(Tensor(name, entry["dtype"], tuple(entry["shape"]), stop - start, file))
    if 8 + size + end > length:
        raise ModelCorrupt(
            f"{file.name} is cut short: {length:,} of {8 + size + end:,} bytes are there. {advice}"
        )
    return tensors


def _refuse_gap(folder: Path, files: list[Path]) -> None:
    """`model-00001-of-00003` without its sisters, when there is no index to say so."""
    for file in files:
        stem = file.stem.split("-")
        if len(stem) >= 4 and stem[-2] == "of" and stem[-1].isdigit() and stem[-3].isdigit():
            prefix, total = "-".join(stem[:-3]), int(stem[-1])
            width = len(stem[-1])
            wanted = [
                f"{prefix}-{i:0{width}d}-of-{stem[-1]}.safetensors" for i in range(1, total + 1)
            ]
            missing = [name for name in wanted if not (folder / name).is_file()]
            if missing:
                raise ModelCorrupt(
                    f"{model_name(folder)} is incomplete: {_list(missing)} "
                    f"{'is' if len(missing) == 1 else 'are'} missing. Download the model again."
                )
            return


def _list(names: list[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
