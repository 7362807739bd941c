"""Blocks become widgets, and stay the same widgets while text arrives."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFontMetrics, QGuiApplication, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.gallery import LONG
from ui.code_block import CodeBlock
from ui.copy_button import CopyButton
from ui.look import Look
from ui.markdown_view import MarkdownView
from ui.prose import ProseView
from ui.table_block import TableBlock


def shown(view: MarkdownView) -> list[str]:
    """Each widget's kind and content, in order."""
    contents = []
    for segment in view._segments:
        if isinstance(segment.view, CodeBlock):
            edit = segment.view.findChild(QPlainTextEdit)
            assert edit is not None
            contents.append(f"code {segment.view.code.language}: {edit.toPlainText()}")
        else:
            contents.append(f"{type(segment.view).__name__}: {segment.view.toHtml()}")
    return contents


def make(qtbot: QtBot, look: Look) -> MarkdownView:
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.resize(600, 400)
    qtbot.addWidget(page, before_close_func=lambda _: page.hide())  # also keeps it until then
    view = MarkdownView(look)
    page.setWidget(view)
    page.show()
    return view


def test_pieces_of_any_size_end_in_the_same_document(qtbot: QtBot, look: Look) -> None:
    whole = make(qtbot, look)
    whole.append(LONG)
    whole.finish()
    for size in (1, 3, 7, 50, 333):
        view = make(qtbot, look)
        for at in range(0, len(LONG), size):
            view.append(LONG[at : at + size])
        view.finish()
        assert shown(view) == shown(whole), size


def test_closed_blocks_keep_their_widgets(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("First.\n\n```c\nint a;\n```\n\nSecond")
    prose, code, _ = [segment.view for segment in view._segments]
    view.append(" goes on.\n\n- and on\n")
    assert [segment.view for segment in view._segments][:2] == [prose, code]


def test_code_grows_in_its_own_widget_while_its_fence_is_open(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("```python\nx = 1\n")
    (segment,) = view._segments
    view.append("y = 2\n")
    assert [s.view for s in view._segments] == [segment.view]
    assert shown(view) == ["code python: x = 1\ny = 2"]


def test_code_is_coloured_and_wide_lines_scroll(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("```python\nreturn 'x' * 3  # " + "long " * 60 + "\n```\n")
    edit = view.findChild(QPlainTextEdit)
    assert edit is not None
    qtbot.waitUntil(lambda: edit.horizontalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: len(edit.document().firstBlock().layout().formats()) >= 3)


def test_copy_button_copies_the_code_and_says_so(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("```\na\n  b\n```\n")
    button = view.findChild(CopyButton)
    assert button is not None
    button.click()
    assert QGuiApplication.clipboard().text() == "a\n  b"
    assert button.accessibleName() == "Copied"
    qtbot.waitUntil(lambda: button.accessibleName() == "Copy code", timeout=5000)


def test_table_shows_every_cell_and_keeps_its_widget(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("| a | b |\n|--|--:|\n| 1 | 2 |\n")
    (segment,) = view._segments
    assert isinstance(segment.view, TableBlock)
    view.append("| 3 | **4** |\n")
    assert [s.view for s in view._segments] == [segment.view]
    words = segment.view.toPlainText().split()
    assert words == ["a", "b", "1", "2", "3", "4"]


def test_nothing_is_ever_loaded(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("![x](http://example.org/x.png) ![y](file:///etc/hostname)\n")
    (pane,) = view.findChildren(ProseView)
    assert "<img" not in pane.toHtml()
    kind = QTextDocument.ResourceType.ImageResource.value
    assert not pane.loadResource(kind, QUrl("file:///etc/hostname"))


def test_a_link_opens_outside_only_when_clicked(
    qtbot: QtBot, look: Look, opened: list[str]
) -> None:
    view = make(qtbot, look)
    view.append("[here](https://example.org)\n")
    (pane,) = view.findChildren(ProseView)
    assert opened == []
    pane.anchorClicked.emit(QUrl("https://example.org"))
    assert opened == ["https://example.org"]
    assert pane.source().isEmpty()


def test_copied_list_keeps_its_markers(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("Intro\n\n2. two\n   - inner\n   second line\n3. three\n")
    (pane,) = view.findChildren(ProseView)
    pane.selectAll()
    pane.copy()
    text = QGuiApplication.clipboard().text()
    assert text == "Intro\n\n2. two\n  ◦ inner\nsecond line\n3. three"


def test_characters_beyond_the_basic_plane_do_not_shift_the_tail(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    for piece in ("🎈🎈 **b", "old** t", "ail 🎈", " end"):
        view.append(piece)
    (pane,) = view.findChildren(ProseView)
    assert pane.toPlainText() == "🎈🎈 bold tail 🎈 end"


def test_a_new_theme_redraws_what_is_there(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append(LONG)
    before = shown(view)
    look.set_appearance("light" if look.theme.dark else "dark")
    after = shown(view)
    assert len(after) == len(before)
    assert after != before
    assert look.theme.text in after[0]


def test_panes_are_as_tall_as_their_text(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append("A paragraph.\n\n" * 30)
    (pane,) = view.findChildren(ProseView)
    qtbot.waitUntil(lambda: pane.height() >= pane.document().size().height())
    assert pane.verticalScrollBar().maximum() == 0


def test_every_part_of_an_answer_has_a_name(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    view.append(LONG)
    for kind in (ProseView, TableBlock, QPlainTextEdit, CopyButton):
        parts: list[QWidget] = list(view.findChildren(kind))
        assert parts
        assert all(part.accessibleName() for part in parts)


def test_a_loaded_answer_built_in_slices_ends_as_if_built_at_once(qtbot: QtBot, look: Look) -> None:
    for text in (LONG * 3, "| a | b |\n|--|--|\n" + "| 1 | 2 |\n" * 400, "word " * 2000):
        whole, sliced = make(qtbot, look), make(qtbot, look)
        whole.load(text)
        sliced.load(text)
        assert whole.build(None)
        slices = 1
        while not sliced.build(0):
            assert sliced.source == text  # can be copied before all of it is shown
            slices += 1
        for table in sliced.findChildren(TableBlock):
            table.join()
        assert shown(sliced) == shown(whole)
        assert slices > 1 or "\n" not in text
        assert sliced.source == whole.source == text


def inked(view: QWidget, columns: range, rows: range) -> bool:
    """Something other than the background is painted there."""
    image = view.grab().toImage()
    ground = image.pixel(image.width() // 2, 1)
    inside = range(rows.start, min(rows.stop, image.height()))
    return any(image.pixel(x, y) != ground for x in columns for y in inside)


def prose_in(qtbot: QtBot, view: MarkdownView) -> ProseView:
    """The only one, laid out."""
    (prose,) = view.findChildren(ProseView)
    qtbot.waitUntil(lambda: prose.viewport().width() > 300)
    return prose


def test_items_from_right_to_left_have_their_numbers_at_the_right(qtbot: QtBot, look: Look) -> None:
    for text, mirrored in (("1. البند الأول", True), ("1. an item", False)):
        view = make(qtbot, look)
        view.append(text)
        view.finish()
        viewport = prose_in(qtbot, view).viewport()
        margin, end = range(2, 24), viewport.width()
        rows = range(2, viewport.height() - 2)
        assert inked(viewport, margin, rows) is not mirrored
        assert inked(viewport, range(end - 24, end - 2), rows) is mirrored


def test_a_quotation_from_right_to_left_has_its_bar_at_the_right(qtbot: QtBot, look: Look) -> None:
    view = make(qtbot, look)
    for letter in "> 12 اقتباس":  # figures come first: they go either way
        view.append(letter)
    view.finish()
    prose = prose_in(qtbot, view)
    form = prose.document().begin().blockFormat()
    assert form.rightMargin() > 0
    assert form.leftMargin() == 0
    width = prose.viewport().width()
    assert inked(prose.viewport(), range(width - 3, width), range(5, 12))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_long_numbers_of_items_are_not_cut(qtbot: QtBot, look: Look, scale: float) -> None:
    look.set_scale(scale)
    view = make(qtbot, look)
    view.append("1998. a year\n")
    view.finish()
    prose = prose_in(qtbot, view)
    document = prose.document()
    line = document.begin().layout().lineAt(0)
    marker = QFontMetrics(look.font("body")).horizontalAdvance("1998.")
    assert line.x() >= marker
    rows = range(2, prose.viewport().height() - 2)
    assert inked(prose.viewport(), range(1, marker), rows)
    assert not inked(prose.viewport(), range(1), rows)
