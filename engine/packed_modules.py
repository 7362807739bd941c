"""Looks at every quantised module of a model: do its tensors, its shapes and config.json agree?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx

from engine.exponents import exponent_fault
from engine.faults import (
    Fault,
    count_modules,
    count_tensors,
    counted,
    download_again,
    shape_text,
    some,
)
from engine.packing import MODES, Packing, Quantisation, inferred, row_length
from engine.sentences import say

_BLOCK_SIZES = {size for mode, sizes in MODES.items() if mode != "affine" for size in sizes}


@dataclass
class Packed:
    """What was found.

    Attributes:
        packings: by module path, as far as it can be told.
        doubtful: modules with a fault of their own, not to be compared any further.
    """

    packings: dict[str, Packing] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def unjudged(self, name: str) -> bool:
        return name.rpartition(".")[0] in self.doubtful


def look_at_packing(
    model: Any,
    arrays: Mapping[str, mx.array],
    quantisation: Quantisation,
    published: Callable[[str], str],
) -> Packed:
    """Decides for every module how it is packed, as mlx-lm will.

    `model` is not quantised yet: its own weights tell how long a row is.
    """
    look = _Look(arrays, quantisation, published)
    if quantisation.default and quantisation.default.mode not in MODES:
        look.unknown["quantization"] = quantisation.default.mode
    for path, module in model.named_modules():
        if hasattr(module, "to_quantized") and "weight" in module:
            look.at(path, module.weight.shape[-1])
    return look.result()


class _Look:
    def __init__(
        self,
        arrays: Mapping[str, mx.array],
        quantisation: Quantisation,
        published: Callable[[str], str],
    ) -> None:
        self._arrays = arrays
        self._quantisation = quantisation
        self._published = published
        self._packed = Packed()
        self._with_biases = any(name.endswith(".biases") for name in arrays)
        self._unlike: dict[str, str] = {}  # than the default; harmless
        self._contrary: dict[str, str] = {}  # to what config.json says of this very module
        self._unsaid: dict[str, str] = {}
        self._unfit: dict[str, str] = {}
        self._narrow: dict[str, str] = {}
        self._cast: list[str] = []
        self.unknown: dict[str, str] = {}

    def at(self, path: str, in_dim: int) -> None:
        stated = self._quantisation.of(path)
        scales = self._arrays.get(f"{path}.scales")
        weight = self._arrays.get(f"{path}.weight")
        if stated is False or (stated is None and scales is None and not _is_packed(weight)):
            return
        default = self._quantisation.default or Packing(4, 64)
        said = stated if isinstance(stated, Packing) else default
        if isinstance(stated, Packing) and said.mode not in MODES:
            self.unknown[path] = said.mode
            self._packed.doubtful.add(path)
        elif scales is None or weight is None:
            self._half(path, in_dim, said)
        else:
            self._whole(path, in_dim, weight, scales, said, named=stated is not None)

    def _half(self, path: str, in_dim: int, said: Packing) -> None:
        """Takes config.json's word for it, where the tensors do not tell."""
        if said.legal and in_dim % said.group == 0:
            self._packed.packings[path] = said

    def _whole(
        self,
        path: str,
        in_dim: int,
        weight: mx.array,
        scales: mx.array,
        said: Packing,
        *,
        named: bool,
    ) -> None:
        as_bytes = scales.dtype == mx.uint8
        biases = self._arrays.get(f"{path}.biases")
        found = None
        if weight.ndim and scales.ndim:
            words, groups = weight.shape[-1], scales.shape[-1]
            found = inferred(in_dim, words, groups, bytes_as_scales=as_bytes)
        if not as_bytes and biases is None and self._were_bytes(said, found):
            self._cast.append(self._published(f"{path}.scales"))
            self._packed.doubtful.add(path)
            self._half(path, in_dim, said)
        elif self._quantisation.default is None and not named:
            self._unsaid[self._published(f"{path}.weight")] = found.label if found else ""
            self._packed.doubtful.add(path)
            if found is not None:
                self._packed.packings[path] = found
        elif found is None:
            self._misfit(path, in_dim, weight, scales, said)
        elif biases is not None and biases.shape != scales.shape:
            self._unequal(path, scales, biases, said, in_dim)
        elif found == said:
            self._packed.packings[path] = found
        elif named:
            self._contrary[self._published(f"{path}.weight")] = say(
                "{found}, but config.json says {said}", found=found.label, said=said.label
            )
            self._packed.doubtful.add(path)
            self._packed.packings[path] = found
        else:
            self._unlike[self._published(f"{path}.weight")] = found.label
            self._packed.packings[path] = found

    def _were_bytes(self, said: Packing, found: Packing | None) -> bool:
        """Numbers as scales and no biases: what is left of a block format after a cast."""
        if said.mode != "affine":
            return True
        sizes = (found.bits, found.group) if found else (said.bits, said.group)
        return not self._with_biases and sizes in _BLOCK_SIZES

    def _unequal(
        self, path: str, scales: mx.array, biases: mx.array, said: Packing, in_dim: int
    ) -> None:
        """One of the two is wrong: the one that config.json contradicts."""
        self._packed.doubtful.add(path)
        pair = {"scales": scales, "biases": biases}
        fits = said.legal and scales.shape[-1] * said.group == in_dim
        wrong, right = ("biases", "scales") if fits else ("scales", "biases")
        self._unfit[self._published(f"{path}.{wrong}")] = say(
            "{shape} beside {right} of {other}",
            shape=shape_text(pair[wrong].shape),
            right=right,
            other=shape_text(pair[right].shape),
        )

    def _misfit(
        self, path: str, in_dim: int, weight: mx.array, scales: mx.array, said: Packing
    ) -> None:
        self._packed.doubtful.add(path)
        values = row_length(weight.shape[-1], scales.shape[-1], said) if said.legal else None
        if values is not None:
            self._narrow[self._published(f"{path}.weight")] = say(
                "rows of {values:,} values ({label}), but config.json asks for {wanted:,}",
                values=values,
                label=said.label,
                wanted=in_dim,
            )
            return
        self._unfit[self._published(f"{path}.scales")] = say(
            "{shape} beside packed weights of {weights} for rows of {values:,} values",
            shape=shape_text(scales.shape),
            weights=shape_text(weight.shape),
            values=in_dim,
        )

    def result(self) -> Packed:
        packed, default = self._packed, self._quantisation.default
        if self.unknown:
            modes = sorted(set(self.unknown.values()))
            packed.faults.append(
                Fault(
                    "unknown-mode",
                    say(
                        "config.json asks for the quantisation mode {modes}, which MLX does not "
                        "know (it knows {known})",
                        modes=some([repr(m) for m in modes]),
                        known=", ".join(MODES),
                    ),
                    say("Choose a version of this model that was quantised with MLX."),
                    self.unknown,
                )
            )
        if self._unsaid:
            method = self._quantisation.unknown
            packed.faults.append(
                Fault(
                    "unsaid-quantisation",
                    say(
                        "{count} are packed, but config.json calls that “{method}”, which MLX does "
                        "not know: {names}",
                        count=count_modules(len(self._unsaid)),
                        method=method,
                        names=some(list(self._unsaid)),
                    )
                    if method
                    else say(
                        "{count} are packed, but config.json says nothing of quantisation: {names}",
                        count=count_modules(len(self._unsaid)),
                        names=some(list(self._unsaid)),
                    ),
                    use_its_config(),
                    self._unsaid,
                )
            )
        if self._cast:
            packed.faults.append(exponent_fault(self._cast, "numbers where bytes belong"))
        for kind, items in (
            ("unfit-scales", self._unfit),
            ("wrong-shapes", self._narrow),
            ("contrary-packing", self._contrary),
        ):
            if items:
                packed.faults.append(_fault(kind, items))
        if self._unlike and default is not None:
            names = list(self._unlike)
            packed.notes.append(
                f"config.json says {default.label} and names no exceptions, but "
                f"{counted(len(names), 'module')} {'is' if len(names) == 1 else 'are'} packed "
                f"otherwise and read as they are: {names[0]} is {self._unlike[names[0]]}"
            )
        return packed


def _fault(kind: str, items: dict[str, str]) -> Fault:
    first = next(iter(items))
    count, found = count_tensors(len(items)), items[first]
    what = {
        "unfit-scales": say(
            "{count} with scales or biases that fit no bits and group size: {first} is {found}",
            count=count,
            first=first,
            found=found,
        ),
        "wrong-shapes": say(
            "{count} of the wrong shape: {first} is {shape}", count=count, first=first, shape=found
        ),
        "contrary-packing": say(
            "{count} packed otherwise than config.json says: {first} is {found}",
            count=count,
            first=first,
            found=found,
        ),
    }[kind]
    remedy = use_its_config() if kind == "contrary-packing" else download_again()
    return Fault(kind, what, remedy, items)


def use_its_config() -> str:
    return say("Use the config.json that came with these weights, or download the model again.")


def _is_packed(weight: mx.array | None) -> bool:
    return weight is not None and weight.dtype == mx.uint32
