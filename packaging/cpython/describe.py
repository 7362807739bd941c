"""The last step of build.sh: takes this machine's folders out of the result, and names its parts.

    python describe.py IMAGE WORK LIBRARY...

Writes IMAGE/lib/static.json, which packaging/launcher/build.py reads: the archive whose members
must all be in the program, the archives behind it, the frameworks.
"""

import json
import re
import sys
from pathlib import Path


def main() -> None:
    image, work, libraries = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    [archive] = image.glob("lib/libpython3.*.a")
    facts = {
        "archive": archive.name,
        "libraries": libraries,
        "frameworks": ["CoreFoundation", "SystemConfiguration"],
    }
    (image / "lib" / "static.json").write_text(json.dumps(facts, indent=1) + "\n")
    # install puts a second copy of the archive beside the makefile.
    for copy in image.glob("lib/python3.*/config-*/libpython*.a"):
        copy.unlink()
    for path in image.rglob("*"):
        if path.suffix in {".py", ".h", ".json"} or path.name == "Makefile" or "bin" in path.parts:
            data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            if work.encode() in data and b"\0" not in data:
                path.write_bytes(re.sub(re.escape(work.encode()) + rb"/?", b"/build/", data))


main()
