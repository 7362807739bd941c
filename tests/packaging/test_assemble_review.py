"""The reviewed list, the pins, and the wheels that they are held against."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assemble import pins, wheels
from assemble.errors import PackagingError
from assemble.interpreter import Interpreter, compiler_for, read
from assemble.prune import Rules, as_regex
from assemble.targets import LINUX, MAC


def test_the_first_rule_that_matches_decides(tmp_path: Path) -> None:
    rules = _rules(
        tmp_path,
        """
        [[rule]]
        of = "numpy"
        drop = ["numpy/tests/**"]
        why = "tests"
        [[rule]]
        of = "*"
        keep = ["**/*.py"]
        why = "code"
        """,
    )

    fates = rules.sort("numpy", ["numpy/tests/a.py", "numpy/a.py", "numpy/new.bin"], "mac")

    assert (fates.keep, fates.drop) == (["numpy/a.py"], ["numpy/tests/a.py"])
    assert fates.unknown == ["numpy/new.bin"]


def test_a_rule_for_one_system_leaves_the_other_alone(tmp_path: Path) -> None:
    rules = _rules(
        tmp_path,
        """
        [[rule]]
        of = "mlx"
        systems = ["mac"]
        keep = ["*.dylib"]
        why = "the library"
        """,
    )

    assert rules.decide("mlx", "a.dylib", "mac") is not None
    assert rules.decide("mlx", "a.dylib", "linux") is None


def test_a_rule_for_any_distribution_says_nothing_of_our_own_code(tmp_path: Path) -> None:
    rules = _rules(tmp_path, '[[rule]]\nof = "*"\nkeep = ["**"]\nwhy = "all"')

    assert rules.decide("parlance", "app/a.py", "mac") is None
    assert rules.decide("stdlib", "os.py", "mac") is None


def test_a_rule_without_a_reason_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match=r"entry 1 of keep\.toml needs"):
        _rules(tmp_path, '[[rule]]\nof = "*"\nkeep = ["**"]')


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("a/*.py", "a/b.py", True),
        ("a/*.py", "a/b/c.py", False),
        ("a/**/*.py", "a/b.py", True),
        ("a/**/*.py", "a/b/c/d.py", True),
        ("a/**", "a/b/c", True),
        ("Qt{Core,Gui}.so", "QtGui.so", True),
        ("Qt{Core,Gui}.so", "QtQml.so", False),
        ("a.py", "aXpy", False),
    ],
)
def test_a_pattern_covers_what_it_says(glob: str, path: str, matches: bool) -> None:
    import re

    assert bool(re.fullmatch(as_regex(glob), path)) == matches


@pytest.mark.skipif(sys.platform != "linux", reason="this environment's wheels are another's")
def test_somebody_has_reviewed_every_file_of_every_wheel_here() -> None:
    wanted = pins.pins(LINUX, ".".join(map(str, sys.version_info[:3])))
    tree = wheels.take_from_environment(wanted)
    rules = Rules.load()

    unknown = [p for p, of in tree.owners.items() if rules.decide(of, p, LINUX.name) is None]

    assert unknown == []
    assert len(tree.owners) > 1000


def test_all_of_our_own_files_are_reviewed_and_the_training_stays_behind() -> None:
    from assemble import source

    fates = Rules.load().sort("parlance", source.files(), MAC.name)

    assert fates.unknown == []
    assert {"app/__main__.py", "resources/models/starter/model.safetensors"} <= set(fates.keep)
    assert not [path for path in fates.keep if "training" in path or path.endswith(".ts")]


def test_without_git_everything_that_lies_there_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assemble import files, source

    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "new.py").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    assert source.files(tmp_path) == ["app/new.py"]
    assert files.source_date() > 0


def test_the_mac_gets_its_gpu_and_linux_its_processor() -> None:
    mac, linux = pins.pins(MAC, "3.13.15"), pins.pins(LINUX, "3.13.15")

    assert mac["mlx-metal"] == mac["mlx"]
    assert "mlx-cpu" not in mac
    assert linux["mlx-cpu"] == linux["mlx"]
    assert "mlx-metal" not in linux
    assert "colorama" not in mac


def test_differences_from_the_pins_are_named() -> None:
    wanted = {"mlx": "2", "numpy": "1", "pillow": "3"}

    wrong = pins.differences(wanted, {"mlx": "1", "pillow": "3", "torch": "9"})

    assert wrong == ["mlx is 1", "numpy 1 is missing", "torch is not pinned"]


def test_wheels_without_the_metal_backend_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "uv"
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.setattr(wheels, "_uv", lambda: str(fake))
    (tmp_path / "wheels").mkdir()

    with pytest.raises(PackagingError, match="mlx-metal is missing"):
        wheels.resolve_for_mac(MAC, Interpreter(tmp_path, "3.13.1"), {}, tmp_path / "wheels")


def test_a_failing_uv_is_quoted_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "uv"
    fake.write_text("#!/bin/sh\necho 'no network\n at all' >&2\nexit 2\n")
    fake.chmod(0o755)
    monkeypatch.setattr(wheels, "_uv", lambda: str(fake))

    with pytest.raises(PackagingError, match="no network at all"):
        wheels.resolve_for_mac(MAC, Interpreter(tmp_path, "3.13.1"), {}, tmp_path / "wheels")


def test_a_folder_without_an_interpreter_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(PackagingError, match=r"holds no Python .* give the folder with --python"):
        read(tmp_path)


def test_a_version_that_nothing_here_compiles_for_is_refused() -> None:
    with pytest.raises(PackagingError, match=r"byte code of Python 3\.99 can only be written"):
        compiler_for("3.99")


def test_this_interpreter_compiles_for_its_own_version() -> None:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"

    assert compiler_for(minor) == Path(sys.executable)


def test_the_bundles_own_interpreter_compiles_where_it_can_run(tmp_path: Path) -> None:
    own = tmp_path / "bin" / "python3.77"
    own.parent.mkdir()
    own.write_text("#!/bin/sh\necho 3.77\n")
    own.chmod(0o755)

    assert compiler_for("3.77", tmp_path) == own


def test_an_interpreter_for_another_system_is_passed_over(tmp_path: Path) -> None:
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    own = tmp_path / "bin" / f"python{minor}"
    own.parent.mkdir()
    own.write_bytes(b"\xcf\xfa\xed\xfe")
    own.chmod(0o755)

    assert compiler_for(minor, tmp_path) == Path(sys.executable)


def _rules(folder: Path, text: str) -> Rules:
    file = folder / "keep.toml"
    file.write_text(text)
    return Rules.load(file)
