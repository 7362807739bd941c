"""The seal: nothing in the bundle was changed, added or lost since it was made."""

from __future__ import annotations

from macho import MachOError
from macho.codesign import SLOT_INFO, SLOT_RESOURCES, read_signature
from macho.resources import SEAL, seal_faults
from verify.bundle import Bundle

REMEDY = "assemble the bundle again, and change nothing afterwards"


def check_seal(bundle: Bundle) -> int:
    """Report every difference from the seal; gives how many files and links are sealed."""
    report = bundle.report("seal")
    contents, executable = bundle.layout.contents, bundle.layout.executable
    try:
        faults, sealed = seal_faults(contents, executable)
    except MachOError as error:
        report(contents / SEAL, str(error), REMEDY)
        return 0
    for fault in faults:
        report(contents / fault.file, fault.what, REMEDY)
    _check_binding(bundle)
    return sealed


def _check_binding(bundle: Bundle) -> None:
    """Whether the launcher's signature covers Info.plist and the seal itself."""
    report = bundle.report("seal")
    try:
        directory = read_signature(bundle.layout.executable.read_bytes()).directory
    except (OSError, MachOError):
        return  # told where signatures are checked
    for slot, path in (
        (SLOT_INFO, bundle.layout.info_plist),
        (SLOT_RESOURCES, bundle.layout.seal),
    ):
        bound = directory.special.get(slot)
        if bound is None or not any(bound):
            report(bundle.layout.executable, f"its signature does not cover {path.name}", REMEDY)
        elif path.is_file() and directory.hash(path.read_bytes()) != bound:
            report(path, "was changed after the launcher was signed", REMEDY)
