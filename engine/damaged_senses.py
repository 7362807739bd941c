"""A tower that is damaged costs its sense, not the model: text goes on, and the other sense.

What belongs to a tower is not guessed from names. The model is put together without it, and what
is then no fault any more was the tower's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.config import Config
from engine.faults import Fault
from engine.sentences import say
from engine.shapes import TensorCheck, begun_senses, check_tensors
from engine.types import Sense
from engine.weights import Headers


@dataclass(frozen=True)
class ModelCheck:
    """What comparing a model's tensors with its own code found.

    Attributes:
        tensors: its faults hold those of damaged towers too, which do not stop loading.
        off: senses that the model is loaded without, each with a sentence that says why.
    """

    tensors: TensorCheck
    off: Mapping[Sense, str] = field(default_factory=dict)


def check_model(config: Config, headers: Headers) -> ModelCheck:
    """Every tensor against the model that config.json describes; nothing raises."""
    begun = begun_senses(config, headers)
    check = check_tensors(config, headers, begun)
    if len(begun) == 1 or not _stopping(check):
        return ModelCheck(check)
    if _stopping(check_tensors(config, headers, ("text",))):
        return ModelCheck(check)  # the language model itself: everything is told at once
    damage: dict[Sense, list[Fault]] = {}
    for sense in begun[1:]:
        if faults := _stopping(check_tensors(config, headers, ("text", sense))):
            damage[sense] = faults
    rest = check_tensors(config, headers, tuple(sense for sense in begun if sense not in damage))
    told = [_set_aside(sense, fault) for sense, faults in damage.items() for fault in faults]
    off = {sense: _sentence(_set_aside(sense, faults[0])) for sense, faults in damage.items()}
    return ModelCheck(replace(rest, faults=(*rest.faults, *told)), off)


def _stopping(check: TensorCheck) -> list[Fault]:
    return [fault for fault in check.faults if fault.stops]


def _set_aside(sense: Sense, fault: Fault) -> Fault:
    """The same fault of a tower that is left out."""
    if sense == "image":
        what = say("pictures are off, text works; {fault}", fault=fault.what)
    else:
        what = say("sounds are off, text works; {fault}", fault=fault.what)
    remedy = say(
        "Fetch the damaged files again, in the models window or with "
        "“./parlance models verify --refetch”, then load the model again."
    )
    return replace(fault, what=what, remedy=remedy, stops=False)


def _sentence(fault: Fault) -> str:
    """For the window, where it stands alone."""
    what = fault.what[:1].upper() + fault.what[1:]
    return say("{what}. {remedy}", what=what, remedy=fault.remedy)
