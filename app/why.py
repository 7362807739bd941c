"""Why a model is slow or wrong: what the doctor, the checks and the self-test know of it.

Reads headers and small files: not on the main thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.mending import damaged
from app.model_notes import Note, load_notes
from app.peaks import as_measured
from app.self_tests import load_results
from ui import wording
from ui.language import translate

if TYPE_CHECKING:
    from engine.doctor import Report
    from engine.types import MemoryEstimate

_WIDE = 2  # bytes a parameter: nothing is quantised
_LARGE = 2_000_000_000  # parameters from which that is felt
_NEARLY_ALL = 0.85  # of what the device can give


@dataclass(frozen=True)
class Finding:
    """One sentence. `good`: all is well there; None if nobody knows yet."""

    text: str
    good: bool | None = True


def explain(folder: Path, context: int = 0, *, window: bool = True) -> list[Finding]:
    """Everything that is known, what is wrong first.

    Args:
        context: most tokens that it is loaded with; 0 leaves it to the model.
        window: it is told in the app's window, so that remedies are found there.
    """
    from engine.doctor import examine

    report = examine(folder)
    found = [
        *_files(folder, report),
        *_answers(load_results().get(str(folder)), window=window),
        *_memory(folder, report, context),
        *_speed(report),
    ]
    return sorted(found, key=lambda finding: (False, None, True).index(finding.good))


def _files(folder: Path, report: Report) -> Iterator[Finding]:
    for fault in report.faults:
        yield Finding(f"{fault.what}. {fault.remedy}".strip(), good=False)
    note = load_notes().get(folder, Note())
    if names := damaged(folder, note):
        words = translate("Why", "Damaged or missing: {files}.")
        yield Finding(words.format(files=wording.listed(names)), good=False)
    elif note.checked:
        yield Finding(translate("Why", "Every file had the right checksum when it was checked."))
    if not report.faults:
        yield Finding(translate("Why", "Settings, template and weights belong together."))


def _answers(result: dict[str, Any] | None, *, window: bool) -> Iterator[Finding]:
    if result is None:
        words = (
            translate("Why", "It was not tested yet: use it, then choose Test It.")
            if window
            else translate("Why", "It was not tested yet: ./parlance models test does that.")
        )
        yield Finding(words, good=None)
        return
    for fault in result.get("faults") or ():
        yield Finding(str(fault), good=False)
    for each in result.get("answers") or ():
        if isinstance(each, dict):
            good = bool(each.get("right"))
            words = (
                translate("Why", "To “{prompt}” it said “{answer}”, which is right.")
                if good
                else translate("Why", "To “{prompt}” it said “{answer}”, which is wrong.")
            )
            answer = " ".join(str(each.get("answer", "")).split())[:120]
            yield Finding(words.format(prompt=each.get("prompt", ""), answer=answer), good)
    reading, writing = result.get("prompt_tps"), result.get("generation_tps")
    if isinstance(reading, int | float) and isinstance(writing, int | float):
        words = translate("Why", "It read {reading} and wrote {writing} when it was tested.")
        yield Finding(words.format(reading=wording.speed(reading), writing=wording.speed(writing)))


def _memory(folder: Path, report: Report, context: int) -> Iterator[Finding]:
    from engine.loading import USUAL_CONTEXT

    wanted = context or USUAL_CONTEXT
    fitting = [need for need in report.memory if need.context <= wanted]
    if not report.memory:
        return
    need: MemoryEstimate = as_measured(folder, fitting[-1] if fitting else report.memory[0])
    sizes = {"need": wording.size(need.total), "given": wording.size(need.recommended)}
    if need.total > _NEARLY_ALL * need.recommended:
        words = translate(
            "Why",
            "It takes {need} of the {given} that this machine can give, so that it is slowed down "
            "whenever other apps need memory. Close some, or choose a shorter context.",
        )
        yield Finding(words.format(**sizes), good=False)
    else:
        words = translate("Why", "It takes {need} of the {given} that this machine can give.")
        yield Finding(words.format(**sizes))


def _speed(report: Report) -> Iterator[Finding]:
    weights = report.memory[0].weights if report.memory else 0
    if report.parameters >= _LARGE and weights >= 0.9 * _WIDE * report.parameters:
        words = translate(
            "Why",
            "Its weights are not quantised: {size} are read for every token. A 4-bit version "
            "writes about three times as fast.",
        )
        yield Finding(words.format(size=wording.size(weights)), good=False)
