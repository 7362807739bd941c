"""Brings the translation files up to the sources: `python resources/translations/update.py`.

Collects the words of ui/, app/ and engine/ (see ui/language.py and engine/sentences.py for how they
are marked), lets lupdate merge them into the .ts files, and lrelease make the .qm files of those.
It names what is left to translate; write that into the .ts, by hand or in Qt Linguist, and run it
again. Exit code 1 while something is left.

lupdate's own reader of Python misses calls whose number is not a plain literal, so the words are
handed to it as C++.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ("app", "engine", "ui")
LANGUAGES = ("en", "zh_CN")
SAID = "Sentences"  # engine.sentences.CONTEXT


_UNSPELT = re.compile(
    r"(?P<before><source>(?P<source>[^<]*\(s\)[^<]*)</source>\s*)"
    r'<translation type="unfinished">(\s*<numerusform>[^<]*</numerusform>)+'
)


class Words(NamedTuple):
    """What is to be translated.

    context, english: as in the call.
    meaning: tells equal words of a context apart; often empty.
    plural: a number decides about the form.
    """

    context: str
    english: str
    meaning: str
    plural: bool


class NotLiteral(Exception):
    """Words that nobody can find before the program runs."""


def collect() -> list[Words]:
    """All words of the sources, sorted, each once.

    Raises:
        NotLiteral: naming the file and the line.
    """
    found: set[Words] = set()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            found.update(in_source(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT))))
    return sorted(found)


def in_source(source: str, name: str) -> Iterator[Words]:
    """The words of one file."""
    tree = ast.parse(source)
    says = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "engine.sentences"
        and any(alias.name == "say" for alias in node.names)
        for node in ast.walk(tree)
    )
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        try:
            if node.func.id == "say" and says:
                yield Words(SAID, _literal(node.args[0]), "", False)
            elif node.func.id == "QT_TRANSLATE_NOOP":
                yield Words(_literal(node.args[0]), _literal(node.args[1]), "", False)
            elif node.func.id == "translate" and not _is_name(node.args[1]):
                yield _translated(node)
        except NotLiteral as error:
            raise NotLiteral(f"{name}:{node.lineno}: {error}") from None


def _translated(call: ast.Call) -> Words:
    meaning = call.args[2] if len(call.args) > 2 else None
    plural = len(call.args) > 3 or any(keyword.arg == "n" for keyword in call.keywords)
    no_meaning = meaning is None or (isinstance(meaning, ast.Constant) and meaning.value is None)
    return Words(
        _literal(call.args[0]),
        _literal(call.args[1]),
        "" if no_meaning or meaning is None else _literal(meaning),
        plural,
    )


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotLiteral("the words must be one literal, not put together")


def _is_name(node: ast.expr) -> bool:
    """Words marked elsewhere, with QT_TRANSLATE_NOOP, and translated here."""
    return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) and not (
        isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("format", "join")
    )


def merge(words: list[Words], folder: Path = HERE) -> None:
    """Put the words into the .ts files of a folder; what is no longer used goes."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "words.cpp"
        source.write_text("".join(map(_as_cpp, words)), encoding="utf-8")
        for language in LANGUAGES:
            only = ["-pluralonly"] if language == "en" else []
            file = folder / f"parlance_{language}.ts"
            options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en"]
            _run("lupdate", *options, *only, source, "-target-language", language, "-ts", file)


def spell_plurals(file: Path = HERE / "parlance_en.ts") -> None:
    """English is what the sources say, but for the forms of "%n chat(s)"."""
    file.write_text(_UNSPELT.sub(_spelt, file.read_text(encoding="utf-8")), encoding="utf-8")


def _spelt(match: re.Match[str]) -> str:
    source = match["source"]
    forms = source.replace("(s)", ""), source.replace("(s)", "s")
    return (
        match["before"]
        + "<translation>"
        + "".join(f"\n            <numerusform>{form}</numerusform>" for form in forms)
    )


def _as_cpp(words: Words) -> str:
    context, english, meaning = (_quoted(text) for text in words[:3])
    number = f", {meaning}, n" if words.plural else f", {meaning}" if words.meaning else ""
    return f"QCoreApplication::translate({context}, {english}{number});\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def release(target: Path = HERE) -> None:
    """Make the .qm files of the .ts files.

    Each takes the place of the old one at once: an app that runs has that one mapped into its
    memory, and would die if it changed there.
    """
    for language in LANGUAGES:
        name = f"parlance_{language}"
        draft = target / f".{name}.part.qm"
        try:
            _run("lrelease", "-silent", HERE / f"{name}.ts", "-qm", draft)
            draft.replace(target / f"{name}.qm")
        finally:
            draft.unlink(missing_ok=True)


def unfinished(file: Path) -> list[str]:
    """English words of a .ts file that have no translation yet."""
    return [
        message.findtext("source") or ""
        for message in ET.parse(file).iter("message")
        if (translation := message.find("translation")) is None
        or translation.get("type") == "unfinished"
    ]


def _run(tool: str, *arguments: str | Path) -> None:
    import PySide6

    program = Path(PySide6.__file__).parent / tool
    subprocess.run([str(program), *map(str, arguments)], check=True)


def main() -> int:
    words = collect()
    merge(words)
    spell_plurals()
    release()
    left = {
        file.name: unfinished(file)
        for file in (HERE / f"parlance_{language}.ts" for language in LANGUAGES)
    }
    print(f"{len(words)} texts, {sum(one.plural for one in words)} of them with plural forms")
    for name, texts in left.items():
        for text in texts:
            print(f"{name}: not translated: {text!r}")
    return 1 if any(left.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
