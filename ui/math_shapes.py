"""LaTeX as an outline to fill: what ziamath lays out, as one painter path.

Slow to load and some 10 ms for each formula: not for the main thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker
from ziamath.config import config
from ziamath.tex import tex2mml
from ziamath.zmath import Math

from ui.formulas import Shape
from ui.language import translate

config.svg2 = False  # every glyph is drawn where it stands, nothing refers to another

UNITS = 100.0  # the size of the font that outlines are made for
LONGEST = 4000
DEAREST = 12_000  # about a second
_ROWS = {"math", "mrow", "mtd", "mfenced"}
_DRAWN = re.compile(r"[MLQCZ]|-?[\d.]+(?:e-?\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}
_SPACE = "{http://www.w3.org/1998/Math/MathML}"
_LARGE = "∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆"
_NO_GLYPH = re.compile(r"[\u0590-\u1cff\u2e80-\uffff\U0001f000-\U0001ffff]")
_ENVIRONMENT = re.compile(r"\\begin\s*\{([^{}]*)\}")
_ENVIRONMENTS = {
    "align*", "aligned", "array", "cases", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix",
    "Vmatrix", "smallmatrix",
}  # fmt: skip
_DEFINITION = re.compile(r"\\(?:def|let|(?:re)?new\w+|providecommand|DeclareMathOperator)\b")
_UNKNOWN = re.compile(r"\\[A-Za-z]+")
# What models write, in words that latex2mathml knows.
_SYNONYMS = (
    (re.compile(r"\\(?:tag|label)\*?\{[^{}]*\}|\\(?:nonumber|notag)\b"), ""),
    (re.compile(r"\\(begin|end)\{(?:equation|multline)\*?\}"), ""),
    (re.compile(r"\\begin\{alignat\*?\}\{\d*\}"), r"\\begin{align*}"),
    (re.compile(r"\\(begin|end)\{(?:align|alignat|eqnarray|split)\*?\}"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\{(?:gather|gathered)\*?\}"), r"\\\1{matrix}"),
    (re.compile(r"\\(begin|end)\{dcases\}"), r"\\\1{cases}"),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
    (re.compile(r"\\[lr]vert\b"), "|"),
    (re.compile(r"\\[lr]Vert\b"), r"\\|"),
    (re.compile(r"\\argm(ax|in)\b"), r"\\operatorname{argm\1}"),
)


class NotDrawable(Exception):
    """It is not LaTeX, or more of it than can be drawn."""


def shape_of(source: str, *, display: bool) -> Shape:
    """The outline of a formula.

    Raises:
        NotDrawable: with the reason.
    """
    if len(source) > LONGEST:
        raise NotDrawable(translate("MathShapes", "it is too long"))
    if defined := _DEFINITION.search(source):
        raise NotDrawable(
            translate("MathShapes", "{name} is not taken").format(name=defined[0])
        )  # nor kept for other formulas
    for pattern, words in _SYNONYMS:
        source = pattern.sub(words, source)
    for environment in _ENVIRONMENT.findall(source):
        if environment not in _ENVIRONMENTS:
            raise NotDrawable(translate("MathShapes", "{name} is unknown").format(name=environment))
    try:
        tree = ElementTree.fromstring(tex2mml(source, inline=not display))
    except Exception as error:  # whatever: the parser raises IndexError and the like as well
        raise NotDrawable(translate("MathShapes", "it is not LaTeX")) from error
    _check(tree)
    try:
        _mend(tree)
        drawn = Math(tree, UNITS, margin=0).svgxml()
    except Exception as error:
        raise NotDrawable(translate("MathShapes", "it could not be laid out")) from error
    left, top, width, height = (float(number) for number in drawn.attrib["viewBox"].split())
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for element in drawn.iter():
        _add(path, element)
    path.translate(-left, 0)
    return Shape(path, width, -top, height + top)


def _mend(tree: ElementTree.Element) -> None:
    """Change what ziamath would draw badly."""
    for operator in tree.iter(f"{_SPACE}mo"):
        if operator.text and operator.text in _LARGE:  # else brackets around it grow without end
            operator.attrib["stretchy"] = "false"
    for accent in tree.iter(f"{_SPACE}mover"):
        base, mark = accent
        if mark.text == "\u0302" and len("".join(base.itertext())) == 1:
            mark.text = "\u02c6"  # over one letter a hat does not stretch
            mark.attrib["stretchy"] = "false"
    for table in tree.iter(f"{_SPACE}mtable"):
        table.attrib["rowspacing"] = "0.45em"  # it has points, which do not grow with the text
        table.attrib.setdefault("columnspacing", "0.7em")


def _check(tree: ElementTree.Element) -> None:
    """Refuse what has unknown commands, and what would take long.

    ziamath lays every row out twice, so that each level of nesting doubles the cost.
    """
    cost = 0
    todo = [(tree, 0)]
    while todo:
        element, rows = todo.pop()
        cost += 2**rows
        if cost > DEAREST:
            raise NotDrawable(translate("MathShapes", "it is too deeply nested"))
        if element.text and not element.tag.endswith("mtext"):
            unknown = _UNKNOWN.search(element.text)
            if unknown:
                raise NotDrawable(
                    translate("MathShapes", "{name} is unknown").format(name=unknown[0])
                )
        if element.text and (letter := _NO_GLYPH.search(element.text)):
            raise NotDrawable(
                translate("MathShapes", "the font for formulas lacks {letter}").format(
                    letter=letter[0]
                )
            )
        if element.tag == f"{_SPACE}mo" and len(element):
            raise NotDrawable(translate("MathShapes", "a part of it would be missing"))
        inside = rows + (element.tag.rpartition("}")[2] in _ROWS)
        todo.extend((child, inside) for child in element)


def _add(path: QPainterPath, element: ElementTree.Element) -> None:
    get = element.attrib.get
    box = [float(get(name, "0")) for name in ("x", "y", "width", "height")]
    match element.tag:
        case "path":
            outline = _outline(get("d", ""))
        case "rect":
            outline = QPainterPath()
            outline.addRect(QRectF(*box))
        case "ellipse":
            x, y, across, down = (float(get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
            outline = QPainterPath()
            outline.addEllipse(QRectF(x - across, y - down, 2 * across, 2 * down))
        case _:
            return
    if "stroke" in element.attrib:
        pen = QPainterPathStroker()
        pen.setWidth(float(get("stroke-width", "1")))
        outline = pen.createStroke(outline)
    path.addPath(outline)


def _outline(drawn: str) -> QPainterPath:
    """The path of an SVG's `d` with absolute M, L, Q, C and Z."""
    path = QPainterPath()
    words: Iterator[str] = iter(_DRAWN.findall(drawn))
    command = ""
    for word in words:
        if word == "Z":
            path.closeSubpath()
            continue
        first = [] if word in _POINTS else [float(word)]  # a command may go on without its letter
        command = word if word in _POINTS else command
        points = first + [float(next(words)) for _ in range(2 * _POINTS[command] - len(first))]
        match command:
            case "M":
                path.moveTo(*points)
            case "L":
                path.lineTo(*points)
            case "Q":
                path.quadTo(*points)
            case "C":
                path.cubicTo(*points)
    return path
