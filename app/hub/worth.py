"""Whether a model on the hub is worth fetching: it can be run here, and it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import UserError
from app.hub.client import Hub, ask
from app.hub.preview import hollow_copy
from engine.sentences import say

if TYPE_CHECKING:
    from engine.doctor import Report


def examine_remote(hub: Hub, repo: str, revision: str = "main") -> Report:
    """What the doctor says of it, by its settings and headers.

    Raises:
        HubError: the hub refuses, or does not answer.
    """
    from engine.doctor import examine

    def look() -> Report:
        with hollow_copy(hub, hub.model(repo, revision)) as folder:
            return examine(folder)

    return ask(look)


def runs_here(family: str) -> bool:
    """Whether some code here can run a `model_type`."""
    from engine.families.registry import REGISTRY
    from engine.mlx_lm_models import module_of

    return family in REGISTRY or module_of({"model_type": family}) is not None


def fits_here(report: Report) -> bool:
    """With some context at least; False for what cannot be loaded at all."""
    if any(fault.stops for fault in report.faults) or not report.memory:
        return False
    least, most = report.memory[0], report.memory[-1]
    return least.fits or bool(most.smaller) or least.fits_in_8_bits


def refuse_useless(hub: Hub, repo: str, revision: str = "main") -> None:
    """Raises UserError for what could not be run here."""
    from engine.estimate import size_text

    report = examine_remote(hub, repo, revision)
    stopping = [fault for fault in report.faults if fault.stops]
    if stopping:
        raise UserError(
            say(
                "{repo} could not be run here: {what}. Choose another version of it.",
                repo=repo,
                what=stopping[0].what,
            )
        )
    if report.memory and not fits_here(report):
        least = report.memory[0]
        raise UserError(
            say(
                "{repo} does not fit this machine: it needs {needed} of {given}. "
                "Choose a smaller or more strongly quantised version.",
                repo=repo,
                needed=size_text(least.total),
                given=size_text(least.recommended),
            )
        )
