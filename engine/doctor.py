"""What a model folder holds and everything that is wrong with it, without reading its weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from engine.config import Config, model_name, read_config, read_json
from engine.config_checks import config_faults
from engine.damaged_senses import ModelCheck, check_model
from engine.errors import EngineError
from engine.estimate import (
    reckon,
    size_text,
    tower_bytes,
)
from engine.families.registry import CONFIG_OF, REGISTRY, senses
from engine.faults import Fault
from engine.memory import recommended_bytes
from engine.model_info import context_limit, count_parameters, refuse_unknown
from engine.module_groups import Group, group_modules, summary
from engine.name_claims import Inside, false_claim
from engine.shapes import TensorCheck
from engine.types import MemoryEstimate, Sense
from engine.weights import Headers, read_headers

if TYPE_CHECKING:
    from engine.deep import Deep

_CONTEXTS = (4096, 32_768, 131_072)  # told beside what the model allows


@dataclass(frozen=True)
class Report:
    """All that is known of a model folder.

    Attributes:
        notes: odd, but harmless.
        absent: senses that config.json describes but the files hold no tower for.
        off: senses whose towers are damaged; the model is loaded without them.
        memory: one estimate a context length, shortest first.
        seconds: what the examination took.
        deep: what running it showed, if that was asked for.
    """

    path: Path
    name: str
    faults: tuple[Fault, ...]
    seconds: float
    notes: tuple[str, ...] = ()
    family: str = ""
    senses: tuple[Sense, ...] = ()
    absent: tuple[Sense, ...] = ()
    off: tuple[Sense, ...] = ()
    context: int = 0
    parameters: int = 0
    groups: tuple[Group, ...] = ()
    files: dict[str, int] | None = None
    memory: tuple[MemoryEstimate, ...] = ()
    verdict: str = ""
    deep: Deep | None = None

    @property
    def healthy(self) -> bool:
        return not self.faults

    @property
    def quantisation(self) -> str:
        return summary(list(self.groups))

    def as_json(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "name": self.name,
            "healthy": self.healthy,
            "faults": [fault.as_json() for fault in self.faults],
            "notes": list(self.notes),
            "family": self.family,
            "takes_in": list(self.senses),
            "described_but_absent": list(self.absent),
            "off": list(self.off),
            "context": self.context,
            "parameters": self.parameters,
            "quantisation": self.quantisation,
            "groups": [
                {
                    "name": group.name,
                    "formats": group.formats,
                    "parameters": group.parameters,
                    "nbytes": group.nbytes,
                }
                for group in self.groups
            ],
            "files": self.files or {},
            "memory": [
                {
                    "context": need.context,
                    "weights": need.weights,
                    "kv_cache": need.kv_cache,
                    "towers": need.towers,
                    "working": need.working,
                    "total": need.total,
                    "recommended": need.recommended,
                    "fits": need.fits,
                    "fits_with_context": need.smaller,
                    "total_8_bits": need.in_8_bits,
                }
                for need in self.memory
            ],
            "verdict": self.verdict,
            "seconds": round(self.seconds, 3),
            **({"deep": self.deep.as_json()} if self.deep else {}),
        }


def examine(folder: Path) -> Report:
    """Reads config.json, the index and the headers; never raises for what is in the folder."""
    started = perf_counter()
    name = model_name(folder)
    try:
        config = read_config(folder)
    except EngineError as error:
        faults = (Fault.of("config", error),)
        return Report(folder, name, faults, perf_counter() - started, verdict=_verdict(faults))
    report = _described(folder, name, config)
    return replace(report, seconds=perf_counter() - started)


def _described(folder: Path, name: str, config: Config) -> Report:
    headers = read_headers(folder)
    family = str(config["model_type"])
    files = {file.name: nbytes for file, nbytes in sorted(headers.files.items())}
    if told := config_faults(config, len(headers.tensors)):
        faults = [*headers.faults, *told, *_text_faults(folder)]
        return Report(
            folder, name, tuple(faults), 0.0, family=family, files=files, verdict=_verdict(faults)
        )
    has = senses(config, headers.tensors)
    faults = [*headers.faults]
    found = ModelCheck(TensorCheck(()))
    try:
        refuse_unknown(folder, config)
    except EngineError as error:
        faults.append(Fault.of("architecture", error))
    else:
        if headers.tensors:
            found = check_model(config, headers)
    check, has = found.tensors, tuple(sense for sense in has if sense not in found.off)
    faults = [*_without_echo(faults, check), *check.faults, *_text_faults(folder)]
    groups = tuple(group_modules(family, check.arrays, check.packings))
    parameters = sum(g.parameters for g in groups) or count_parameters(config, headers.tensors)
    claim = false_claim(name, Inside.of(config, parameters))
    if claim is not None and headers.complete:
        faults.append(claim)
    memory = _memory(folder, config, headers, has)
    return Report(
        path=folder,
        name=name,
        faults=tuple(faults),
        seconds=0.0,
        notes=check.notes,
        family=family,
        senses=has,
        off=tuple(found.off),
        absent=_absent_senses(family, config, (*has, *found.off)),
        context=context_limit(config),
        parameters=parameters,
        groups=groups,
        files=files,
        memory=memory,
        verdict=_verdict(faults, memory, config),
    )


def _without_echo(faults: list[Fault], check: TensorCheck) -> list[Fault]:
    """A tensor that is missing is not told a second time because the index lists it."""
    missing = {n for f in check.faults if f.kind == "missing-tensors" for n in f.items}
    return [
        fault
        for fault in faults
        if fault.kind != "index-disagrees" or not missing.issuperset(fault.items)
    ]


def _text_faults(folder: Path) -> list[Fault]:
    """What is missing to turn text into tokens and turns into text."""
    faults = []
    tokenizers = [folder / name for name in ("tokenizer.json", "tokenizer.model")]
    found = next((file for file in tokenizers if file.is_file()), None)
    if found is None:
        faults.append(
            Fault("tokenizer", "there is no tokenizer.json, so text cannot be turned into tokens")
        )
    elif found.suffix == ".json" and not _begins_like_json(found):
        faults.append(Fault("tokenizer", "tokenizer.json is damaged or not downloaded whole"))
    try:
        settings = read_json(folder / "tokenizer_config.json")
    except EngineError as error:
        return [*faults, Fault.of("tokenizer", error)]
    files = ("chat_template.jinja", "chat_template.json")
    if not settings.get("chat_template") and not any((folder / f).is_file() for f in files):
        faults.append(
            Fault(
                "chat-template",
                "there is no chat template, so it does not know turns: it is a base model, or "
                "chat_template.jinja is missing",
                "Choose the “it” or “instruct” version, or download chat_template.jinja.",
                stops=False,
            )
        )
    return faults


def _begins_like_json(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(64).lstrip().startswith(b"{")
    except OSError:
        return False


def _absent_senses(family: str, config: Config, has: tuple[Sense, ...]) -> tuple[Sense, ...]:
    entry = REGISTRY.get(family)
    described = [sense for sense in (entry.senses if entry else ()) if config.get(CONFIG_OF[sense])]
    return tuple(sense for sense in described if sense not in has)


def _memory(
    folder: Path, config: Config, headers: Headers, has: tuple[Sense, ...]
) -> tuple[MemoryEstimate, ...]:
    limit = context_limit(config)
    weights = sum(tensor.nbytes for tensor in headers.tensors.values())
    if not weights:
        return ()
    try:
        towers = tower_bytes(config, has, folder)
    except EngineError:
        return ()  # a damaged processor_config.json
    lengths = sorted({c for c in _CONTEXTS if c < limit} | {limit})
    return tuple(
        reckon(config, weights=weights, towers=towers, recommended=recommended_bytes(), context=c)
        for c in lengths
    )


def _verdict(
    faults: list[Fault] | tuple[Fault, ...],
    memory: tuple[MemoryEstimate, ...] = (),
    config: Config | None = None,
) -> str:
    if any(fault.stops for fault in faults):
        return "cannot be loaded"
    if not memory or config is None:
        return "cannot be judged"
    most, least = memory[-1], memory[0]
    given = f"of {size_text(most.recommended)}"
    if most.fits:
        return (
            f"fits this machine with all {most.context:,} tokens of context: "
            f"{size_text(most.total)} {given}"
        )
    if most.fits_in_8_bits:
        return (
            f"fits this machine with all {most.context:,} tokens of context in 8 bits: "
            f"{size_text(most.in_8_bits)} {given}"
        )
    if context := most.smaller:
        return f"fits this machine with up to {context:,} tokens of context, {given}"
    return f"does not fit this machine: {size_text(least.total)} {given}"
