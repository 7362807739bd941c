"""What can go wrong between here and the hub."""

from __future__ import annotations

from app.errors import UserError


class HubError(UserError):
    """One sentence for the person; nothing more can be done without them."""


class NotThere(HubError):
    """No such model, revision or file, or not for us to see."""


class Refused(HubError):
    """The model is gated, or the access token is not good."""


class Busy(HubError):
    """Another window or program is downloading it. Worth trying again later."""


class Offline(HubError):
    """The hub could not be reached, or stopped answering. Worth trying again later."""


class NoRoom(HubError):
    """The disk is full, or would be."""


class Damaged(HubError):
    """What came is not what the hub promised."""


class Hostile(HubError):
    """A repository that asks for something no model needs."""


class Later(Exception):
    """Not an error yet: the same may work in a moment.

    Attributes:
        why: for the log, and for the sentence if it never works.
        after: seconds that the server asked us to wait, if it did.
    """

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.after = after
