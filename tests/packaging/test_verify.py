"""Every breakage of a bundle is told by the file's name; a whole bundle passes."""

from __future__ import annotations

import json
import os
import plistlib
import py_compile
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assemble.layout import Layout
from assemble.targets import MAC
from macho.fat import ARM64
from macho.sign import seal_bundle
from tests.packaging import small_app
from tests.packaging.machos import EXECUTE, X86_64, Import, MachO, fat
from tests.packaging.small_app import CORE, LIBMLX, METALLIB, MINOR, PINNED, QT, SITE
from verify import Inspection, inspect
from verify import __main__ as command
from verify.resolve import is_system
from verify.system import Known


@pytest.fixture(scope="module", autouse=True)
def readable() -> Iterator[None]:
    """Whatever the machine's habit, files are made for everybody to read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_app.make(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def app(whole: Path, tmp_path: Path) -> Path:
    """A copy of the bundle, to be broken."""
    return Path(shutil.copytree(whole, tmp_path / whole.name, symlinks=True))


def look(app: Path, **options: float) -> Inspection:
    return inspect(app, pinned=PINNED, **options)  # type: ignore[arg-type]


def told(app: Path, *, sealed_again: bool = True) -> list[tuple[str, str]]:
    """(file, what is wrong) of every finding, after sealing what was broken."""
    if sealed_again:
        seal_bundle(app)
    return [(finding.file, finding.what) for finding in look(app).findings]


def test_nothing_is_wrong_with_a_whole_bundle(whole: Path) -> None:
    inspection = look(whole)
    assert [str(finding) for finding in inspection.findings] == []
    assert inspection.machos == 15
    assert inspection.links == 9
    assert inspection.minimum == "14.0"
    assert inspection.python_symbols == 1
    assert inspection.symbols == 7
    assert inspection.references == 19
    assert inspection.system_symbols == {
        "looked up": {"libSystem.B.dylib": 1},
        "by linker": {},
        "not looked up": {},
    }
    assert inspection.sealed > 40
    assert inspection.sizes["total"] == sum(
        size for name, size in inspection.sizes.items() if name != "total"
    )


def test_a_qt_framework_that_only_another_links_is_missed(app: Path) -> None:
    shutil.rmtree(app / QT / "lib" / "QtDBus.framework")
    assert (
        f"{QT}/lib/QtGui.framework/Versions/A/QtGui",
        "needs @rpath/QtDBus.framework/Versions/A/QtDBus, which is not there",
    ) in told(app)


def test_metal_kernels_of_macos_26_are_refused(app: Path) -> None:
    (app / METALLIB).write_bytes(small_app.metallib(26, 2))
    assert told(app) == [
        (METALLIB, "holds kernels for macOS 26.2, which older systems refuse"),
    ]


def test_metal_kernels_away_from_their_library_are_told(app: Path) -> None:
    away = app / SITE / "mlx" / "mlx.metallib"
    (app / METALLIB).rename(away)
    findings = told(app)
    assert (LIBMLX, "has no mlx.metallib beside it, where alone it looks") in findings
    assert (f"{SITE}/mlx/mlx.metallib", "does not lie beside libmlx.dylib") in findings
    assert (f"{SITE}/mlx/mlx.metallib", "belongs to no distribution") in findings


def test_one_flipped_byte_in_a_library_breaks_its_signature_and_the_seal(app: Path) -> None:
    data = bytearray((app / LIBMLX).read_bytes())
    data[0x3FC0] ^= 1  # its code
    (app / LIBMLX).write_bytes(data)
    assert told(app, sealed_again=False) == [
        (LIBMLX, "1 of 2 signed pages were changed, the first at byte 0"),
        (LIBMLX, "was changed after sealing"),
    ]


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("mlx/extra.pyc", "is stray byte code, outside of __pycache__"),
        (
            "mlx/__pycache__/extra.cpython-39.pyc",
            "is stray byte code, of another Python by its name",
        ),
        (
            f"mlx/__pycache__/gone.cpython-{MINOR.replace('.', '')}.pyc",
            "is stray byte code, without its source",
        ),
    ],
)
def test_stray_byte_code_is_told(app: Path, place: str, what: str) -> None:
    (app / SITE / place).write_bytes(bytes(16))
    assert (f"{SITE}/{place}", what) in told(app)


def test_byte_code_that_is_checked_against_dates_is_told(app: Path) -> None:
    source = app / SITE / "mlx" / "extra.py"
    compiled = py_compile.compile(
        str(source), invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP
    )
    assert compiled
    name = Path(compiled).relative_to(app).as_posix()
    assert told(app) == [(name, "is checked when it is loaded, and may be written again")]


def test_byte_code_of_another_source_or_python_and_its_absence_are_told(app: Path) -> None:
    (app / SITE / "mlx" / "extra.py").write_text("answer = 43\n")
    cache = f"__pycache__/extra.cpython-{MINOR.replace('.', '')}.pyc"
    other = app / SITE / "PySide6" / "__pycache__"
    [compiled] = other.iterdir()
    compiled.write_bytes(b"\0\0\r\n" + compiled.read_bytes()[4:])
    shutil.rmtree(app / "Contents" / "Resources" / "parlance" / "ui" / "__pycache__")
    assert sorted(told(app)) == [
        (
            "Contents/Resources/parlance/ui/main_window.py",
            "has no byte code, so each start compiles it",
        ),
        (compiled.relative_to(app).as_posix(), "is byte code of another Python"),
        (f"{SITE}/mlx/{cache}", "was compiled from another source"),
    ]


def test_a_fat_file_is_told_by_its_architectures(app: Path) -> None:
    thin = (app / LIBMLX).read_bytes()
    (app / LIBMLX).write_bytes(fat((X86_64, bytes(MachO(cpu=X86_64))), (ARM64, thin)))
    assert (LIBMLX, "holds several architectures (x86_64, arm64)") in told(app)


def test_another_architecture_is_told(app: Path) -> None:
    library = MachO(cpu=X86_64, install_name="@rpath/libmlx.dylib", exports=["_mlx_eval"])
    small_app.write_signed(app / LIBMLX, library)
    assert told(app) == [(LIBMLX, "is for x86_64")]


def test_a_file_that_needs_a_newer_macos_is_told(app: Path) -> None:
    small_app.write_signed(app / CORE, small_app.core(minos=(15, 0)))
    assert told(app) == [(CORE, "needs macOS 15.0")]


def test_an_extension_for_another_python_is_told(app: Path) -> None:
    other = app / SITE / "mlx" / "core.cpython-39-darwin.so"
    (app / CORE).rename(other)
    record = app / SITE / "mlx-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text() + f"mlx/{other.name},,\n")
    name = other.relative_to(app).as_posix()
    assert told(app) == [(name, f"is for another Python than {MINOR}, which does not find it")]


def test_frameworks_that_codesign_sealed_one_by_one_are_no_fault(app: Path) -> None:
    seal = app / QT / "lib/QtCore.framework/Versions/A/_CodeSignature/CodeResources"
    seal.parent.mkdir()
    seal.write_text("<plist/>")
    assert told(app) == []


def test_a_lost_link_in_a_framework_is_told(app: Path) -> None:
    (app / QT / "lib" / "QtCore.framework" / "Versions" / "Current").unlink()
    name = f"{QT}/lib/QtCore.framework/Versions/Current"
    assert told(app, sealed_again=False) == [
        (name, "is no link to A, and codesign calls such a framework ambiguous"),
        (name, "is sealed, but missing"),
    ]


def test_a_link_that_nobody_asked_for_is_told(app: Path) -> None:
    (app / SITE / "mlx" / "more").symlink_to("/usr/lib")
    assert told(app) == [(f"{SITE}/mlx/more", "is a link to /usr/lib that nobody asked for")]


def test_a_python_symbol_that_the_launcher_lacks_is_told(app: Path) -> None:
    imports = [*small_app.core().imports, Import("_PyUnknown_New")]
    small_app.write_signed(app / CORE, small_app.core(imports=imports))
    assert told(app) == [
        (CORE, "needs _PyUnknown_New, which nothing in its load chain provides"),
    ]


def test_a_symbol_that_a_library_does_not_export_is_told(app: Path) -> None:
    library = MachO(install_name="@rpath/libmlx.dylib", exports=["_mlx_other"])
    small_app.write_signed(app / LIBMLX, library)
    assert told(app) == [(CORE, "needs _mlx_eval, which libmlx.dylib does not provide")]


def test_a_symbol_that_macos_14_may_not_have_is_told(app: Path) -> None:
    """As of libc++: what only the one of macOS 26 has kills the program when it is loaded."""
    dylibs = [*small_app.core().dylibs, "/usr/lib/libc++.1.dylib"]
    new = "__ZNSt3__113__hash_memoryEPKvm"
    imports = [*small_app.core().imports, Import(new, 3), Import("__Znwm", 3), Import("_new", 2)]
    small_app.write_signed(app / CORE, small_app.core(dylibs=dylibs, imports=imports))
    assert told(app) == [
        (CORE, "needs _new of libSystem.B.dylib, unknown to be in macOS 14"),
        (CORE, f"needs {new} of libc++.1.dylib, unknown to be in macOS 14"),
    ]


def test_a_framework_that_macos_14_may_not_have_is_told(app: Path) -> None:
    new = "/System/Library/Frameworks/FoundationModels.framework/Versions/A/FoundationModels"
    dylibs = [*small_app.core().dylibs, new]
    small_app.write_signed(app / CORE, small_app.core(dylibs=dylibs))
    assert told(app) == [(CORE, f"needs {new}, which nobody has looked for in macOS 14")]


def test_what_macos_may_lack_is_no_fault_if_it_is_asked_for_weakly(app: Path) -> None:
    new = "/System/Library/Frameworks/FoundationModels.framework/Versions/A/FoundationModels"
    imports = [*small_app.core().imports, Import("_new", 2, weak=True), Import("_newer", 3)]
    wanted = small_app.core(weak_dylibs=[new], imports=imports)
    small_app.write_signed(app / CORE, wanted)
    assert told(app) == []


def test_what_another_interpreter_asks_of_macos_is_counted(
    app: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the one of the machine that builds, whose linker has seen what it asks for."""
    layout = Layout(app, MINOR)
    launcher = MachO(
        kind=EXECUTE,
        dylibs=["/usr/lib/libSystem.B.dylib", "/usr/lib/libncurses.5.4.dylib"],
        imports=[Import("_malloc", 1), Import("_initscr", 2), Import("_endwin", 2)],
        exports=["_PyList_New"],
    )
    layout.executable.write_bytes(bytes(launcher))
    assert told(app) == []
    assert look(app).system_symbols["not looked up"] == {"libncurses.5.4.dylib": 2}
    monkeypatch.setattr("verify.inspection.pins", lambda *_: PINNED)
    assert command.main([str(app)]) == 0
    assert "2 were not looked up (libncurses.5.4.dylib 2)" in capsys.readouterr().out


def test_the_list_of_what_macos_has_is_for_the_macos_that_the_app_asks_for() -> None:
    assert MAC.minimum == "14.0"  # another one: system.txt has to be made anew
    known = Known.load()
    assert sum(len(symbols) for _, symbols in known.libraries.values()) > 1500
    assert all(is_system(library) for library in known.libraries)


def test_a_list_with_names_below_no_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "system.txt").write_text("# words\n_malloc _free\n")
    with pytest.raises(ValueError, match="below no library"):
        Known.load(tmp_path / "system.txt")


def test_a_symbol_that_a_library_passes_on_is_no_fault(app: Path) -> None:
    inner = MachO(install_name="@rpath/libjaccl.dylib", exports=["_mlx_eval"])
    small_app.write_signed(app / SITE / "mlx" / "lib" / "libjaccl.dylib", inner)
    record = app / SITE / "mlx_metal-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text() + "mlx/lib/libjaccl.dylib,,\n")
    outer = MachO(
        install_name="@rpath/libmlx.dylib",
        reexports=["@rpath/libjaccl.dylib"],
        rpaths=["@loader_path"],
    )
    small_app.write_signed(app / LIBMLX, outer)
    assert told(app) == []


def test_a_symbol_may_come_from_whatever_the_file_loads_or_the_launcher_does(app: Path) -> None:
    imports = [Import("_mlx_eval"), Import("_PyList_New")]
    small_app.write_signed(app / CORE, small_app.core(imports=imports))
    layout = Layout(app, MINOR)
    name = f"libpython{MINOR}.dylib"
    shared = MachO(install_name=f"@rpath/{name}", exports=["_PyList_New"])
    small_app.write_signed(layout.libraries / name, shared)
    launcher = MachO(
        kind=EXECUTE,
        dylibs=[f"@rpath/{name}"],
        rpaths=["@executable_path/../Resources/python/lib"],
    )
    layout.executable.write_bytes(bytes(launcher))
    assert told(app) == []


@pytest.mark.parametrize(
    ("rpath", "what"),
    [
        ("/Users/runner/lib", "has the absolute rpath /Users/runner/lib"),
        (
            "@loader_path/" + "../" * 9 + "lib",
            f"has the rpath @loader_path/{'../' * 9}lib, which leaves the bundle",
        ),
        ("lib", "has the rpath lib, relative to nothing"),
    ],
)
def test_an_rpath_out_of_the_bundle_is_told(app: Path, rpath: str, what: str) -> None:
    small_app.write_signed(app / CORE, small_app.core(rpaths=["@loader_path/lib", rpath]))
    assert told(app) == [(CORE, what)]


@pytest.mark.parametrize("name", ["/opt/homebrew/lib/libz.dylib", "libz.dylib"])
def test_a_library_of_the_build_machine_is_told(app: Path, name: str) -> None:
    dylibs = [*small_app.core().dylibs, name]
    small_app.write_signed(app / CORE, small_app.core(dylibs=dylibs))
    assert told(app) == [(CORE, f"needs {name}, which belongs neither to the bundle nor to macOS")]


def test_libraries_that_need_each_other_are_no_fault(app: Path) -> None:
    record = app / SITE / "mlx_metal-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text() + "mlx/lib/libjaccl.dylib,,\n")
    for name, other in (("libmlx", "libjaccl"), ("libjaccl", "libmlx")):
        library = MachO(
            install_name=f"@rpath/{name}.dylib",
            dylibs=[f"@rpath/{other}.dylib"],
            rpaths=["@loader_path", "@loader_path/../lib"],
            exports=["_mlx_eval"],
        )
        small_app.write_signed(app / SITE / "mlx" / "lib" / f"{name}.dylib", library)
    assert told(app) == []


def test_a_weak_library_may_be_missing(app: Path) -> None:
    small_app.write_signed(app / CORE, small_app.core(weak_dylibs=["@rpath/libnew.dylib"]))
    assert told(app) == []


def test_a_missing_plugin_is_told_with_its_consequence(app: Path) -> None:
    name = f"{QT}/plugins/platforms/libqcocoa.dylib"
    (app / name).unlink()
    assert told(app) == [(name, "is missing: without it no window opens")]


def test_a_bundle_without_the_starter_model_is_told(app: Path) -> None:
    name = "Contents/Resources/parlance/resources/models/starter/model.safetensors"
    (app / name).unlink()
    (app / "Contents/Resources/parlance/app/__main__.py").write_text("")
    findings = told(app)
    assert (name, "is missing: without it the first answer needs a download") in findings
    assert (
        "Contents/Resources/parlance/app/__main__.py",
        "is missing: without it nothing starts",
    ) in findings


def test_a_property_list_without_a_required_key_is_told(app: Path) -> None:
    info = app / "Contents" / "Info.plist"
    entries = plistlib.loads(info.read_bytes())
    del entries["NSMicrophoneUsageDescription"]
    entries["CFBundleVersion"] = "0.1-beta"
    entries["NSHighResolutionCapable"] = "yes"
    entries["LSMinimumSystemVersion"] = "26.0"
    entries["CFBundleDocumentTypes"][0]["LSHandlerRank"] = "Owner"
    info.write_bytes(plistlib.dumps(entries))
    assert set(told(app)) == {
        ("Contents/Info.plist", what)
        for what in (
            "lacks NSMicrophoneUsageDescription",
            "CFBundleVersion is not one to three numbers: '0.1-beta'",
            "NSHighResolutionCapable is not a bool that says something",
            "LSMinimumSystemVersion is '26.0' instead of '14.0'",
            "public.image would be taken over: LSHandlerRank is not Alternate",
        )
    }


def test_a_property_list_that_was_edited_after_signing_is_told(app: Path) -> None:
    info = app / "Contents" / "Info.plist"
    info.write_bytes(info.read_bytes() + b"\n")
    assert told(app, sealed_again=False) == [
        ("Contents/Info.plist", "was changed after the launcher was signed"),
    ]


def test_other_type_codes_than_an_apps_are_told(app: Path) -> None:
    (app / "Contents" / "PkgInfo").write_bytes(b"FMWK????")
    assert told(app) == [("Contents/PkgInfo", "does not say APPL????")]


def test_a_damaged_distribution_is_told_in_one_sentence(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / SITE / "mlx-1.0.dist-info" / "METADATA").write_text("nothing\n")
    assert command.main([str(app)]) == 1
    err = capsys.readouterr().err
    assert "a distribution in" in err
    assert "is damaged" in err


def test_a_broken_icon_and_one_without_large_sizes_are_told(app: Path) -> None:
    icon = app / "Contents" / "Resources" / "Parlance.icns"
    data = icon.read_bytes()
    icon.write_bytes(data[:3000])
    [(file, what)] = told(app)
    assert (file, what[:10]) == ("Contents/Resources/Parlance.icns", "is no icon")
    icon.unlink()
    assert {what for _, what in told(app)} == {"is missing", "is missing, which Info.plist names"}


def test_an_icon_that_lacks_a_size_is_told(app: Path) -> None:
    icon = app / "Contents" / "Resources" / "Parlance.icns"
    data, at, kept = icon.read_bytes(), 8, b""
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        if data[at : at + 4] not in (b"ic10", b"TOC "):
            kept += data[at : at + size]
        at += size
    icon.write_bytes(b"icns" + (len(kept) + 8).to_bytes(4, "big") + kept)
    assert told(app) == [("Contents/Resources/Parlance.icns", "lacks 512x512@2x")]


def test_a_missing_licence_is_told_by_whose_it_is(app: Path) -> None:
    licences = app / "Contents" / "Resources" / "licences"
    shutil.rmtree(licences / "mlx")
    (licences / "qt" / "LICENSE").write_text("")
    assert told(app) == [
        ("Contents/Resources/licences/mlx", "the licence of mlx is missing"),
        ("Contents/Resources/licences/qt", "the licence of Qt is missing"),
    ]


def test_a_file_outside_of_the_reviewed_list_is_told(app: Path) -> None:
    (app / "Contents" / "Resources" / "notes.txt").write_text("mine")
    (app / SITE / "mlx" / "__pycache__" / "notes.txt").write_text("mine")
    (app / "Contents" / "Resources" / "parlance" / "app" / "key.pem").write_text("secret")
    assert sorted(told(app)) == [
        ("Contents/Resources/notes.txt", "belongs to no part of the bundle"),
        ("Contents/Resources/parlance/app/key.pem", "is not in the reviewed list"),
        (f"{SITE}/mlx/__pycache__/notes.txt", "belongs to no distribution"),
    ]


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac's disk holds one of them")
def test_names_that_differ_in_case_alone_are_told(app: Path) -> None:
    folder = "Contents/Resources/licences/mlx"
    (app / folder / "License").write_text("Do as you please.")
    assert told(app) == [(f"{folder}/License", "is one file with LICENSE on a Mac")]


def test_files_that_only_their_builder_reads_are_told(app: Path) -> None:
    name = "Contents/Resources/licences/Python.txt"
    (app / name).chmod(0o600)
    assert told(app) == [(name, "has the mode 600")]


def test_a_file_that_the_list_drops_is_told_with_the_reason(app: Path) -> None:
    binding = app / SITE / "PySide6" / "QtQml.abi3.so"
    shutil.copy(app / SITE / "PySide6" / "QtGui.abi3.so", binding)
    record = app / SITE / "pyside6_essentials-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text() + "PySide6/QtQml.abi3.so,,\n")
    [(file, what)] = told(app)
    assert file == f"{SITE}/PySide6/QtQml.abi3.so"
    assert what.startswith("should not be here (")


def test_a_distribution_that_is_not_pinned_is_told(app: Path) -> None:
    seal_bundle(app)
    wrong = inspect(app, pinned={**PINNED, "mlx": "1.1"})
    assert [(one.file, one.what) for one in wrong.findings] == [(SITE, "mlx is 1.0")]


def test_a_bundle_over_its_budget_is_told_with_the_largest_parts(app: Path, tmp_path: Path) -> None:
    [finding] = look(app, installed_mb=0.1).findings
    assert finding.what.startswith("takes 0 MB of 0.1 (")
    image = tmp_path / "Parlance.dmg"
    with image.open("wb") as stream:
        os.truncate(stream.fileno(), 161_000_000)
    [finding] = inspect(app, image=image, pinned=PINNED).findings
    assert finding.what == "takes 161 MB of 160"


def test_a_folder_that_is_no_bundle_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(tmp_path)]) == 1
    assert "holds no bundle" in capsys.readouterr().err


def test_the_command_prints_findings_shares_and_figures_and_exits_with_1(
    app: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verify.inspection.pins", lambda *_: PINNED)
    assert command.main([str(app)]) == 0
    assert capsys.readouterr().out.endswith("Nothing is wrong.\n")
    (app / METALLIB).write_bytes(b"nothing")
    assert command.main([str(app)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == (f"{METALLIB}: it is not a library of Metal kernels; take the wheel again.")
    assert out[-1] == "2 findings."
    assert any(line.startswith("MLX ") and line.endswith("%") for line in out)
    assert command.main([str(app), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["findings"][0]["file"] == METALLIB
    assert report["machos"] == 15


def test_a_bundle_without_a_seal_is_told(app: Path) -> None:
    Layout(app, MINOR).seal.unlink()
    assert ("Contents/_CodeSignature/CodeResources", "the bundle is not sealed") in told(
        app, sealed_again=False
    )
