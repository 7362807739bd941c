"""Whether a folder's name claims another model than the one inside.

Only unmistakable claims count: a family with its version number ("gemma-4"), a size ("e2b", "12b").
Names say nothing that loading relies on, so a false claim is told, never refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.config import Config, text_config
from engine.config_checks import whole
from engine.faults import Fault

_FAMILY = re.compile(r"(?<![a-z])(gemma|qwen)[-_ ]?([2-9])(?![\db])(?:[._]\d)?(n(?![a-z]))?")
# "e2b" counts what works on one token; "8x7b" is eight times seven; "a4b" (active) claims nothing.
_SIZE = re.compile(r"(?<![\da-z.])(e)?(?:(\d+)x)?(\d+(?:\.\d+)?)([bm])(?![a-z\d])")
_LEAST, _MOST = 0.5, 2.0  # times the claim; names are rounded, towers and tables come on top

# (layers, width) of sizes whose names lie too close for counting.
_KNOWN: dict[str, dict[str, tuple[int, int]]] = {
    "gemma4": {
        "e2b": (35, 1536),
        "e4b": (42, 2560),
        "12b": (48, 3840),
        "26b": (30, 2816),
        "31b": (60, 5376),
    }
}


@dataclass(frozen=True)
class Inside:
    """What a model is, whatever it is called. `tables` of the parameters only look up tokens."""

    family: str
    parameters: int
    tables: int
    layers: int
    width: int

    @classmethod
    def of(cls, config: Config, parameters: int) -> Inside:
        text = text_config(config)
        layers = whole(text, "num_hidden_layers")
        per_layer = whole(text, "hidden_size_per_layer_input")
        rows = whole(text, "vocab_size_per_layer_input") or whole(text, "vocab_size")
        return cls(
            str(config["model_type"]),
            parameters,
            rows * per_layer * layers,
            layers,
            whole(text, "hidden_size"),
        )

    @property
    def known_size(self) -> str:
        """ "e2b" and the like, where layers and width are those of a published model."""
        for family, sizes in _KNOWN.items():
            if self.family.startswith(family):
                found = [size for size, at in sizes.items() if at == (self.layers, self.width)]
                return found[0] if found else ""
        return ""


def false_claim(name: str, inside: Inside) -> Fault | None:
    """The fault, if `name` claims another family or size."""
    plain = name.lower()
    told = _false_family(plain, inside) or _false_size(plain, inside)
    if not told:
        return None
    size = f" {inside.known_size.upper()}" if inside.known_size else ""
    return Fault(
        "name-claims-another-model",
        f"the folder is called “{name}”, but {told}: it holds {inside.family}{size}, "
        f"{inside.layers} layers × {inside.width:,}, {_count(inside.parameters)} parameters",
        "Rename the folder after the model that is in it, or download the one you meant.",
        stops=False,
    )


def _false_family(name: str, inside: Inside) -> str:
    claims = {f"{maker}{number}{n or ''}" for maker, number, n in _FAMILY.findall(name)}
    if not claims or any(inside.family.replace("_", "").startswith(claim) for claim in claims):
        return ""
    return f"the model inside is no {' or '.join(sorted(claims)).capitalize()}"


def _false_size(name: str, inside: Inside) -> str:
    if not inside.parameters:
        return ""
    claims = _SIZE.findall(name)
    words = {
        e + times + ("x" if times else "") + number + unit for e, times, number, unit in claims
    }
    if not claims:
        return ""
    if inside.known_size:
        # People leave the "e" out; sizes in millions may count anything, such as steps.
        billions = {word.lstrip("e") for word in words if word.endswith("b")}
        fits = not billions or inside.known_size.lstrip("e") in billions
    else:
        fits = any(_fits(claim, inside) for claim in claims)
    return "" if fits else f"its size is not {' or '.join(sorted(words)).upper()}"


def _fits(claim: tuple[str, str, str, str], inside: Inside) -> bool:
    effective, times, number, unit = claim
    claimed = float(number) * float(times or 1) * (1e9 if unit == "b" else 1e6)
    counted = inside.parameters - (inside.tables if effective else 0)
    return _LEAST * claimed <= counted <= _MOST * claimed


def _count(parameters: int) -> str:
    return f"{parameters / 1e9:.1f} B" if parameters >= 1e9 else f"{parameters / 1e6:.1f} M"
