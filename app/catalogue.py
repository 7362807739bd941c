"""The models that Parlance suggests, and which of them suit this machine. Useful without a network.

Sizes are about right, unless the hub has been asked (`app.catalogue_facts`): it tells the true ones
before anything is fetched, in any case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.errors import UserError
from app.paths import data_folder, resource
from app.whole_file import write_text
from engine.sentences import say
from engine.types import Sense
from ui.language import translate

if TYPE_CHECKING:
    from app.catalogue_facts import Fact

Role = Literal["able", "quick", ""]

# Of resources/catalogue.json: a suggestion that somebody has slipped in is not made.
DIGEST = "cb6a6608c428544d411d6841e030c6ea7188b99e6e2ebacf8c0afba492283191"

_GOOD_FOR: dict[str, Any] = {
    "tiny": QT_TRANSLATE_NOOP("Catalogue", "Very small; for trying things out"),
    "quick": QT_TRANSLATE_NOOP("Catalogue", "Quick answers about text, pictures and sounds"),
    "quick_text": QT_TRANSLATE_NOOP("Catalogue", "Quick answers about text"),
    "everyday": QT_TRANSLATE_NOOP("Catalogue", "Everyday questions, pictures and sounds"),
    "careful": QT_TRANSLATE_NOOP("Catalogue", "Careful answers about text, pictures and sounds"),
    "documents": QT_TRANSLATE_NOOP("Catalogue", "Reading pictures, screens and documents"),
    "fast_text": QT_TRANSLATE_NOOP("Catalogue", "Long texts, fast for its size"),
    "fast_and_strong": QT_TRANSLATE_NOOP(
        "Catalogue", "Hard questions and pictures, fast for its size"
    ),
    "strongest": QT_TRANSLATE_NOOP("Catalogue", "The hardest questions, with patience"),
}
_WORKING = 1.25  # times its weights: with context and room to work
_COMFORT = 0.7  # of what the device can give: other apps want to run, too


@dataclass(frozen=True)
class Version:
    """One quantisation.

    Attributes:
        about_bytes: the size of its files; roughly, unless `exact`.
    """

    repo: str
    bits: int
    about_bytes: int
    exact: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A model. `active` of its `parameters` take part in one token; `good_for` is a key."""

    name: str
    family: str
    senses: tuple[Sense, ...]
    parameters: int
    active: int
    context: int
    licence: str
    gated: bool
    good_for: str
    versions: tuple[Version, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "purpose": self.purpose}

    @property
    def purpose(self) -> str:
        """What it is good for, for people."""
        return translate("Catalogue", _GOOD_FOR.get(self.good_for, ""))


@dataclass(frozen=True)
class Pick:
    """A version of a model that suits this machine, and why it is among those."""

    model: Suggestion
    version: Version
    role: Role = ""


def load_catalogue() -> tuple[Suggestion, ...]:
    """What came with the app, or a newer list that a person has taken in by its checksum; with what
    the hub has said of it since, if somebody has asked.

    Raises:
        UserError: the app's own file was changed or is missing.
    """
    from app.catalogue_facts import load_facts

    facts = load_facts()
    return tuple(
        known for model in _listed() if (known := _with_facts(model, facts)).versions or not facts
    )


def all_repos() -> list[str]:
    """Every repository of the list, gone or not."""
    return [version.repo for model in _listed() for version in model.versions]


def take_in(data: bytes, digest: str) -> int:
    """Use another list from now on; how many models it has.

    Args:
        digest: SHA-256 of `data`, 64 hexadecimal digits, as whoever made the list tells it.

    Raises:
        UserError: it is another file than was meant, no list, or no newer one.
        OSError: it cannot be kept.
    """
    if hashlib.sha256(data).hexdigest() != digest.strip().lower():
        raise UserError(
            say("That is not the list with this checksum; it was changed on its way. Get it again.")
        )
    version, models = _read(data)
    own, _ = _read(resource("catalogue.json").read_bytes())
    if version <= own:
        raise UserError(say("That list is no newer than the one that came with Parlance."))
    write_text(_taken(), data.decode("utf-8"))
    write_text(_taken_digest(), digest.strip().lower())
    return len(models)


def _taken() -> Path:
    return data_folder() / "catalogue.json"


def _taken_digest() -> Path:
    return data_folder() / "catalogue.sha256"


def _with_facts(model: Suggestion, facts: Mapping[str, Fact]) -> Suggestion:
    """Without what is gone; sizes and terms as the hub has told them."""
    versions = []
    for version in model.versions:
        fact = facts.get(version.repo)
        if fact is None:
            versions.append(version)
        elif not fact.gone:
            size = fact.nbytes or version.about_bytes
            exact = bool(fact.nbytes)
            versions.append(replace(version, about_bytes=size, exact=exact))
    told = [facts[each.repo] for each in versions if each.repo in facts]
    gated = any(fact.gated for fact in told) if told else model.gated
    return replace(model, versions=tuple(versions), gated=gated)


def _listed() -> tuple[Suggestion, ...]:
    """Raises UserError: the app's own file was changed or is missing."""
    file = resource("catalogue.json")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(
            say("The list of suggested models is missing; install Parlance again.")
        ) from error
    if hashlib.sha256(data).hexdigest() != DIGEST:
        raise UserError(
            say("The list of suggested models was changed by someone; install Parlance again.")
        )
    version, models = _read(data)
    return _newer(version) or models


def choose_three(models: Sequence[Suggestion], recommended: int) -> tuple[Pick, ...]:
    """The most able that fits, one that is quick, and one of another maker.

    The catalogue begins with the most able. Fewer than three on a small machine, smallest first.

    Args:
        recommended: bytes that the device can give.
    """
    room = recommended * _COMFORT / _WORKING
    fits = [Pick(model, v) for model in models if (v := _largest(model, room)) is not None]
    if not fits:
        return ()
    best, *others = fits
    half = best.version.about_bytes / 2
    quick = next((pick for pick in others if pick.version.about_bytes <= half), None)
    maker = _maker(best.model)
    other = next((p for p in others if p != quick and _maker(p.model) != maker), None)
    chosen = [pick for pick in (best, quick, other) if pick is not None]
    chosen += [pick for pick in others if pick not in chosen][: 3 - len(chosen)]
    quickest = min(chosen, key=lambda pick: pick.model.active * pick.version.bits)
    roles: dict[Pick, Role] = {quickest: "quick", best: "able"} if len(chosen) > 1 else {}
    named = [replace(pick, role=roles.get(pick, "")) for pick in chosen]
    return tuple(sorted(named, key=lambda pick: pick.version.about_bytes))


def _largest(model: Suggestion, room: float) -> Version | None:
    fits = [version for version in model.versions if version.about_bytes <= room]
    return max(fits, key=lambda version: version.bits, default=None)


def _maker(model: Suggestion) -> str:
    return model.name.split()[0].partition("-")[0].rstrip("0123456789.")


def _newer(than: int) -> tuple[Suggestion, ...] | None:
    """Only what was taken in as it is now; and none that a newer Parlance has overtaken."""
    try:
        data = _taken().read_bytes()
        if hashlib.sha256(data).hexdigest() != _taken_digest().read_text("utf-8").strip():
            return None
        version, models = _read(data)
    except (OSError, ValueError, UserError):
        return None
    return models if version > than else None


def _read(data: bytes) -> tuple[int, tuple[Suggestion, ...]]:
    try:
        found: Any = json.loads(data)
        return int(found["version"]), tuple(_suggestion(each) for each in found["models"])
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            say("That is no list of models, or one for a newer Parlance; choose another one.")
        ) from error


def _suggestion(found: dict[str, Any]) -> Suggestion:
    return Suggestion(
        name=str(found["name"]),
        family=str(found["family"]),
        senses=tuple(found["senses"]),
        parameters=int(found["parameters"]),
        active=int(found["active"]),
        context=int(found["context"]),
        licence=str(found["licence"]),
        gated=bool(found["gated"]),
        good_for=str(found["good_for"]),
        versions=tuple(
            Version(str(each["repo"]), int(each["bits"]), int(each["about_bytes"]))
            for each in found["versions"]
        ),
    )
