"""What the models' window shows of this machine and of the hub. Not on the main thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.hub.access import find_access
from app.model_notes import Note, load_notes
from app.paths import starter_model
from app.peaks import as_measured
from engine.types import MemoryEstimate, ModelInfo
from ui.models_window.values import Fit, InstalledView, OfferView

if TYPE_CHECKING:
    from app.inventory import Installed
    from app.settings import Settings

_COMFORT, _WORKING = 0.7, 1.25  # as the catalogue reckons


@dataclass(frozen=True)
class Stock:
    """What is here, and what this machine can give, in bytes.

    `asked`: when the hub was asked about what is offered; 0 for never.
    """

    views: tuple[InstalledView, ...]
    recommended: int
    offers: tuple[OfferView, ...]
    asked: float = 0.0


def count_offers() -> int:
    """How many models of the catalogue suit this machine."""
    from app.catalogue import choose_three, load_catalogue
    from engine.memory import recommended_bytes

    return len(choose_three(load_catalogue(), recommended_bytes()))


def survey(folder: str, settings: Settings) -> Stock:
    """Everything the window shows of this machine. Reads headers only.

    Raises:
        UserError: the catalogue was changed.
    """
    from app.catalogue import choose_three, load_catalogue
    from app.catalogue_facts import load_facts
    from app.inventory import take_stock
    from app.mending import damaged
    from app.models import STARTER_NAME
    from app.self_tests import load_results, result_line
    from engine.memory import memory_use, recommended_bytes
    from engine.system_memory import available_bytes

    recommended = recommended_bytes()
    use = memory_use()
    room = available_bytes() + use.active + use.cache  # the present model goes first
    results, notes = load_results(), load_notes()
    views = []
    stock = take_stock([Path(folder)] if folder else [])
    names = {each.info.path: each.repo or _short(each.info.path) for each in stock}
    names[starter_model()] = STARTER_NAME
    for each in stock:
        if each.unfinished:
            continue  # it is among those on their way
        result = results.get(str(each.info.path))
        need = _need(each.info, settings, recommended)
        views.append(
            InstalledView(
                each.info,
                each.repo,
                each.on_disk,
                tuple(names[path] for path in each.twins),
                need,
                result_line(result) if result else "",
                bool(result.get("good")) if result else None,
                each.used,
                damaged(each.info.path, notes.get(each.info.path, Note())),
                each.source != "starter",
                need is not None and need.fits and need.total > room,
            )
        )
    here = {view.repo for view in views if not view.info.problem}
    offers = tuple(
        OfferView(
            repo=pick.version.repo,
            name=pick.model.name,
            purpose=pick.model.purpose,
            senses=pick.model.senses,
            family=pick.model.family,
            bits=pick.version.bits,
            nbytes=pick.version.about_bytes,
            licence=pick.model.licence,
            gated=pick.model.gated,
            fit=fit_of(pick.version.about_bytes, recommended),
            here=pick.version.repo in here,
            about=not pick.version.exact,
            role=pick.role,
        )
        for pick in choose_three(load_catalogue(), recommended)
    )
    asked = max((fact.asked for fact in load_facts().values()), default=0.0)
    return Stock(tuple(views), recommended, offers, asked)


def _short(path: Path) -> str:
    """As people write it."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def fit_of(nbytes: int, recommended: int) -> Fit:
    """Beside what the device can give, by the size of its files alone."""
    need = nbytes * _WORKING
    if not recommended or need <= recommended * _COMFORT:
        return "fits"
    return "tight" if need <= recommended else "large"


def look_for(text: str, settings: Settings) -> list[OfferView]:
    """Models on the hub that can be run here.

    Raises:
        HubError: the hub refuses, or does not answer.
    """
    from app.hub.client import Hub, ask
    from app.hub.search import search
    from app.hub.worth import runs_here

    hub = Hub(find_access(settings))
    try:
        found = ask(lambda: search(hub, text, runs_here))
    finally:
        hub.close()
    return [
        OfferView(
            repo=each.repo,
            name=each.repo,
            family=each.family,
            bits=each.bits,
            nbytes=each.nbytes,
            about=False,
            gated=each.gated,
            downloads=each.downloads,
        )
        for each in found
    ]


def _need(info: ModelInfo, settings: Settings, recommended: int) -> MemoryEstimate | None:
    from engine.errors import EngineError
    from engine.estimate import estimate_memory
    from engine.loading import USUAL_CONTEXT

    if info.problem:
        return None
    try:
        length = min(settings.context or USUAL_CONTEXT, info.context)
        need = estimate_memory(
            info.path,
            context=length,
            recommended=recommended,
            kv_bits=8 if settings.eight_bit_context else 0,
        )
        return as_measured(info.path, need)
    except EngineError:
        return None


def remove_model(path: Path, folder: str) -> int:
    from app.inventory import remove, take_stock

    stock: Sequence[Installed] = take_stock([Path(folder)] if folder else [])
    return sum(remove(each) for each in stock if each.info.path == path)
