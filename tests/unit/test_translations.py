"""Every word that people read is there in every language, and nothing is said past the translation.

After a change of words: `python resources/translations/update.py`, which names what is left to do.
"""

from __future__ import annotations

import ast
import re
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from engine import errors

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "zh_CN")

# The command line speaks English, and so do the log and what measures.
ENGLISH_ONLY = (
    "app/__main__.py",
    "app/awake.py",  # read in the system's list of what keeps it awake
    "app/bench_download",
    "app/bench_ui",
    "app/cli",
    "app/cold_start.py",
    "app/crash_reports.py",  # read by whoever mends it, like the log
    "app/display.py",
    "app/machine_check",
    "app/objc.py",
    "app/one_copy.py",
    "app/peers.py",
    "app/redaction.py",  # of logs and crash reports
    "app/tour.py",
)
# What looks into a model's numbers, for the command line.
DOCTOR = (
    "engine/bench",
    "engine/deep",
    "engine/doctor.py",
    "engine/name_claims.py",
    "engine/trace",
)
# Names that Pygments knows, style sheets, and what a model is asked in the chat's own language.
NOT_FOR_PEOPLE = ("app/title_words.py", "ui/code_lexer.py", "ui/written_html.py")
STYLE_SHEETS = ("style.py", "stylesheet.py")
WRAPPERS = frozenset({"translate", "say", "QT_TRANSLATE_NOOP"})
# Calls whose words nobody sees.
UNSEEN = frozenset(
    {"setProperty", "setObjectName", "getLogger", "compile", "getattr", "setattr", "property"}
    | {"debug", "info", "warning", "error", "exception", "critical", "log"}
    | {"AssertionError", "AttributeError", "FileNotFoundError", "IndexError", "KeyError"}
    | {"RuntimeError", "TimeoutError", "TypeError", "ValueError", "Unwilling", "Damaged"}
    | {"QKeySequence", "NamedTemporaryFile", "fromisoformat", "strftime", "cast"}
)
# Calls that show their words or have them spoken.
SHOWN = frozenset(
    {"setText", "setToolTip", "setStatusTip", "setWindowTitle", "setTitle", "setPlaceholderText"}
    | {"setAccessibleName", "setAccessibleDescription", "setInformativeText", "setPrefix"}
    | {"setSuffix", "setSpecialValueText", "addMenu", "addAction", "addItem", "addItems", "addTab"}
    | {"QAction", "QMenu", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox"}
    | {
        "label",
        "Blank",
        "Elided",
        "IconButton",
        "TextButton",
        "ThinBar",
        "show_as",
        "show_notice",
        "offer",
    }
)
SENTENCE = re.compile(r"(?<!\w)[A-Za-z]+[,;:.!]? [a-z]{2,}")
WORD = re.compile(r"(?<![\w.#+-])[A-Z][a-z]{2,}(?![\w+])|[a-z]{2,} [a-z]{2,}")
SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|ORDER BY|FROM|WHERE|NULL)\b|^(\w+, )+\w+$"
)
# What is called so in every language, and the name of an entry in the keychain.
NAMES = frozenset({"Parlance", "Parlance Starter", "hub access token"})


def load_script() -> Any:
    spec = spec_from_file_location("update_translations", FOLDER / "update.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()


def translations(language: str) -> dict[tuple[str, str, str], ET.Element]:
    tree = ET.parse(FOLDER / f"parlance_{language}.ts")
    return {
        (context.findtext("name", ""), message.findtext("source", ""), comment): message
        for context in tree.iter("context")
        for message in context.iter("message")
        for comment in [message.findtext("comment", "")]
    }


def forms(message: ET.Element) -> list[str]:
    """What is shown: one text, or one for each plural form."""
    found = message.find("translation")
    assert found is not None
    plurals = [form.text or "" for form in found.iter("numerusform")]
    return plurals or [found.text or ""]


def fields(text: str) -> set[str]:
    """Names in braces, with the formats that are asked for."""
    return {f"{name}!{conversion}:{spec}" for _, name, spec, conversion in parsed(text) if name}


def parsed(text: str) -> Iterable[tuple[str, str | None, str | None, str | None]]:
    return string.Formatter().parse(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_sources_is_translated(language: str) -> None:
    wanted = {
        (words.context, words.english, words.meaning)
        for words in script.collect()
        if words.plural or language != "en"  # English needs its plurals only
    }
    there = translations(language)
    assert wanted - set(there) == set(), "run resources/translations/update.py"
    assert set(there) - wanted == set(), "obsolete: run resources/translations/update.py"
    unfinished = [
        source
        for (_, source, _), message in there.items()
        if (found := message.find("translation")) is None
        or found.get("type")
        or not all(forms(message))
    ]
    assert unfinished == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_values_as_its_source(language: str) -> None:
    for (_, source, _), message in translations(language).items():
        for form in forms(message):
            assert fields(form) == fields(source), source
            number = re.findall(r"%L?n", source)
            # "The chat was archived." needs no number to say that it is one.
            if language != "en":
                assert re.findall(r"%L?n", form) == number, source


def test_chinese_has_its_own_punctuation() -> None:
    for (_, source, _), message in translations("zh_CN").items():
        for form in forms(message):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]|\.\.\.", form), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_translations_are_those_of_the_sources(language: str, tmp_path: Path) -> None:
    script.release(tmp_path)
    name = f"parlance_{language}.qm"
    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), (
        "run resources/translations/update.py"
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('translate("A", "one")', ("A", "one", "", False)),
        ('translate("A", "%n b(s)", "", len(b))', ("A", "%n b(s)", "", True)),
        ('translate("A", "in " "pieces", "told apart")', ("A", "in pieces", "told apart", False)),
        ('QT_TRANSLATE_NOOP("A", "later")', ("A", "later", "", False)),
        (
            'from engine.sentences import say\nsay("{a} is", a=1)',
            ("Sentences", "{a} is", "", False),
        ),
    ],
)
def test_marked_words_are_found(source: str, words: tuple[str, str, str, bool]) -> None:
    assert list(script.in_source(source, "some.py")) == [words]


@pytest.mark.parametrize("call", ['translate("A", f"{n} of")', 'translate("A", "a" + b)'])
def test_words_put_together_are_refused(call: str) -> None:
    with pytest.raises(script.NotLiteral, match=r"some\.py:1"):
        list(script.in_source(call, "some.py"))


def sources() -> list[Path]:
    found = sorted((*(ROOT / "ui").rglob("*.py"), *(ROOT / "app").rglob("*.py")))
    passed = (*ENGLISH_ONLY, *NOT_FOR_PEOPLE)
    return [
        file
        for file in found
        if not file.relative_to(ROOT).as_posix().startswith(passed)
        and file.name not in STYLE_SHEETS
    ]


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def direct(node: ast.expr) -> Iterator[ast.expr]:
    """What a value can be, but for what is called or looked up for it."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, (ast.BoolOp, ast.JoinedStr)):
        parts = node.values
    yield node
    for part in parts:
        yield from direct(part)


def untranslated(source: str) -> list[tuple[int, str]]:
    """Lines with words for people that are not marked."""
    tree = ast.parse(source)
    passed: set[int] = set()
    shown: set[int] = set()
    read: set[int] = set()  # whatever it is, even one small word
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed.add(id(node.value))  # a docstring
        if isinstance(node, ast.Call) and called(node) in WRAPPERS | UNSEEN:
            passed.update(map(id, ast.walk(node)))
        if isinstance(node, ast.Call) and called(node) in SHOWN:
            shown.update(map(id, ast.walk(node)))
            first = node.args[: called(node) != "show_as"]  # which begins with an icon's name
            read.update(id(each) for value in first for each in direct(value))
        if isinstance(node, ast.keyword) and node.arg in ("detail", "text", "help_text"):
            read.update(map(id, direct(node.value)))
        if isinstance(node, ast.Assert):
            passed.update(map(id, ast.walk(node)))
    found = []
    for node in ast.walk(tree):
        if id(node) in passed or not isinstance(node, ast.Constant):
            continue
        text = node.value
        if not isinstance(text, str) or text.strip() in NAMES or SQL.search(text):
            continue
        if (
            SENTENCE.search(text)
            or (id(node) in shown and WORD.search(text))
            or (id(node) in read and re.search(r"\b[A-Za-z]{3,}\b", text))
        ):
            found.append((node.lineno, text))
    return found


def test_no_words_are_shown_untranslated() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {text!r}"
        for file in sources()
        for line, text in untranslated(file.read_text(encoding="utf-8"))
    ]
    assert found == [], "wrap them in translate() or say(): see ui/language.py"


def test_the_engine_raises_no_words_untranslated() -> None:
    """Other strings of the engine are for programs."""
    told = {name for name, value in vars(errors).items() if is_error(value)} | {"Fault"}
    found = []
    for file in sorted((ROOT / "engine").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name.startswith(DOCTOR):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in told:
                words = untranslated(f"x = {ast.unparse(node)}")
                found += [f"{name}: {text!r}" for _, text in words]
    assert found == []


def is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, errors.EngineError)


@pytest.mark.parametrize(
    "line",
    [
        'self.setToolTip("Send")',
        'button = TextButton(look, "Save")',
        'self.notice.emit("The chat was deleted.")',
        'raise UserError(f"{name} is a folder; drop a file.")',
        'words = "Choose a model" if model is None else model.name',
        'label.setText(f"Version {version}")',
        'title = label(code.language or "code", "secondary")',
        'view = AttachmentView(detail="missing" if gone else detail)',
    ],
)
def test_untranslated_words_are_noticed(line: str) -> None:
    assert untranslated(line)


@pytest.mark.parametrize(
    "line",
    [
        'self.setToolTip(translate("Composer", "Send"))',
        'log.warning("chats not opened: %s", error)',
        'self.setProperty("kind", "small")',
        'database.run("SELECT id FROM chat WHERE id = ?")',
        'raise ValueError("no such thing")',
    ],
)
def test_words_that_nobody_reads_are_let_be(line: str) -> None:
    assert not untranslated(line)
