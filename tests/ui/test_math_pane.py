"""Formulas in an answer: drawn when their outline comes, copied and read out as LaTeX."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from ui.formulas import formulas
from ui.look import Look
from ui.markdown_view import MarkdownView
from ui.math_block import MathBlock
from ui.math_pane import OBJECT
from ui.prose import ProseView
from ui.table_block import TableBlock


def make(qtbot: QtBot, look: Look, text: str) -> MarkdownView:
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.resize(600, 400)
    qtbot.addWidget(page, before_close_func=lambda _: page.hide())
    view = MarkdownView(look)
    page.setWidget(view)
    page.show()
    view.append(text)
    view.finish()
    qtbot.waitUntil(lambda: not formulas().waiting)
    return view


def prose(view: MarkdownView) -> ProseView:
    (pane,) = view.findChildren(ProseView)
    return pane


def ink(pane: ProseView | MathBlock, colour: str) -> int:
    """How many pixels are of about this colour."""
    image = pane.grab().toImage()
    wanted = int(colour[1:3], 16)
    return sum(
        abs(image.pixelColor(x, y).red() - wanted) < 40
        for x in range(image.width())
        for y in range(image.height())
    )


def test_a_formula_is_one_character_and_copied_as_latex(qtbot: QtBot, look: Look) -> None:
    pane = prose(make(qtbot, look, "Let $x^2$ and 🎈 $a<b$ be.\n\n- item \\(y\\)\n"))
    assert pane.toPlainText() == f"Let {OBJECT} and 🎈 {OBJECT} be.\nitem {OBJECT}"
    pane.selectAll()
    pane.copy()
    assert QGuiApplication.clipboard().text() == "Let $x^2$ and 🎈 $a<b$ be.\n\n• item $y$"
    html = QGuiApplication.clipboard().mimeData().html()
    assert "$a&lt;b$" in html


def test_only_selected_formulas_are_copied(qtbot: QtBot, look: Look) -> None:
    pane = prose(make(qtbot, look, "$a$ and $b$ and $c$"))
    cursor = pane.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    assert pane.selected_text() == "and $b$"


def test_a_formula_takes_room_once_its_outline_is_there(qtbot: QtBot, look: Look) -> None:
    plain = prose(make(qtbot, look, "A line.")).document().size().height()
    tall = prose(make(qtbot, look, r"A line $\dfrac{\dfrac{a}{b}}{\dfrac{c}{d}}$."))
    assert tall.document().size().height() > plain * 1.5
    small = prose(make(qtbot, look, "A line $x$."))
    assert small.document().size().height() < plain * 1.25


def test_formulas_have_the_ink_of_the_theme(qtbot: QtBot, look: Look) -> None:
    for appearance in ("dark", "light"):
        look.set_appearance(appearance)
        view = make(qtbot, look, "$$\\blacksquare\\blacksquare\\blacksquare$$\n")
        (pane,) = view.findChildren(MathBlock)
        assert pane.drawn
        assert ink(pane, look.theme.text) > 100, appearance


def test_a_screen_reader_gets_the_source(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look, "Let $x^2$ be.\n\n$$\ny^3\n$$\n")
    pane = prose(view)
    pane.describe()
    assert pane.accessibleDescription() == "Formulas: $x^2$"
    (block,) = view.findChildren(MathBlock)
    block.describe()
    assert block.accessibleDescription() == "y^3"
    assert block.accessibleName() == "Formula"


def test_a_display_formula_shows_its_source_until_its_end_has_come(
    qtbot: QtBot, look: Look
) -> None:
    view = make(qtbot, look, "")
    view.append("$$\n\\frac{a}")
    (pane,) = view.findChildren(MathBlock)
    assert not pane.drawn
    assert pane.toPlainText() == "\\frac{a}"
    view.append("{b}\n$$\n")
    assert view.findChildren(MathBlock) == [pane]
    qtbot.waitUntil(lambda: pane.drawn)
    pane.selectAll()
    pane.copy()
    assert QGuiApplication.clipboard().text() == "$$\n\\frac{a}{b}\n$$"


def test_wrong_latex_is_shown_as_it_was_written_with_the_reason(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look, "$$\n\\frac{a}{\n$$\n\nand $\\nonsense$")
    (block,) = view.findChildren(MathBlock)
    assert not block.drawn
    assert block.toPlainText() == "\\frac{a}{"
    assert "not LaTeX" in block.toolTip()
    pane = prose(view)
    pane.selectAll()
    assert pane.selected_text() == "and $\\nonsense$"


def test_a_wide_formula_scrolls_sideways(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look, "$$" + "x + " * 120 + "y$$\n")
    (pane,) = view.findChildren(MathBlock)
    qtbot.waitUntil(lambda: pane.horizontalScrollBar().maximum() > 100)
    assert pane.verticalScrollBar().maximum() == 0


def test_cells_of_a_table_hold_formulas(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look, "| a |\n|---|\n| $x^2$ |\n")
    (table,) = view.findChildren(TableBlock)
    assert list(table.sources()) == ["$x^2$"]


def test_text_that_streams_in_around_a_formula_keeps_it(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look, "")
    for letter in "🎈 $x^2$ and **more** of $y$ here":
        view.append(letter)
    view.finish()
    pane = prose(view)
    assert pane.toPlainText() == f"🎈 {OBJECT} and more of {OBJECT} here"
    assert list(pane.sources()) == ["$x^2$", "$y$"]


def test_larger_text_makes_larger_formulas(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look, "$$\\frac{a}{b}$$\n")
    (first,) = view.findChildren(MathBlock)
    qtbot.waitUntil(lambda: first.minimumHeight() > 20)
    before = first.minimumHeight()
    look.set_scale(2.0)
    block = view.panes()[-1]
    assert isinstance(block, MathBlock)
    qtbot.waitUntil(lambda: block.minimumHeight() > before * 1.6)
    look.set_scale(1.0)
