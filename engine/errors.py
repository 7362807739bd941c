"""What can go wrong, as told to the user.

    EngineError            one sentence for the user: the thing, the reason, the remedy
      ModelNotFound        no such folder, or nothing in it that can be loaded
      ModelCorrupt         files are missing, cut short or contradict each other
      ModelUnsupported     an architecture or file format that this engine does not run
      OutOfMemory          it does not fit, or stopped fitting
      ContextFull          the prompt is longer than the model's context
      PromptError          the request itself cannot be answered
        MediaError         a picture or a sound cannot be used
      NumericError         NaN or Inf, with the first layer that produced it
    Cancelled              the user stopped it; never shown

Anything else that escapes the engine is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.sentences import say


class EngineError(Exception):
    """Shown to the user as it stands: `str(error)` is one or two full sentences."""


class ModelNotFound(EngineError):
    pass


class ModelCorrupt(EngineError):
    pass


class ModelUnsupported(EngineError):
    pass


class OutOfMemory(EngineError):
    pass


class ContextFull(EngineError):
    pass


class PromptError(EngineError):
    pass


class MediaError(PromptError):
    pass


class NumericError(EngineError):
    pass


class Cancelled(Exception):
    """The user stopped the work. Not an error."""


@dataclass(frozen=True)
class Failure:
    """An error as a value: safe to send to another thread, unlike its traceback.

    Attributes:
        kind: class name of the error, "Bug" for anything that is not an `EngineError`.
        message: sentences for the user.
    """

    kind: str
    message: str

    @classmethod
    def of(cls, error: EngineError) -> Failure:
        return cls(type(error).__name__, str(error))

    @classmethod
    def bug(cls) -> Failure:
        return cls(
            "Bug",
            say(
                "Something went wrong inside Parlance; the log holds the details. "
                "Your conversation is kept: try again, or load the model again."
            ),
        )
