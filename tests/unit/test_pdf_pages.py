"""Slices on pages: what is never cut, what stands together, what is left out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.pdf.pages import Pages
from app.pdf.paper import Paper, paper
from app.pdf.slices import Box, Slice, space, together

pytestmark = pytest.mark.usefixtures("qapp")


class Print:
    """Attributes:
    put: for each slice in order: its name, page, and top.
    page: the last one, as a picture.
    """

    def __init__(self, slices: Iterable[tuple[str, Slice]]) -> None:
        self.put: list[tuple[str, int, float]] = []
        self.paper: Paper = paper()
        self.page = QImage(
            round(self.paper.page_width / 10),
            round(self.paper.height / 10),
            QImage.Format.Format_RGB32,
        )
        self.page.fill(QColor("white"))
        painter = QPainter(self.page)
        painter.scale(0.1, 0.1)
        pages = Pages(painter, self.paper, "Title", lambda: self.page.fill(QColor("white")))
        pages.put([replace(one, draw=self._recorder(name, pages)) for name, one in slices])
        pages.finish()
        painter.end()

    def _recorder(self, name: str, pages: Pages):  # type: ignore[no-untyped-def]
        def draw(painter: QPainter) -> None:
            top = painter.transform().dy() * 10 - self.paper.top
            self.put.append((name, pages.count, round(top)))

        return draw

    def pages(self) -> list[int]:
        return [page for _, page, _ in self.put]


DEPTH = paper().depth


def test_slices_follow_each_other_and_none_is_cut() -> None:
    chance = random.Random(1)
    slices = [
        (str(at), Slice(chance.randint(50, 900), keep=chance.random() < 0.3)) for at in range(400)
    ]
    printed = Print(slices)
    assert [name for name, _, _ in printed.put] == [name for name, _ in slices]
    heights = {name: one.height for name, one in slices}
    end, last = 0.0, 1
    for name, page, top in printed.put:
        assert page in (last, last + 1)
        assert top == pytest.approx(end if page == last else 0, abs=1)
        end, last = top + heights[name], page
        assert end <= DEPTH + 1


def test_what_is_to_stand_together_does() -> None:
    first = ("above", Slice(DEPTH - 250))
    printed = Print([first, ("head", Slice(100, keep=True)), ("words", Slice(200))])
    assert printed.pages() == [1, 2, 2]
    printed = Print([first, ("head", Slice(100)), ("words", Slice(200))])
    assert printed.pages() == [1, 1, 2]


def test_what_stands_together_but_has_no_room_on_any_page_is_parted() -> None:
    rows = [(str(at), Slice(500, keep=True)) for at in range(40)]
    printed = Print(rows)
    assert printed.pages() == sorted(printed.pages())
    assert printed.pages()[-1] > 1
    assert len(printed.put) == 40


def test_a_slice_higher_than_a_page_comes_once_and_alone() -> None:
    printed = Print([("a", Slice(100)), ("large", Slice(DEPTH + 500)), ("b", Slice(100))])
    assert printed.pages() == [1, 2, 3]


def test_a_page_begins_with_words_not_with_air() -> None:
    air = space(400)
    printed = Print([("above", Slice(DEPTH - 100)), ("air", air), ("words", Slice(100))])
    assert printed.put[1:] == [("words", 2, 0)]
    printed = Print([("above", Slice(DEPTH - 600)), ("air", air), ("words", Slice(100))])
    assert printed.put[1:] == [("air", 1, round(DEPTH - 600)), ("words", 1, round(DEPTH - 200))]


def test_lines_do_not_stand_alone_at_either_end() -> None:
    lines = together([Slice(100) for _ in range(5)])
    assert [line.keep for line in lines] == [True, False, False, True, False]
    assert [line.keep for line in together([Slice(1)])] == [False]


def test_a_box_is_behind_its_slices_on_every_page() -> None:
    box = Box(0, 2000, QColor("#00ff00"), radius=0)
    inside = [(str(at), Slice(300).inside(box)) for at in range(40)]
    printed = Print([*inside, ("after", Slice(300))])
    left = round(printed.paper.left / 10) + 5
    last = [top for _, page, top in printed.put if page == printed.pages()[-1]]

    def colour(top: float) -> str:
        return printed.page.pixelColor(left, round((printed.paper.top + top + 150) / 10)).name()

    assert [colour(top) for top in last] == ["#00ff00"] * (len(last) - 1) + ["#ffffff"]
