"""Compares a model's tensors with what its own code asks for, before a weight is read.

The model is built from config.json and its `sanitize` runs over arrays that have the right shapes
and no contents: MLX computes nothing until it is asked to, so a 20 GB model takes megabytes here.
What is expected is therefore exactly what loading expects, layer by layer.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten

from engine.config import Config, text_config
from engine.errors import EngineError, ModelUnsupported
from engine.exponents import cast_scales, exponent_fault
from engine.families import registry
from engine.faults import (
    Fault,
    count_layers,
    count_tensors,
    download_again,
    shape_text,
    some,
)
from engine.mlx_lm_models import light_mlx_lm
from engine.packed_modules import Packed, look_at_packing
from engine.packing import Packing, read_quantisation
from engine.sentences import say
from engine.tensor_names import PublishedNames
from engine.types import Sense
from engine.weights import Headers, Tensor

# What models raise when config.json does not suit them.
UNSUITABLE = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RuntimeError,
    ArithmeticError,
    AssertionError,
)

_DTYPES = {
    "BF16": mx.bfloat16,
    "F16": mx.float16,
    "F32": mx.float32,
    "F64": mx.float32,
    "U32": mx.uint32,
    "I32": mx.int32,
    "I64": mx.int64,
    "U64": mx.uint64,
    "U16": mx.uint16,
    "I16": mx.int16,
    "I8": mx.int8,
    "BOOL": mx.bool_,
}
_LAYER = re.compile(r"^(.*?\blayers)\.(\d+)\.")
_REPAIRS = 10_000  # absent tensors that `sanitize` may trip over


@dataclass(frozen=True)
class TensorCheck:
    """What comparing found.

    Attributes:
        packings: of every quantised module, by its path in the model.
        arrays: the tensors as the model names them; shapes and dtypes only.
        published: the name in the file for a name in the model.
        notes: odd, but harmless.
    """

    faults: tuple[Fault, ...]
    packings: dict[str, Packing] = field(default_factory=dict)
    arrays: dict[str, mx.array] = field(default_factory=dict)
    published: Callable[[str], str] = str
    notes: tuple[str, ...] = ()


def check_tensors(
    config: Config, headers: Headers, senses: Sequence[Sense] | None = None
) -> TensorCheck:
    """Every tensor against the model that config.json describes.

    Without `senses` a tower is expected as soon as one tensor of it is there; with them, exactly
    theirs are. A checkpoint of a format that mlx-lm repacks while loading is compared then, not
    here.
    """
    quantisation = read_quantisation(config)
    with light_mlx_lm():
        try:
            model = build(config, begun_senses(config, headers) if senses is None else senses)
        except UNSUITABLE as error:
            return TensorCheck((_unsuitable(error),))
        except (ImportError, SystemExit) as error:  # one of mlx-lm's modules exits the process
            return TensorCheck((_not_runnable(config, error),))
        except EngineError as error:
            return TensorCheck((Fault.of("config", error),))
        given = {name: _placeholder(tensor) for name, tensor in headers.tensors.items()}
        arrays, fell_over, failure = _sanitized(model, dict(given))
    if failure:
        return TensorCheck((_missing(fell_over), failure) if fell_over else (failure,))
    names = PublishedNames(given, arrays)
    if quantisation.repacked:
        note = f"it is in the {quantisation.repacked} format, which is repacked while it loads"
        return TensorCheck((), arrays=arrays, published=names, notes=(note,))
    packed = look_at_packing(model, arrays, quantisation, names)
    quantise(model, packed)
    expected = dict(tree_flatten(model.parameters()))
    for name in fell_over:
        arrays.pop(name, None)
    unjudged = packed.unjudged
    faults = [
        *packed.faults,
        *_cast(headers, packed),
        *compare(
            {n: a for n, a in expected.items() if not unjudged(n)},
            {n: a for n, a in arrays.items() if not unjudged(n)},
            names,
            config,
            lost=headers.lost,
            complete=headers.complete,
        ),
    ]
    absent = [name for name in fell_over if name not in headers.lost]
    if absent:
        faults.append(_missing(absent))
    return TensorCheck(tuple(faults), packed.packings, arrays, names, tuple(packed.notes))


def build(config: Config, senses: Sequence[Sense]) -> Any:
    """The model without weights. Raises whatever an unsuitable config.json makes it raise."""
    config = copy.deepcopy(registry.without_absent_towers(config, senses))
    model_class, args_class = registry.model_classes(config)
    return model_class(args_class.from_dict(config))


def quantise(model: Any, packed: Packed) -> None:
    """As mlx-lm does it while loading, with what was found out about each module."""

    def settings(path: str, module: Any) -> bool | dict[str, Any]:
        packing = packed.packings.get(path)
        if packing is None or not hasattr(module, "to_quantized"):
            return False
        return {"group_size": packing.group, "bits": packing.bits, "mode": packing.mode}

    nn.quantize(model, class_predicate=settings)


def compare(
    expected: Mapping[str, mx.array],
    got: Mapping[str, mx.array],
    published: Callable[[str], str],
    config: Config,
    *,
    lost: frozenset[str] = frozenset(),
    complete: bool = True,
) -> list[Fault]:
    """Missing, misshapen and unknown tensors.

    Args:
        published: the name in the file for a name in the model.
        lost: tensors in files that are known to be absent or damaged.
        complete: no file is; else missing tensors are no news unless the index places them.
    """
    faults, aside = _layer_counts(expected, got, complete=complete)
    missing = [published(n) for n in expected if n not in got and not aside(n)]
    missing = sorted(name for name in missing if name not in lost)
    if missing and (complete or lost):
        faults.append(_missing(missing))
    faults += _misshapen(expected, got, published, config)
    kinds = {
        published(n): say("{got}, not {expected}", got=_dtype(got[n]), expected=_dtype(expected[n]))
        for n in sorted(expected.keys() & got.keys())
        if _is_float(got[n]) != _is_float(expected[n])
    }
    if kinds:
        first = next(iter(kinds))
        faults.append(
            Fault(
                "wrong-dtype",
                say(
                    "{count} cannot be used as stored: {first} is {kind}",
                    count=count_tensors(len(kinds)),
                    first=first,
                    kind=kinds[first],
                ),
                items=kinds,
            )
        )
    extra = sorted(published(n) for n in got if n not in expected and not aside(n))
    if extra:
        faults.append(
            Fault(
                "unexpected-tensors",
                say(
                    "{count} that its architecture does not know: {names}",
                    count=count_tensors(len(extra)),
                    names=some(extra),
                ),
                say("Its config.json belongs to another model; download both again."),
                dict.fromkeys(extra, ""),
            )
        )
    return faults


def _not_runnable(config: Config, error: BaseException) -> Fault:
    kind = config["model_type"]
    what = (
        say(
            "the code of the architecture “{kind}” cannot be run here ({reason})",
            kind=kind,
            reason=error,
        )
        if isinstance(error, ImportError)
        else say("the code of the architecture “{kind}” cannot be run here", kind=kind)
    )
    return Fault(
        "architecture",
        what,
        say("Choose another model."),
        error=ModelUnsupported,
    )


def begun_senses(config: Config, headers: Headers) -> tuple[Sense, ...]:
    """Senses of which at least a part is in the files, or was before files were lost."""
    names = [name.removeprefix("model.") for name in (*headers.tensors, *headers.lost)]
    unknown = not headers.complete and not headers.lost
    entry = registry.REGISTRY.get(config["model_type"])
    begun: list[Sense] = ["text"]
    for sense, alternatives in entry.senses.items() if entry else ():
        prefixes = tuple(prefix for option in alternatives for prefix in option)
        if config.get(registry.CONFIG_OF[sense]) and (
            unknown or any(name.startswith(prefixes) for name in names)
        ):
            begun.append(sense)
    return tuple(begun)


def _placeholder(tensor: Tensor) -> mx.array:
    return mx.zeros(tensor.shape, _DTYPES.get(tensor.dtype, mx.uint8))


def _sanitized(
    model: Any, given: dict[str, mx.array]
) -> tuple[dict[str, mx.array], list[str], Fault | None]:
    """(tensors under the model's names, absent ones that it tripped over, why it gave up)."""
    absent: list[str] = []
    if not hasattr(model, "sanitize"):
        return given, absent, None
    while True:
        try:
            return dict(model.sanitize(dict(given))), absent, None
        except KeyError as error:
            name = str(error.args[0])
            twin = _twin(name, given)
            if twin is None or len(absent) >= _REPAIRS:
                return {}, absent, _unsuitable(error)
            absent.append(name)
            given[name] = mx.zeros(twin.shape, twin.dtype)
        except UNSUITABLE as error:
            return {}, absent, _unsuitable(error)


def _twin(name: str, given: Mapping[str, mx.array]) -> mx.array | None:
    """A tensor that differs from the absent one by a number alone."""
    if name in given:
        return None
    pattern = re.compile(re.sub(r"\d+", r"\\d+", re.escape(name)) + r"\Z")
    return next((array for other, array in given.items() if pattern.match(other)), None)


def _cast(headers: Headers, packed: Packed) -> list[Fault]:
    """Exponent bytes cast to numbers, where no shape or dtype gives them away."""
    names = cast_scales(list(headers.tensors.values()))
    known = {name for fault in packed.faults for name in fault.items}
    names = [name for name in names if name not in known]
    return [exponent_fault(names, "whole numbers near 120")] if names else []


def _layer_counts(
    expected: Mapping[str, Any], got: Mapping[str, Any], *, complete: bool
) -> tuple[list[Fault], Callable[[str], bool]]:
    """A config.json with more or fewer layers than the weights, instead of all their tensors."""
    wanted, held = _layers(expected), _layers(got)
    faults: list[Fault] = []
    common: dict[str, int] = {}
    for prefix, layers in wanted.items():
        count, there = len(layers), len(held.get(prefix, ()))
        if not there or there == count or (there < count and not complete):
            continue
        if held[prefix] != set(range(there)):
            continue  # some layers are absent in between, or one has an odd number
        common[prefix] = min(count, there)
        faults.append(
            Fault(
                "layer-count",
                say(
                    "config.json describes {count} but the weights hold {there} ({prefix})",
                    count=count_layers(count),
                    there=there,
                    prefix=prefix,
                ),
                say(
                    "Use the config.json that came with these weights, or download the model again."
                ),
            )
        )

    def aside(name: str) -> bool:
        found = _LAYER.match(name)
        return found is not None and int(found[2]) >= common.get(found[1], 1 << 30)

    return faults, aside


def _layers(names: Mapping[str, Any]) -> dict[str, set[int]]:
    """Numbers of the layers there are, by what their names begin with."""
    layers: dict[str, set[int]] = defaultdict(set)
    for name in names:
        if found := _LAYER.match(name):
            layers[found[1]].add(int(found[2]))
    return layers


def _misshapen(
    expected: Mapping[str, mx.array],
    got: Mapping[str, mx.array],
    published: Callable[[str], str],
    config: Config,
) -> list[Fault]:
    common = sorted(expected.keys() & got.keys())
    wrong = [n for n in common if tuple(expected[n].shape) != tuple(got[n].shape)]
    if not wrong:
        return []
    items = {
        published(n): say(
            "{got}, but {asker} asks for {expected}",
            got=shape_text(got[n].shape),
            asker=_asker(n, config),
            expected=shape_text(expected[n].shape),
        )
        for n in wrong
    }
    first = next(iter(items))
    if len(wrong) > len(common) // 2:
        return [
            Fault(
                "config-of-another-model",
                say(
                    "config.json describes another model: {wrong:,} of {common:,} tensors "
                    "have other shapes, such as {first}, which is {shape}",
                    wrong=len(wrong),
                    common=len(common),
                    first=first,
                    shape=items[first],
                ),
                say("Use the config.json that came with these weights."),
                items,
            )
        ]
    return [
        Fault(
            "wrong-shapes",
            say(
                "{count} of the wrong shape: {first} is {shape}",
                count=count_tensors(len(wrong)),
                first=first,
                shape=items[first],
            ),
            download_again(),
            items,
        )
    ]


def _asker(name: str, config: Config) -> str:
    """The layer's own type, which decides what shapes its attention has."""
    found = _LAYER.match(name)
    kinds = text_config(config).get("layer_types") or ()
    if found and "tower" not in name and "visual" not in name and int(found[2]) < len(kinds):
        return say("its {kind} layer", kind=kinds[int(found[2])].replace("_", "-"))
    return "config.json"


def _missing(names: Sequence[str]) -> Fault:
    names = sorted(names)
    return Fault(
        "missing-tensors",
        say("1 tensor is missing: {names}", names=some(names))
        if len(names) == 1
        else say("{number:,} tensors are missing: {names}", number=len(names), names=some(names)),
        download_again(),
        dict.fromkeys(names, ""),
    )


def _unsuitable(error: Exception) -> Fault:
    reason = (
        say("“{name}” is absent", name=error.args[0]) if isinstance(error, KeyError) else str(error)
    )
    return Fault(
        "config",
        say(
            "its config.json and its weights do not belong to each other ({reason})", reason=reason
        ),
        download_again(),
    )


def _is_float(array: mx.array) -> bool:
    return bool(mx.issubdtype(array.dtype, mx.floating))


def _dtype(array: mx.array) -> str:
    return str(array.dtype).rpartition(".")[2]
