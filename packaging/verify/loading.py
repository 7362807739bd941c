"""What nothing in the load chain provides: libraries, and symbols of those that are there.

The chains begin where a process loads code by itself: the launcher, every Python extension, Qt's
plugins, and the libraries that Python code opens by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from macho.image import ANY_IMAGE, MAIN_EXECUTABLE, SELF, Image, Import
from verify.bundle import Bundle
from verify.resolve import find, is_system, place
from verify.system import Asked

PYTHON_PREFIXES = ("_Py", "__Py")
REMEDY = "look it up in the stubs of that SDK and write it down in packaging/verify/system.txt"


@dataclass
class Chains:
    """What loading everything touches.

    Attributes:
        libraries: for each image, its libraries in the order of its ordinals; None for the
            system's and for what was not found.
        references: how many times one image names another.
        symbols: how many imported symbols were looked for in the bundle's own images.
        python_symbols: those of the interpreter that anything asks for.
        system: what macOS's own libraries are asked for.
    """

    libraries: dict[Path, list[Path | None]] = field(default_factory=dict)
    references: int = 0
    symbols: int = 0
    python_symbols: set[str] = field(default_factory=set)
    system: Asked = field(default_factory=Asked)


def check_loading(bundle: Bundle) -> Chains:
    """Walk every load chain and report what is missing."""
    chains = Chains()
    walker = _Walker(bundle, chains)
    executable = bundle.layout.executable
    if executable not in bundle.images:
        bundle.report("loading")(executable, "is no program for arm64", "assemble the bundle again")
    else:
        walker.walk(executable, [])
    for path, image in bundle.images.items():
        if image.kind == "BUNDLE" or "/plugins/" in path.as_posix():
            walker.walk(path, walker.main_rpaths)
    for path in bundle.images:
        if path not in chains.libraries:  # Python code opens it by name
            walker.walk(path, walker.main_rpaths)
    _check_symbols(bundle, chains)
    for path, image in bundle.images.items():
        _check_system(bundle, chains.system, path, image)
    return chains


class _Walker:
    """Follows library names from image to image."""

    def __init__(self, bundle: Bundle, chains: Chains) -> None:
        self._bundle = bundle
        self._chains = chains
        self._seen: set[tuple[Path, tuple[Path, ...]]] = set()
        self._reported: set[tuple[Path, str]] = set()
        main = bundle.images.get(bundle.layout.executable)
        self.main_rpaths = self._own_rpaths(main) if main else []

    def walk(self, path: Path, above: list[Path]) -> None:
        """Load an image whose loaders have the rpaths `above`."""
        image = self._bundle.images.get(path)
        if image is None:  # reported when it was read
            return
        rpaths = list(dict.fromkeys([*self._own_rpaths(image), *above]))  # chains may be rings
        key = (path, tuple(rpaths))
        if key in self._seen:
            return
        self._seen.add(key)
        first = path not in self._chains.libraries
        libraries = [self._library(image, dylib.name, dylib.weak, rpaths) for dylib in image.dylibs]
        if first:
            self._chains.libraries[path] = libraries
            self._chains.references += len(libraries)
        for library in libraries:
            if library is not None:
                self.walk(library, rpaths)

    def _own_rpaths(self, image: Image) -> list[Path]:
        executable = self._bundle.layout.executable
        return [place(rpath, image.path, executable) for rpath in image.rpaths]

    def _library(self, image: Image, name: str, weak: bool, rpaths: list[Path]) -> Path | None:
        if is_system(name):
            return None
        root, executable = self._bundle.root, self._bundle.layout.executable
        found = find(name, image.path, executable, rpaths, root)
        if found is None and not weak and (image.path, name) not in self._reported:
            self._reported.add((image.path, name))
            report = self._bundle.report("loading")
            if name.startswith("@"):
                report(image.path, f"needs {name}, which is not there", "keep it in keep.toml")
            else:
                report(
                    image.path,
                    f"needs {name}, which belongs neither to the bundle nor to macOS",
                    "take a wheel that brings it along",
                )
        return found


def _check_symbols(bundle: Bundle, chains: Chains) -> None:
    provided = _Provided(bundle, chains)
    report = bundle.report("symbols")
    for path, image in bundle.images.items():
        missing: dict[str, list[str]] = {}
        for one in image.imports:
            if one.ordinal == ANY_IMAGE and one.name.startswith(PYTHON_PREFIXES):
                chains.python_symbols.add(one.name)
            names, lack = provided.to(image, one)
            if names is None:
                continue
            chains.symbols += 1
            if one.name not in names and not one.weak:
                missing.setdefault(lack, []).append(one.name)
        for lack, symbols in missing.items():
            shown = ", ".join(symbols[:5])
            more = f" and {len(symbols) - 5} more" if len(symbols) > 5 else ""
            report(
                path,
                f"needs {shown}{more}, which {lack}",
                "take versions that were built for each other",
            )


def _check_system(bundle: Bundle, asked: Asked, path: Path, image: Image) -> None:
    """What an image asks macOS for. Weak imports may be missing, and the code looks first."""
    strong = {one.name: set[str]() for one in image.dylibs if is_system(one.name) and not one.weak}
    for one in image.imports:
        if 0 < one.ordinal <= len(image.dylibs) and not one.weak:
            library = image.dylibs[one.ordinal - 1].name
            if library in strong and not asked.has(library, one.name):
                strong[library].add(one.name)
    report = bundle.report("system symbols")
    for library, symbols in strong.items():
        if not path.is_relative_to(bundle.layout.site_packages):
            if symbols:
                asked.excuse(library, symbols)
        elif library not in asked.known.libraries:
            report(path, f"needs {library}, which nobody has looked for in macOS 14", REMEDY)
        elif symbols:
            shown, name = ", ".join(sorted(symbols)), library.rpartition("/")[2]
            report(path, f"needs {shown} of {name}, unknown to be in macOS 14", REMEDY)


class _Provided:
    """Which symbols an image offers to those that link it."""

    def __init__(self, bundle: Bundle, chains: Chains) -> None:
        self._bundle = bundle
        self._chains = chains
        self._own: dict[Path, frozenset[str]] = {}
        self._chains_of: dict[Path, frozenset[str]] = {}

    def to(self, image: Image, one: Import) -> tuple[frozenset[str] | None, str]:
        """The symbols among which an imported one must be, and how to say that it is not.

        None: the system's, of which there is no list here.
        """
        if one.ordinal == ANY_IMAGE:
            return self._anywhere(image.path), "nothing in its load chain provides"
        if one.ordinal == MAIN_EXECUTABLE:
            return self.by_chain(self._bundle.layout.executable), "the launcher does not provide"
        if one.ordinal == SELF:
            return image.exports, "it does not hold itself"
        libraries = self._chains.libraries.get(image.path, [])
        library = libraries[one.ordinal - 1] if 0 < one.ordinal <= len(libraries) else None
        if library is None:
            return None, ""
        return self.by(library), f"{library.name} does not provide"

    def _anywhere(self, path: Path) -> frozenset[str]:
        if path not in self._chains_of:
            main = self.by_chain(self._bundle.layout.executable)
            self._chains_of[path] = main | self.by_chain(path)
        return self._chains_of[path]

    def by(self, path: Path) -> frozenset[str]:
        """Its own, and those of the libraries that it passes on."""
        if path not in self._own:
            image = self._bundle.images.get(path)
            self._own[path] = image.exports if image else frozenset()
            if image:
                libraries = self._chains.libraries.get(path, [])
                for dylib, library in zip(image.dylibs, libraries, strict=True):
                    if dylib.reexported and library is not None:
                        self._own[path] |= self.by(library)
        return self._own[path]

    def by_chain(self, path: Path) -> frozenset[str]:
        """Those of an image and of everything that it loads."""
        chain, waiting = set(), [path]
        while waiting:
            at = waiting.pop()
            if at not in chain:
                chain.add(at)
                waiting += [one for one in self._chains.libraries.get(at, []) if one]
        return frozenset().union(*(self.by(one) for one in chain))
