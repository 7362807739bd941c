"""Whether a model fits into what the machine has free at this moment."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError, OutOfMemory
from engine.sentences import say

_CONTEXT = 2048  # tokens of a short chat; whether longer ones fit is seen when they are read


def refuse_without_room(path: Path) -> None:
    """For a load that nobody has asked for just now: other apps keep the memory that they have.

    Raises:
        OutOfMemory: the model needs more than can be had. Not if nobody can tell.
    """
    from app.peaks import as_measured
    from engine.config import model_name
    from engine.estimate import estimate_memory, size_text
    from engine.system_memory import available_bytes

    free = available_bytes()
    try:
        reckoned = estimate_memory(path, context=_CONTEXT, recommended=free)
    except EngineError:
        return  # loading it says what is wrong
    need = as_measured(path, reckoned).total
    if need > free:
        raise OutOfMemory(
            say(
                "{model} needs {need} of memory, and only {free} can be had now, so the starter "
                "answers. Close other apps, then choose it again.",
                model=model_name(path),
                need=size_text(need),
                free=size_text(free),
            )
        )
