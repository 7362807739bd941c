"""Which part of a model a tensor belongs to, and how each part is quantised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.families.registry import REGISTRY
from engine.packing import Packing
from engine.types import Sense

_SENSE_GROUPS: dict[Sense, str] = {"image": "vision", "audio": "audio"}
_TEXT_GROUPS = (
    ("experts", ("experts", "switch_mlp", "switch_glu")),
    ("router", ("router", "gate")),
    ("embeddings", ("embed_tokens", "embed_tokens_per_layer", "wte", "tok_embeddings")),
    ("head", ("lm_head",)),
    ("attention", ("self_attn", "attn", "attention", "linear_attn")),
    ("mlp", ("mlp", "feed_forward", "shared_expert", "shared_experts")),
)
_ORDER = ("embeddings", "attention", "mlp", "router", "experts", "head", "rest", "vision", "audio")
_DTYPES = {"bfloat16": "bf16", "float16": "f16", "float32": "f32", "uint8": "8-bit bytes"}


@dataclass(frozen=True)
class Group:
    """One part of a model.

    Attributes:
        formats: how many modules are stored how, e.g. {"4-bit g64": 60, "bf16": 2}.
        nbytes: on disk.
    """

    name: str
    formats: dict[str, int]
    parameters: int
    nbytes: int

    @property
    def label(self) -> str:
        """The commonest format first."""
        ordered = sorted(self.formats, key=lambda label: -self.formats[label])
        return " + ".join(ordered)


def group_modules(
    family: str, arrays: Mapping[str, Any], packings: Mapping[str, Packing]
) -> list[Group]:
    """Groups of a model's tensors. Vectors (norms, biases) count in size, not in format.

    Args:
        arrays: by name in the model; only shape, size, dtype and nbytes are looked at.
    """
    formats: dict[str, Counter[str]] = defaultdict(Counter)
    parameters: Counter[str] = Counter()
    nbytes: Counter[str] = Counter()
    for name, array in arrays.items():
        module, _, part = name.rpartition(".")
        group = group_of(family, name)
        nbytes[group] += array.nbytes
        packing = packings.get(module)
        if packing is None and f"{module}.scales" in arrays and part != "bias":
            formats[group]["packed"] += part == "weight"  # in a way that nobody can tell
        elif packing is None:
            parameters[group] += array.size
            if array.ndim >= 2:
                dtype = str(array.dtype).rpartition(".")[2]
                formats[group][_DTYPES.get(dtype, dtype)] += 1
        elif part == "weight":
            parameters[group] += array.size * 32 // packing.bits
            formats[group][packing.label] += 1
        elif part not in ("scales", "biases"):
            parameters[group] += array.size
    return [
        Group(name, dict(formats[name]), parameters[name], nbytes[name])
        for name in _ORDER
        if formats[name]
    ]


def group_of(family: str, name: str) -> str:
    """ "vision", "experts", "attention"..."""
    plain = name.removeprefix("model.")
    entry = REGISTRY.get(family)
    for sense, alternatives in entry.senses.items() if entry else ():
        if any(plain.startswith(prefix) for prefixes in alternatives for prefix in prefixes):
            return _SENSE_GROUPS.get(sense, sense)
    parts = set(plain.split("."))
    return next((group for group, words in _TEXT_GROUPS if parts.intersection(words)), "rest")


def summary(groups: list[Group]) -> str:
    """ "4-bit g64", or the parts that differ: "experts 4-bit g64, router 8-bit g64..."."""
    labels = {group.label for group in groups}
    if len(labels) <= 1:
        return next(iter(labels), "")
    by_label: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        by_label[group.label].append(group.name)
    return "; ".join(f"{', '.join(names)} {label}" for label, names in by_label.items())
