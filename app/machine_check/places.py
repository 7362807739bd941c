"""The program's own place, its folders, the system's letters, and the bundle's seal."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from app import __version__
from app.machine_check import Finding
from app.paths import crash_folder, data_folder, log_folder, program_folder

LEAST_FREE = 100_000_000  # bytes; below that, chats cannot be kept for long
_AUDIO = b"com.apple.security.device.audio-input"


def bundle() -> Path | None:
    """Parlance.app, if this runs inside of it."""
    for each in Path(sys.executable).parents:
        if each.suffix == ".app" and (each / "Contents").is_dir():
            return each
    return None


def program() -> Finding:
    """What runs, and where."""
    place = bundle() or program_folder()
    system = f"macOS {platform.mac_ver()[0]}" if sys.platform == "darwin" else platform.platform()
    python = platform.python_version()
    facts = {
        "version": __version__,
        "python": python,
        "system": system,
        "machine": platform.machine(),
        "place": str(place),
        "bundle": bundle() is not None,
    }
    said = f"Parlance {__version__} in {place}, Python {python}, {system} on {platform.machine()}"
    if sys.platform == "darwin" and platform.machine() != "arm64":
        return Finding("no", f"{said}; it is translated, and MLX needs Apple silicon", facts)
    if "/AppTranslocation/" in str(place):
        said += "; macOS runs a copy of it: move Parlance to Applications"
    return Finding("ok", said, facts)


def folders() -> Finding:
    """Each can be written, and has room. A folder that is not there yet is tried where it would be
    made.
    """
    from app.models import cache_folder

    wanted = {
        "chats and settings": data_folder(),
        "logs": log_folder(),
        "crash reports": crash_folder(),
        "models": cache_folder(),
        "temporary files": Path(tempfile.gettempdir()),
    }
    told, wrong, facts = [], [], {}
    for name, folder in wanted.items():
        free, why = _try(folder)
        facts[name] = {"folder": str(folder), "free": free, "problem": why}
        if why:
            wrong.append(f"{name} in {folder}: {why}")
        else:
            told.append(f"{name} in {folder} ({free / 1e9:.0f} GB free)")
    return Finding("no" if wrong else "ok", "\n".join(wrong or told), facts)


def _try(folder: Path) -> tuple[int, str]:
    """(bytes free, what is wrong) there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Parlance")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return 0, error.strerror or str(error)
    return free, f"only {free / 1e6:.0f} MB are free" if free < LEAST_FREE else ""


def text() -> Finding:
    """Names and contents of files in any language come back as they were."""
    facts = {
        "filesystem": sys.getfilesystemencoding(),
        "preferred": locale.getpreferredencoding(False),
        "output": sys.stdout.encoding,
        "language": os.environ.get("LANG", ""),
    }
    words = "Grüße, 你好, Ωmega, 👋"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{words}.txt"
        file.write_text(words, encoding="utf-8")
        names = [each.name for each in Path(folder).iterdir()]
        same = file.read_text(encoding="utf-8") == words
    if names != [file.name] or not same:
        return Finding("no", f"“{words}” came back as {names}", facts)
    if facts["filesystem"].lower() not in ("utf-8", "utf8"):
        return Finding("no", f"names of files are written in {facts['filesystem']}", facts)
    return Finding("ok", f"{facts['filesystem']}, files named “{words}” come back", facts)


def seal() -> Finding:
    """Whether macOS finds the bundle as it was signed."""
    app = bundle()
    if app is None:
        return Finding("not here", "this is a checkout, not Parlance.app")
    codesign = shutil.which("codesign", path="/usr/bin:/bin") or shutil.which("codesign")
    if codesign is None:
        return Finding("not here", "no codesign here to ask")
    checked = _ask(codesign, "--verify", "--strict", "--deep", "--verbose=1", str(app))
    told = _ask(codesign, "-d", "--verbose=2", str(app)).stderr.decode(errors="replace")
    facts: dict[str, Any] = {"app": str(app), "signed_by": _signer(told)}
    if checked.returncode != 0:
        why = checked.stderr.decode(errors="replace").strip().replace("\n", "; ")
        return Finding("no", why or f"codesign ended with {checked.returncode}", facts)
    rights = _ask(codesign, "-d", "--entitlements", "-", "--xml", str(app)).stdout
    hardened = "runtime" in told
    facts |= {"hardened": hardened, "audio_input": _AUDIO in rights}
    if hardened and _AUDIO not in rights:
        # Then macOS gives silence without asking anybody.
        return Finding("no", "it may not ask for the microphone: an entitlement is missing", facts)
    return Finding("ok", f"unbroken, {facts['signed_by']}", facts)


def _ask(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, capture_output=True, check=False)


def _signer(told: str) -> str:
    for line in told.splitlines():
        if line.startswith("Authority="):
            return f"signed by {line.removeprefix('Authority=')}"
    return "signed for this machine only" if "adhoc" in told else "signed by nobody known"
