"""What libraries of others are there for, tried once: with their data files and other parts."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

from app.machine_check import Finding
from app.paths import resource


def libraries() -> Finding:
    """Each is asked for what we ask it for; the first sentence of every failure."""
    failed: dict[str, str] = {}
    done = []
    for name, attempt in _attempts():
        try:
            attempt()
            done.append(name)
        except Exception as error:  # any: it is what is looked for
            failed[name] = f"{type(error).__name__}: {error}"
    if failed:
        said = "; ".join(f"{name}: {why}" for name, why in failed.items())
        return Finding("no", said, {"failed": failed, "good": done})
    return Finding("ok", ", ".join(done), {"good": done})


def _attempts() -> Iterator[tuple[str, Callable[[], None]]]:
    yield "chats' database", _database
    yield "certificates", _certificates
    yield "callbacks", _callbacks
    yield "pictures", _pictures
    yield "photos of phones", _heic
    yield "sounds", _sounds
    yield "resampling", _resampling
    yield "Markdown", _markdown
    yield "formulas", _formulas
    yield "code colours", _colours
    yield "tokenizers", _tokenizers
    yield "chat templates", _templates


def _expect(met: bool, what: str) -> None:
    if not met:
        raise ValueError(what)


def _database() -> None:
    import sqlite3

    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='trigram')")
        database.execute("INSERT INTO words VALUES ('the lighthouse keeper')")
        found = database.execute("SELECT count(*) FROM words WHERE text MATCH 'house'").fetchone()
    database.close()
    _expect(found == (1,), "full text search finds nothing")


def _certificates() -> None:
    """Those of the system, as the hub's protocol has them. Nobody is called."""
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _expect(context.verify_mode == ssl.CERT_REQUIRED, "certificates are not checked")


def _callbacks() -> None:
    """Python called by C, of which the microphone is made: code that is written while it runs,
    which the hardened runtime of a Mac forbids to whoever goes about it in the old way.
    """
    import ctypes

    import cffi  # type: ignore[import-untyped]  # comes with sounddevice

    add = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda number: number + 1)
    _expect(add(41) == 42, "ctypes comes back with something else")
    double = cffi.FFI().callback("int(int)", lambda number: number * 2)
    _expect(double(21) == 42, "cffi comes back with something else")


def _pictures() -> None:
    from PIL import Image

    for kind in ("PNG", "JPEG", "WEBP", "GIF", "TIFF"):
        stream = io.BytesIO()
        Image.new("RGB", (16, 8), "red").save(stream, kind)
        stream.seek(0)
        red, green, blue = _pixel(Image.open(stream))
        _expect(red > 230 and green < 30 and blue < 30, f"{kind} comes back in other colours")


def _pixel(image: Any) -> tuple[int, int, int]:
    found: tuple[int, int, int] = image.convert("RGB").getpixel((8, 4))
    return found


def _heic() -> None:
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener()
    picture = Image.open(io.BytesIO(base64.b64decode(_HALF_RED)))
    red, green, blue = _pixel(picture)
    _expect(red > 200 and green < 60 and blue < 60, "its left half is not red")


def _sounds() -> None:
    import numpy as np
    import soundfile

    tone = np.sin(np.arange(16_000) * 0.1).astype("float32") * 0.5
    for kind, subtype in (("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", None)):
        stream = io.BytesIO()
        soundfile.write(stream, tone, 16_000, format=kind, subtype=subtype)
        stream.seek(0)
        back, rate = soundfile.read(stream, dtype="float32")
        _expect(rate == 16_000 and len(back) >= 15_000, f"{kind} is cut short")
        _expect(0.3 < float(abs(back).max()) < 0.7, f"{kind} comes back too soft or too loud")


def _resampling() -> None:
    import numpy as np
    import soxr

    made = soxr.resample(np.ones(4_800, "float32"), 48_000, 16_000)
    _expect(abs(len(made) - 1_600) < 32, f"{len(made)} samples where 1600 are due")


def _markdown() -> None:
    from ui.markdown_blocks import make_parser

    _expect(len(make_parser().parse("| a |\n|---|\n| b |")) > 3, "a table is none")


def _formulas() -> None:
    from ui.math_shapes import shape_of

    _expect(shape_of(r"\frac{a}{b} + \sqrt{x}", display=True) is not None, "no outline")


def _colours() -> None:
    from pygments.lexers import get_lexer_by_name

    for name in ("python", "c", "javascript", "bash", "swift", "json"):
        tokens = list(get_lexer_by_name(name).get_tokens("x = 1"))
        _expect(len(tokens) > 1, f"{name} is not taken apart")


def _tokenizers() -> None:
    from tokenizers import Tokenizer

    file = resource("models/starter/tokenizer.json")
    read = Tokenizer.from_file(str(file))
    _expect(read.decode(read.encode("Hello").ids).strip() == "Hello", "words come back changed")


def _templates() -> None:
    import jinja2
    import jinja2.ext
    import jinja2.sandbox

    made = jinja2.sandbox.ImmutableSandboxedEnvironment().from_string("{{ a | upper }}")
    _expect(made.render(a="x") == "X", "a template says something else")


# tests/data/half_red.heic: red on the left.
_HALF_RED = (
    b"AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    b"AAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAALwAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAA"
    b"AAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34"
    b"+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5"
    b"uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAA"
    b"AAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAA"
    b"AAAAAAEAAQWBAgMFhAAAAMRtZGF0AAAAuCgBrwngPfMi///yPzf//LDOy/vFxFezz/DPmzv1Pq//4F/6X4XSnVyH"
    b"OYInMvKfy8SoPnF5sCb988AjgKkAHSj9nIUtlrvGCtWlvPp8EtIBnDHuZpNCYBZ3rDCelihCtBWkAv+JHQWfcsST"
    b"xFscvV41NJAK8BVlIrw1pzeFOW2WZaQbBEHcxUWbZFCLrE1WH6C1n/+jMdvLCGguM2pjTrp9P3fWCv2vot+apGV5"
    b"8c3xHV+HX389auA="
)
