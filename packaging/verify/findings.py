"""What the verifier has to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One fault of a bundle.

    Attributes:
        check: which kind it is: "signature", "loading", …
        file: relative to the bundle.
        what: is wrong.
        remedy: what to do.
    """

    check: str
    file: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}; {self.remedy}."
