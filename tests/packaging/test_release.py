"""packaging/release.sh with stand-ins for Apple's tools, which note what they were called for."""

from __future__ import annotations

import datetime
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
MACH_O = bytes.fromhex("cffaedfe") + b"\0" * 28
ID = "Developer ID Application: Ada (TEAM)"
RIGHT = "com.apple.security.device.audio-input"
SITE = "Contents/Resources/site-packages"
QT = f"{SITE}/PySide6/Qt/lib/QtCore.framework"

BUILDER = """#!/bin/bash
[ "$1" = package ] || exit 64
{ printf parlance; printf ' %q' "$@"; printf '\\n'; } >>"$CALLS"
out=${@: -1}
python3=$(dirname "$0")/.venv/bin/python
mkdir -p "$out" && "$python3" "$(dirname "$0")/make_app.py" "$out/Parlance.app"
echo '{"verified": true}'
"""

# Notes each call; after the bundle is signed it sums up what is in it.
TOOL = """#!/bin/bash
name=$(basename "$0")
called="$name $1"
{ printf '%s' "$name"; printf ' %q' "$@"; printf '\\n'; } >>"$CALLS"
sum() { (cd "$1" && find . -type f -exec cksum {} + | sort -k3) ; }
last=${@: -1}
case "$name $*" in
  "security find-identity"*) echo "  1) ABC \\"$KEYCHAIN\\"" ;;
  "codesign --force"*Parlance.app) sum "$last" >"$CALLS.sealed" ;;
  "codesign -d --entitlements"*) echo "<key>$RIGHTS</key>" ;;
  "xcrun notarytool submit"*) echo "{\\"id\\": \\"7-7\\", \\"status\\": \\"$ANSWER\\"}" ;;
  "ditto -c"*) : >"$last" ;;
  "ditto "*) cp -R "$1" "$2" ;;
  "hdiutil create"*)
    while [ $# -gt 1 ]; do [ "$1" != -srcfolder ] || (cd "$2" && find . -maxdepth 1 | sort) >"$last"; shift; done ;;
esac
[ "$called" != "$FAILS" ]
"""  # noqa: E501

LAUNCHER = """#!/bin/bash
echo "self-test $*" >>"$CALLS"
exit ${SELF_TEST:-0}
"""


def make_app(app: Path) -> None:
    """A bundle as ./parlance package makes them, with next to nothing in it."""
    for path in (
        f"{QT}/Versions/A/QtCore",
        f"{SITE}/PySide6/QtCore.abi3.so",
        f"{SITE}/mlx/core.cpython-313-darwin.so",
        f"{SITE}/mlx/lib/libmlx.dylib",
        "Contents/Resources/python/lib/libpython3.13.dylib",
    ):
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).write_bytes(MACH_O)
    (app / SITE / "mlx" / "module.py").write_text("not compiled")
    (app / QT / "Versions" / "Current").symlink_to("A")
    (app / QT / "QtCore").symlink_to("Versions/Current/QtCore")
    launcher = app / "Contents" / "MacOS" / "Parlance"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


@dataclass
class Mac:
    """A checkout with the script, and a PATH on which Apple's tools are stand-ins."""

    root: Path
    environment: dict[str, str]

    def release(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "packaging" / "release.sh"), *words],
            env={**self.environment, **changes},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    @property
    def calls(self) -> list[list[str]]:
        file = Path(self.environment["CALLS"])
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [shlex.split(line) for line in lines]

    def names(self) -> list[str]:
        return [" ".join(call[:3]) for call in self.calls]

    def signed(self) -> list[str]:
        """What codesign signed, in its order, relative to the folder of the release."""
        out = str(self.root / "out" / "release")
        return [
            os.path.relpath(call[-1], out)
            for call in self.calls
            if call[0] == "codesign" and "--sign" in call
        ]


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    root, tools = tmp_path / "a checkout", tmp_path / "tools"
    for folder in (root / "packaging", root / "app", root / ".venv" / "bin", tools):
        folder.mkdir(parents=True)
    for name in ("release.sh", "nested.py", "entitlements.plist", "unnotarised.txt"):
        shutil.copy2(PACKAGING / name, root / "packaging" / name)
    (root / "app" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## [1.2.3] - 2026-11-21\n")
    python = root / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    here = shlex.quote(str(Path(__file__)))
    (root / "make_app.py").write_text(
        "import importlib.util, pathlib, sys\n"
        f"spec = importlib.util.spec_from_file_location('scene', {here!r}.strip(\"'\"))\n"
        "scene = importlib.util.module_from_spec(spec)\n"
        "sys.modules['scene'] = scene\n"
        "spec.loader.exec_module(scene)\n"
        "scene.make_app(pathlib.Path(sys.argv[1]))\n"
    )
    (root / "parlance").write_text(BUILDER)
    (root / "parlance").chmod(0o755)
    for name in ("codesign", "ditto", "hdiutil", "spctl", "xattr", "xcrun", "security"):
        (tools / name).write_text(TOOL)
        (tools / name).chmod(0o755)
    environment = {
        "PATH": f"{tools}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "CALLS": str(tmp_path / "calls"),
        "SIGN_ID": ID,
        "NOTARY_PROFILE": "parlance",
        "KEYCHAIN": ID,
        "RIGHTS": RIGHT,
        "ANSWER": "Accepted",
        "FAILS": "",
    }
    return Mac(root, environment)


def test_the_bundle_and_the_image_have_the_version_of_the_app() -> None:
    from assemble import plist, source

    written = plist.info(source.version())
    assert written["CFBundleShortVersionString"] == written["CFBundleVersion"] == __version__
    script = (PACKAGING / "release.sh").read_text(encoding="utf-8")
    (read,) = re.findall(
        r"^version=\$\((sed .*) \"\$root/app/__init__.py\"\)$", script, re.MULTILINE
    )
    done = subprocess.run(
        f"{read} app/__init__.py", shell=True, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == __version__


def test_the_app_may_use_the_microphone_and_nothing_else() -> None:
    rights = plistlib.loads((PACKAGING / "entitlements.plist").read_bytes())
    assert rights == {RIGHT: True}


def test_a_release_is_built_signed_notarised_and_checked_in_this_order(mac: Mac) -> None:
    done = mac.release("--python", "/python here")
    assert done.returncode == 0, done.stderr
    image = mac.root / "out" / "release" / "Parlance-1.2.3.dmg"
    assert done.stdout.splitlines()[-1] == str(image)
    assert image.exists()
    steps = [name for name in mac.names() if not name.startswith("codesign --force")]
    out = str(mac.root / "out" / "release")
    assert steps == [
        "security find-identity -v",
        "xcrun notarytool history",
        "parlance package --python",
        f"xattr -cr {out}/Parlance.app",
        "codesign --verify --strict",
        "codesign -d --entitlements",
        "self-test --self-test",
        "ditto -c -k",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "xcrun stapler validate",
        f"ditto {out}/Parlance.app {out}/stage/Parlance.app",
        "hdiutil create -volname",
        "codesign --timestamp --sign",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "xcrun stapler validate",
        "spctl --assess --type",
        "spctl --assess --type",
    ]
    built = next(call for call in mac.calls if call[0] == "parlance")
    assert built[1:] == ["package", "--python", "/python here", "--out", out]


def test_the_inside_is_signed_before_the_outside(mac: Mac) -> None:
    assert mac.release("--python", "/python").returncode == 0
    signed = mac.signed()
    assert signed[-2:] == ["Parlance.app", "Parlance-1.2.3.dmg"]
    inner = [path.removeprefix("Parlance.app/") for path in signed[:-2]]
    assert inner[-1] == QT  # the framework, not the program in it
    assert set(inner[:-1]) == {
        f"{SITE}/PySide6/QtCore.abi3.so",
        f"{SITE}/mlx/core.cpython-313-darwin.so",
        f"{SITE}/mlx/lib/libmlx.dylib",
        "Contents/Resources/python/lib/libpython3.13.dylib",
    }
    assert len(inner) == len(set(inner))
    depths = [path.count("/") for path in inner[:-1]]
    assert depths == sorted(depths, reverse=True)


def test_only_the_app_gets_rights_and_nothing_is_signed_deeply(mac: Mac) -> None:
    assert mac.release("--python", "/python").returncode == 0
    signing = [call for call in mac.calls if call[0] == "codesign" and "--sign" in call]
    assert [call[-1].rpartition("/")[2] for call in signing if "--entitlements" in call] == [
        "Parlance.app"
    ]
    for call in signing:
        assert "--deep" not in call
        assert "--timestamp" in call
        assert call[call.index("--sign") + 1] == ID
        assert call[-1].endswith(".dmg") or call[2:4] == ["--options", "runtime"]


def test_nothing_is_written_into_the_bundle_after_it_is_signed(mac: Mac) -> None:
    assert mac.release("--python", "/python").returncode == 0
    app = mac.root / "out" / "release" / "Parlance.app"
    now = subprocess.run(
        "find . -type f -exec cksum {} + | sort -k3",
        shell=True,
        cwd=app,
        capture_output=True,
        text=True,
        check=True,
    )
    sealed = Path(mac.environment["CALLS"] + ".sealed").read_text()
    assert sealed
    assert now.stdout == sealed


def test_an_unnotarised_image_says_how_to_open_it(mac: Mac) -> None:
    done = mac.release("--python", "/python", SIGN_ID="", NOTARY_PROFILE="")
    assert done.returncode == 0, done.stderr
    assert "not notarised" in done.stderr
    signing = [call for call in mac.calls if call[0] == "codesign" and "--sign" in call]
    assert len(signing) == 6  # five inside and the app
    for call in signing:
        assert call[call.index("--sign") + 1] == "-"
        assert not {"--options", "--entitlements", "--timestamp"} & set(call)
    assert not [name for name in mac.names() if name.startswith(("xcrun", "spctl", "security"))]
    image = (mac.root / "out" / "release" / "Parlance-1.2.3.dmg").read_text().split("\n")
    assert "./Read me first.txt" in image
    assert {"./Applications", "./Parlance.app"} < set(image)
    text = (PACKAGING / "unnotarised.txt").read_text(encoding="utf-8")
    for words in ("Open Anyway", "xattr -dr com.apple.quarantine", "隐私与安全性"):
        assert words in text
    assert "spctl --master-disable" not in text


def test_a_notarised_image_holds_no_such_text(mac: Mac) -> None:
    assert mac.release("--python", "/python").returncode == 0
    image = (mac.root / "out" / "release" / "Parlance-1.2.3.dmg").read_text()
    assert "Read me first" not in image


def test_a_dry_run_prints_the_same_commands_and_does_nothing(mac: Mac) -> None:
    app = mac.root / "built" / "Parlance.app"
    make_app(app)
    before = sorted(app.rglob("*"))
    done = mac.release("--app", str(app), "--dry-run")
    assert done.returncode == 0, done.stderr
    assert mac.calls == []
    assert sorted(app.rglob("*")) == before
    told = [shlex.split(line)[1:] for line in done.stderr.splitlines() if line.startswith("+ ")]
    done = mac.release("--app", str(app))
    assert done.returncode == 0, done.stderr
    real = [call for call in mac.calls if call[0] in ("codesign", "hdiutil", "spctl", "ditto")]
    asked = [call for call in real if call[:2] != ["codesign", "-d"]]
    assert [call for call in told if call[0] in ("codesign", "hdiutil", "spctl", "ditto")] == asked


def test_a_dry_run_needs_no_mac(mac: Mac) -> None:
    done = mac.release("--python", "/python", "--dry-run", PATH="/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert "+ codesign --force --options runtime" in done.stderr
    assert not (mac.root / "out" / "release" / "Parlance.app").exists()


@pytest.mark.parametrize(
    ("words", "changes", "said"),
    [
        ((), {}, "--python is missing"),
        (("--python",), {}, "--python wants a path"),
        (("--deep",), {}, "there is no option --deep"),
        (("--python", "/p"), {"SIGN_ID": ""}, "SIGN_ID is not"),
        (("--python", "/p"), {"NOTARY_PROFILE": ""}, "NOTARY_PROFILE is not"),
        (("--python", "/p"), {"KEYCHAIN": "somebody else"}, "no identity named"),
        (("--python", "/p"), {"FAILS": "xcrun notarytool"}, "does not know the profile"),
        (("--python", "/p"), {"RIGHTS": "nothing"}, "does not let the app ask"),
        (("--python", "/p"), {"ANSWER": "Invalid"}, "Apple did not accept"),
        (("--app", "/nowhere"), {}, "/nowhere is no bundle"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_no_image(
    mac: Mac, words: tuple[str, ...], changes: dict[str, str], said: str
) -> None:
    done = mac.release(*words, **changes)
    assert done.returncode == 1
    assert said in done.stderr
    assert not done.stdout
    assert not list(mac.root.rglob("*.dmg"))


def test_a_refused_app_shows_apples_reasons(mac: Mac) -> None:
    mac.release("--python", "/python", ANSWER="Invalid")
    assert ["xcrun", "notarytool", "log", "7-7"] in [call[:4] for call in mac.calls]


def test_without_apples_tools_it_says_what_is_missing(mac: Mac) -> None:
    tools = Path(mac.environment["PATH"].split(":")[0])
    (tools / "codesign").unlink()
    (tools / "xcrun").unlink()
    if shutil.which("codesign", path="/usr/bin:/bin"):
        pytest.skip("they are all there")
    done = mac.release("--python", "/python")
    assert done.returncode == 1
    assert "missing: codesign xcrun" in done.stderr
    assert "parlance package" not in " ".join(mac.names())


def test_what_is_not_written_down_is_not_released(mac: Mac) -> None:
    (mac.root / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n")
    done = mac.release("--python", "/python")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    today = datetime.date.today().isoformat()
    for words in ('"## [1.2.3]"', f'Rename "## [Unreleased]" to "## [1.2.3] - {today}"'):
        assert words in done.stderr
    assert not mac.calls


def test_another_versions_heading_is_none(mac: Mac) -> None:
    (mac.root / "CHANGELOG.md").write_text("see ## [1.2.3]\n\n## [1.2.30]\n\n## [1x2.3]\n")
    assert mac.release("--python", "/python").returncode == 1


def test_a_dry_run_tells_what_is_not_ready_and_writes_nothing(mac: Mac) -> None:
    (mac.root / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n")
    before = sorted(mac.root.rglob("*"))
    done = mac.release("--python", "/python", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "not ready: CHANGELOG.md has no heading" in done.stderr
    assert "+ hdiutil create" in done.stderr
    assert sorted(mac.root.rglob("*")) == before


def test_what_is_not_committed_is_not_released(mac: Mac) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *who, *words], cwd=mac.root, check=True, capture_output=True)

    git("init")
    git("add", "packaging", "app", "CHANGELOG.md", "parlance", "make_app.py")
    git("commit", "-m", "all")
    (mac.root / ".git" / "info" / "exclude").write_text(".venv\nout\n")
    done = mac.release("--python", "/python")
    assert done.returncode == 0, done.stderr
    (mac.root / "app" / "__init__.py").write_text('__version__ = "1.2.3"\nmore = 1\n')
    done = mac.release("--python", "/python")
    assert done.returncode == 1
    assert "not committed" in done.stderr
    assert "app/__init__.py" in done.stderr


def test_how_to_make_one_is_written_down() -> None:
    """In help, which names the page, and there with the words that the script and workflow use."""
    done = subprocess.run(
        [str(PACKAGING / "release.sh"), "--help"], capture_output=True, text=True, check=True
    )
    assert "packaging/RELEASING.md" in done.stdout
    page = (PACKAGING / "RELEASING.md").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    words = {"SIGN_ID", "NOTARY_PROFILE", "__version__", "__releases__", "IDENTIFIER"}
    words |= set(re.findall(r"secrets\.(\w+)", workflow))
    assert len(words) == 10
    assert [word for word in sorted(words) if f"`{word}`" not in page and word not in page] == []
    for path in re.findall(r"`((?:packaging|app|\.github)/[\w./-]+)`", page):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("failing", ["codesign --verify", "codesign --force", "hdiutil create"])
def test_a_step_that_fails_ends_it(mac: Mac, failing: str) -> None:
    done = mac.release("--python", "/python", FAILS=failing)
    assert done.returncode != 0
    assert not done.stdout
    assert mac.calls[-1][:2] == failing.split()


def test_an_app_that_fails_its_own_test_is_not_released(mac: Mac) -> None:
    done = mac.release("--python", "/python", SELF_TEST="1")
    assert done.returncode == 1
    assert mac.names()[-1] == "self-test --self-test"


# The interpreter

PIN = (PACKAGING / "python.txt").read_text(encoding="utf-8").splitlines()[-1].split()


def test_the_interpreter_is_pinned_by_its_sum() -> None:
    sum_, address = PIN
    assert re.fullmatch(r"[0-9a-f]{64}", sum_)
    assert address.startswith("https://")
    assert "aarch64-apple-darwin-install_only" in address
    assert re.search(r"cpython-3\.1[123]\.", address)  # see pyproject.toml about 3.14


@pytest.mark.parametrize("right", [True, False])
def test_only_the_pinned_interpreter_is_unpacked(tmp_path: Path, right: bool) -> None:
    packaging, source = tmp_path / "packaging", tmp_path / "python"
    (source / "include").mkdir(parents=True)
    packaging.mkdir()
    subprocess.run(["tar", "-czf", "python.tar.gz", "python"], cwd=tmp_path, check=True)
    sums = subprocess.run(
        [sys.executable, "-c", "import hashlib, sys; "
         "print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())",
         str(tmp_path / "python.tar.gz")], capture_output=True, text=True, check=True,
    )  # fmt: skip
    shutil.copy2(PACKAGING / "fetch-python.sh", packaging)
    sum_ = sums.stdout.strip() if right else "0" * 64
    (packaging / "python.txt").write_text(f"# which\n{sum_}  file://{tmp_path}/python.tar.gz\n")
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    target = tmp_path / "deep" / "here"
    done = subprocess.run(
        [str(packaging / "fetch-python.sh"), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is right
    assert (target / "include").is_dir() is right
    if not right:
        assert "has the sha256" in done.stderr


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs shellcheck")
@pytest.mark.parametrize("script", ["release.sh", "fetch-python.sh"])
def test_the_scripts_are_clean(script: str) -> None:
    done = subprocess.run(
        ["shellcheck", str(PACKAGING / script)], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
