"""Takes the objects out of a static library."""

from __future__ import annotations

from pathlib import Path

from assemble.errors import PackagingError

_MAGIC = b"!<arch>\n"
_HEADER = 60  # bytes: name 16, dates and owners 32, size 10, end 2


def unpack(archive: Path, folder: Path) -> list[Path]:
    """Write every member into `folder`, numbered: two may have the same name.

    Returns: the files, in the archive's order.

    Raises:
        PackagingError: it is no archive, or is cut short.
    """
    data = archive.read_bytes()
    if not data.startswith(_MAGIC):
        raise PackagingError(f"{archive} is no static library.")
    files: list[Path] = []
    at = len(_MAGIC)
    long_names = b""
    while at < len(data):
        header, at = data[at : at + _HEADER], at + _HEADER
        if len(header) < _HEADER or header[58:] != b"`\n":
            raise PackagingError(f"{archive} is damaged at byte {at}.")
        name, size = header[:16].rstrip(), int(header[48:58])
        body, at = data[at : at + size], at + size + size % 2
        if name == b"//":  # GNU: all long names
            long_names = body
            continue
        if name.startswith(b"#1/"):  # BSD: the name leads the body
            length = int(name[3:])
            name, body = body[:length].rstrip(b"\0"), body[length:]
        elif name[:1] == b"/" and name[1:].isdigit():
            name = long_names[int(name[1:]) :].split(b"\n", 1)[0]
        if name in {b"/", b"/SYM64/"} or name.startswith(b"__.SYMDEF"):
            continue  # the table of contents
        path = folder / f"{len(files):04}-{Path(name.decode().rstrip('/')).name}"
        path.write_bytes(body)
        files.append(path)
    return files
