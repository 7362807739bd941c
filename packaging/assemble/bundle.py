"""Makes a bundle from its parts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from assemble import (
    files,
    frameworks,
    interpreter,
    licences,
    pins,
    plist,
    precompile,
    sizes,
    source,
    wheels,
)
from assemble.errors import PackagingError
from assemble.interpreter import Interpreter
from assemble.layout import BUNDLE, Layout
from assemble.prune import Rules
from assemble.targets import Target
from assemble.wheels import WheelTree
from macho.errors import MachOError
from macho.fat import is_macho, thin
from macho.rpaths import drop_absolute_rpaths
from macho.sign import seal_bundle

Say = Callable[[str], None]
Launcher = Callable[[Target, Path, Path], None]


@dataclass(frozen=True)
class Report:
    """What was built.

    Attributes:
        app: the finished `Parlance.app`.
        version: of the app.
        python: the interpreter's version.
        sizes: bytes by component, "total" among them.
        seconds: wall time by step.
        dropped: bytes left out, by distribution.
    """

    app: Path
    version: str
    python: str
    sizes: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)


def to_stderr(line: str) -> None:
    """Where steps are told while stdout is kept for the report."""
    print(line, file=sys.stderr, flush=True)


def compile_launcher(target: Target, python_dir: Path, out: Path) -> None:
    from launcher.build import build as compile_it

    compile_it(target, python_dir, out)


def build(
    target: Target,
    python_dir: Path,
    out_dir: Path,
    *,
    say: Say = to_stderr,
    tree: WheelTree | None = None,
    launcher: Launcher = compile_launcher,
    checkout: Path = pins.ROOT,
    rules: Rules | None = None,
    date: int | None = None,
) -> Report:
    """Put `Parlance.app` into `out_dir`, in place of one that is there.

    Args:
        target: the system it is for.
        python_dir: a standalone interpreter for that system: bin/, include/, lib/python3.X.
        out_dir: made if need be; `out_dir/work` keeps what the next build can use again.
        say: told each step.
        tree: the wheels; resolved, or taken from this environment, when left out.
        launcher: compiles the executable.
        checkout: where app/, engine/, ui/ and resources/ lie.
        rules: the reviewed list; keep.toml when left out.
        date: seconds since 1970 that every file gets; the last commit's when left out.

    Raises:
        PackagingError: an input is missing or not as pinned.
    """
    python = interpreter.read(python_dir)
    compiler = interpreter.compiler_for(python.minor, python.folder)
    layout = Layout(out_dir.resolve() / BUNDLE, python.minor)
    work = layout.app.parent / "work"
    builder = _Builder(target, python, layout, rules or Rules.load(), say)
    with builder.step("wheels"):
        tree = tree or _wheels(target, python, work)
    with builder.step("files"):
        shutil.rmtree(layout.app, ignore_errors=True)
        kept = builder.place_wheels(tree)
        builder.place_stdlib()
        builder.place_parlance(checkout)
        licences.gather(layout.licences, tree, kept, python.stdlib)
    if target.seals:
        with builder.step("thin"):
            builder.thin_all()
            frameworks.relink(layout.site_packages)
    with builder.step("byte code"):
        folders = {
            "python": layout.stdlib,
            "site-packages": layout.site_packages,
            "parlance": layout.parlance,
        }
        precompile.precompile(folders, compiler, work / "byte-code")
    with builder.step("shell"):
        version = source.version(checkout)
        plist.write(layout, version)
        _write_icon(checkout / "resources", layout.icon)
        layout.executable.parent.mkdir(parents=True, exist_ok=True)
        launcher(target, python.folder, layout.executable)
    if target.seals:
        with builder.step("seal"), _as_packaging_error():
            seal_bundle(layout.app)
    files.settle(layout.app, [layout.executable], files.source_date() if date is None else date)
    return Report(
        app=layout.app,
        version=version,
        python=python.version,
        sizes=sizes.by_component(layout, tree.owners),
        seconds=builder.seconds,
        dropped=builder.dropped,
    )


class _Builder:
    """One build's inputs and its figures."""

    def __init__(
        self, target: Target, python: Interpreter, layout: Layout, rules: Rules, say: Say
    ) -> None:
        self.seconds: dict[str, float] = {}
        self.dropped: dict[str, int] = {}
        self._target = target
        self._python = python
        self._layout = layout
        self._rules = rules
        self._say = say

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._say(f"  {name} ...")
        began = monotonic()
        yield
        self.seconds[name] = round(monotonic() - began, 2)

    def place_wheels(self, tree: WheelTree) -> list[str]:
        by_owner: dict[str, list[str]] = {}
        for path, owner in tree.owners.items():
            by_owner.setdefault(owner, []).append(path)
        place = self._layout.site_packages
        everything = []
        for owner, paths in sorted(by_owner.items()):
            kept = self._reviewed(owner, tree.root, paths)
            files.copy_all(tree.root, kept, place)
            [record] = [path for path in kept if path.endswith(".dist-info/RECORD")]
            wheels.write_record((place / record).parent, kept)
            everything += kept
        return everything

    def place_stdlib(self) -> None:
        stdlib = self._python.stdlib
        paths = [
            file.relative_to(stdlib).as_posix()
            for file in stdlib.rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        ]
        files.copy_all(stdlib, self._reviewed("stdlib", stdlib, paths), self._layout.stdlib)
        for library in self._python.shared_libraries:
            shutil.copyfile(library, self._layout.libraries / library.name)

    def place_parlance(self, checkout: Path) -> None:
        kept = self._reviewed("parlance", checkout, source.files(checkout))
        files.copy_all(checkout, kept, self._layout.parlance)

    def thin_all(self) -> None:
        with _as_packaging_error():
            for path in files.walk(self._layout.resources):
                if is_macho(path):
                    thin(path)
                    drop_absolute_rpaths(path)

    def _reviewed(self, of: str, root: Path, paths: list[str]) -> list[str]:
        fates = self._rules.sort(of, paths, self._target.name)
        if fates.unknown:
            shown = ", ".join(fates.unknown[:5])
            more = f" and {len(fates.unknown) - 5} more" if len(fates.unknown) > 5 else ""
            raise PackagingError(
                f"{of} holds files that nobody has reviewed: {shown}{more}; look at them, then say "
                "in packaging/assemble/keep.toml whether they are kept."
            )
        self.dropped[of] = sum((root / path).stat().st_size for path in fates.drop)
        return fates.keep


def _wheels(target: Target, python: Interpreter, work: Path) -> WheelTree:
    wanted = pins.pins(target, python.version)
    if not target.uv_platform:
        if python.minor != f"{sys.version_info.major}.{sys.version_info.minor}":
            raise PackagingError(
                f"the {target.name} bundle takes its wheels from the environment that runs this, "
                f"so its interpreter must be a Python {sys.version_info.major}."
                f"{sys.version_info.minor}, and {python.folder} is a {python.version}."
            )
        return wheels.take_from_environment(wanted)
    folder = work / f"wheels-{target.name}"
    shutil.rmtree(folder, ignore_errors=True)
    return wheels.resolve_for_mac(target, python, wanted, folder)


def _write_icon(resources: Path, icns: Path) -> None:
    # In a process of its own: Qt stays out of whatever builds, tests among it.
    command = [sys.executable, "-P", "-m", "assemble.icon", str(resources), str(icns)]
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"the icon could not be drawn: {done.stderr.strip()[-300:]}")


@contextmanager
def _as_packaging_error() -> Iterator[None]:
    try:
        yield
    except MachOError as error:
        raise PackagingError(f"{error}.") from error
