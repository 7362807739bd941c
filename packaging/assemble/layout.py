"""Where everything lies in the bundle; the same on the Mac and in the Linux twin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NAME = "Parlance"
IDENTIFIER = "app.parlance.Parlance"
BUNDLE = f"{NAME}.app"


@dataclass(frozen=True)
class Layout:
    """The paths of one bundle.

    Attributes:
        app: the folder `Parlance.app`.
        minor: the interpreter's version, e.g. "3.13".
    """

    app: Path
    minor: str

    @property
    def contents(self) -> Path:
        return self.app / "Contents"

    @property
    def info_plist(self) -> Path:
        return self.contents / "Info.plist"

    @property
    def pkg_info(self) -> Path:
        return self.contents / "PkgInfo"

    @property
    def seal(self) -> Path:
        return self.contents / "_CodeSignature" / "CodeResources"

    @property
    def executable(self) -> Path:
        """The launcher, which runs Python in its own process."""
        return self.contents / "MacOS" / NAME

    @property
    def resources(self) -> Path:
        return self.contents / "Resources"

    @property
    def icon(self) -> Path:
        return self.resources / f"{NAME}.icns"

    @property
    def python(self) -> Path:
        return self.resources / "python"

    @property
    def libraries(self) -> Path:
        """Where a shared libpython lies, if the interpreter has one."""
        return self.python / "lib"

    @property
    def stdlib(self) -> Path:
        return self.libraries / f"python{self.minor}"

    @property
    def site_packages(self) -> Path:
        return self.resources / "site-packages"

    @property
    def parlance(self) -> Path:
        """Our packages and `resources`, laid out as in the checkout."""
        return self.resources / "parlance"

    @property
    def licences(self) -> Path:
        return self.resources / "licences"
