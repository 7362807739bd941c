"""A Parlance.app of some forty small files that the verifier finds nothing wrong with."""

from __future__ import annotations

import io
import py_compile
import struct
import sys
from pathlib import Path

from PIL import Image

from assemble import frameworks, plist
from assemble.layout import BUNDLE as APP
from assemble.layout import Layout
from macho.sign import seal_bundle, sign_file
from tests.packaging.machos import BUNDLE, EXECUTE, Import, MachO
from verify.parts import PARTS

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
SUFFIX = f"cpython-{MINOR.replace('.', '')}-darwin.so"
PINNED = {"mlx": "1.0", "mlx-metal": "1.0", "pyside6-essentials": "1.0"}

SITE = "Contents/Resources/site-packages"
CORE = f"{SITE}/mlx/core.{SUFFIX}"
LIBMLX = f"{SITE}/mlx/lib/libmlx.dylib"
METALLIB = f"{SITE}/mlx/lib/mlx.metallib"
QT = f"{SITE}/PySide6/Qt"

_PLUGINS = (
    "platforms/libqcocoa",
    "platforms/libqoffscreen",
    "styles/libqmacstyle",
    "iconengines/libqsvgicon",
    "imageformats/libqsvg",
    "imageformats/libqjpeg",
    "imageformats/libqgif",
    "imageformats/libqwebp",
)
_RECORDS = {
    "mlx": [f"mlx/core.{SUFFIX}", "mlx/extra.py"],
    "mlx-metal": ["mlx/lib/libmlx.dylib", "mlx/lib/mlx.metallib"],
    "pyside6-essentials": [
        "PySide6/__init__.py",
        "PySide6/QtGui.abi3.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        *(f"PySide6/Qt/plugins/{plugin}.dylib" for plugin in _PLUGINS),
        *(
            f"PySide6/Qt/lib/{name}.framework/Versions/A/{part}"
            for name in ("QtCore", "QtDBus", "QtGui")
            for part in (name, "Resources/Info.plist")
        ),
    ],
}


def make(folder: Path) -> Path:
    """Write the bundle into `folder`, sealed; gives the app."""
    layout = Layout(folder / APP, MINOR)
    _write_launcher(layout)
    _write_modules(layout)
    _write_mlx(layout.site_packages / "mlx")
    _write_qt(layout.site_packages / "PySide6")
    _write_records(layout.site_packages)
    _write_licences(layout.licences)
    plist.write(layout, "0.1.0")
    layout.icon.write_bytes(icon())
    compile_all(layout.app)
    seal_bundle(layout.app)
    return layout.app


def icon(size: int = 1024) -> bytes:
    """An icns with every size up to `size`."""
    stream = io.BytesIO()
    sizes = [one for one in (32, 64, 128, 256, 512) if one < size]
    smaller = [Image.new("RGBA", (one, one), "red") for one in sizes]
    Image.new("RGBA", (size, size), "red").save(stream, format="ICNS", append_images=smaller)
    return stream.getvalue()


def metallib(major: int, minor: int) -> bytes:
    """The beginning of a library of Metal kernels for one macOS."""
    return b"MTLB" + bytes([1, 0x80, 2, 0, 9, 0, 0, 0x81]) + struct.pack("<HH", major, minor)


def compile_all(app: Path) -> None:
    """Write the byte code of every module."""
    for source in app.rglob("*.py"):
        py_compile.compile(
            str(source),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


def write_signed(path: Path, macho: MachO) -> None:
    """Write a Mach-O with its signature."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(macho))
    sign_file(path)


def core(**changes: object) -> MachO:
    """mlx/core, which asks Python and libmlx for a symbol each."""
    wanted: dict[str, object] = {
        "kind": BUNDLE,
        "dylibs": ["@rpath/libmlx.dylib", "/usr/lib/libSystem.B.dylib"],
        "rpaths": ["@loader_path/lib"],
        "imports": [Import("_mlx_eval", 1), Import("_malloc", 2), Import("_PyList_New")],
        "exports": ["_PyInit_core"],
    }
    return MachO(**{**wanted, **changes})  # type: ignore[arg-type]


def _write_launcher(layout: Layout) -> None:
    launcher = MachO(kind=EXECUTE, exports=["_PyList_New", "_Py_Initialize"])
    layout.executable.parent.mkdir(parents=True)
    layout.executable.write_bytes(bytes(launcher))
    layout.executable.chmod(0o755)


def _write_modules(layout: Layout) -> None:
    for path in (
        layout.stdlib / "os.py",
        *(layout.resources / part for part in PARTS if part.endswith(".py")),
        layout.site_packages / "mlx" / "extra.py",
        layout.site_packages / "PySide6" / "__init__.py",
    ):
        path.parent.mkdir(parents=True)
        path.write_text("answer = 42\n")
    for part in PARTS:
        path = layout.resources / part
        if path.suffix != ".py":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("small")


def _write_mlx(folder: Path) -> None:
    write_signed(folder / f"core.{SUFFIX}", core())
    library = MachO(install_name="@rpath/libmlx.dylib", exports=["_mlx_eval"])
    write_signed(folder / "lib" / "libmlx.dylib", library)
    (folder / "lib" / "mlx.metallib").write_bytes(metallib(14, 0))


def _write_qt(folder: Path) -> None:
    def at(name: str) -> str:
        return f"@rpath/{name}.framework/Versions/A/{name}"

    links: dict[str, list[str]] = {
        "QtCore": [],
        "QtDBus": ["QtCore"],
        "QtGui": ["QtDBus", "QtCore"],
    }
    for name, others in links.items():
        library = MachO(
            install_name=at(name),
            dylibs=[*(at(other) for other in others), "/usr/lib/libSystem.B.dylib"],
            rpaths=["@loader_path/../../../"],
            exports=[f"_{name}"],
            imports=[Import(f"_{other}", n) for n, other in enumerate(others, 1)],
        )
        versions = folder / "Qt" / "lib" / f"{name}.framework" / "Versions" / "A"
        write_signed(versions / name, library)
        (versions / "Resources").mkdir()
        (versions / "Resources" / "Info.plist").write_text("<plist/>")
    frameworks.relink(folder)
    binding = MachO(
        kind=BUNDLE,
        dylibs=[at("QtGui")],
        rpaths=["@loader_path/Qt/lib"],
        imports=[Import("_QtGui", 1), Import("_PyList_New")],
    )
    write_signed(folder / "QtGui.abi3.so", binding)
    for plugin in _PLUGINS:
        macho = MachO(kind=BUNDLE, dylibs=[at("QtGui")], rpaths=["@loader_path/../../lib"])
        write_signed(folder / "Qt" / "plugins" / f"{plugin}.dylib", macho)


def _write_records(site: Path) -> None:
    for name, paths in _RECORDS.items():
        info = site / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        everything = [*paths, f"{info.name}/METADATA", f"{info.name}/RECORD"]
        (info / "RECORD").write_text("".join(f"{path},,\n" for path in everything))


def _write_licences(folder: Path) -> None:
    folder.mkdir()
    for place in ("Parlance.txt", "Python.txt"):
        (folder / place).write_text("Do as you please.")
    for place in ("qt", "starter-model", "mlx", "mlx-metal"):
        (folder / place).mkdir()
        (folder / place / "LICENSE").write_text("Do as you please.")
