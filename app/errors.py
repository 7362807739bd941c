"""What the app itself can say to the user, beside `engine.errors`."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from engine.sentences import say

if TYPE_CHECKING:
    from engine.errors import EngineError, Failure

EXIT_USER_ERROR = 1
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UserError(Exception):
    """Shown to the user as it stands: `str(error)` is one full sentence."""


def failure_of(error: UserError | EngineError) -> Failure:
    """The error as a value that may cross threads."""
    from engine.errors import Failure

    return Failure(type(error).__name__, str(error))


def reason_of(error: OSError) -> str:
    """Why the system refused, in words: the end of a sentence."""
    if error.errno in NO_SPACE:
        return say("the disk is full")
    if error.errno in (errno.EACCES, errno.EPERM):
        return say("permission is denied")
    if error.errno == errno.EROFS:
        return say("the disk is read-only")
    if error.errno == errno.ENOENT:
        return say("there is no such file")
    return (error.strerror or str(error) or type(error).__name__).lower()
