"""Heights and positions of messages that have no widget."""

from __future__ import annotations

import pytest

from tests.ui.gallery import PICTURE
from ui.message_rows import Measures, Rows
from ui.message_values import MessageView

MEASURES = Measures(width=600, letter=7.0, line=16.0)


def answer(number: int, text: str = "Yes.") -> MessageView:
    return MessageView(number, "assistant", text)


def rows(*views: MessageView) -> Rows:
    made = Rows(gap=10, margin=20)
    made.set_measures(MEASURES)
    made.replace(views)
    return made


def guess(view: MessageView) -> int:
    return rows(view)[0].height


def test_every_row_stands_below_the_one_before() -> None:
    made = rows(*(answer(number) for number in range(4)))
    for index in range(4):
        made.set_height(index, 100)
    assert [made.top(index) for index in range(4)] == [20, 130, 240, 350]
    assert made.total == 350 + 100 + 20


def test_a_measured_height_moves_what_is_below_and_nothing_above() -> None:
    made = rows(*(answer(number) for number in range(4)))
    for index in range(4):
        made.set_height(index, 100)
    made.top(3)
    assert made.set_height(1, 160)
    assert [made.top(index) for index in range(4)] == [20, 130, 300, 410]
    assert not made.set_height(1, 160)


@pytest.mark.parametrize(("y", "index"), [(-50, 0), (0, 0), (129, 0), (130, 1), (9999, 2)])
def test_a_place_belongs_to_the_row_at_it_or_the_nearest(y: int, index: int) -> None:
    made = rows(*(answer(number) for number in range(3)))
    for at in range(3):
        made.set_height(at, 100)
    assert made.at(y) == index


def test_without_messages_there_is_no_row() -> None:
    made = rows()
    assert made.total == 40
    with pytest.raises(IndexError):
        made.at(0)


def test_longer_texts_code_and_pictures_are_guessed_higher() -> None:
    assert guess(answer(1, "word " * 500)) > 3 * guess(answer(1, "word " * 100))
    assert guess(answer(1, "一" * 500)) > 1.5 * guess(answer(1, "a" * 500))
    assert guess(answer(1, "```\nx\n```")) > guess(answer(1, "a\n\nx\n"))
    plain = MessageView(1, "user", "Look")
    assert guess(MessageView(1, "user", "Look", attachments=(PICTURE,))) > guess(plain) + 100


def test_another_width_makes_every_height_a_guess_again() -> None:
    made = rows(answer(1, "word " * 200))
    made.set_height(0, 77)
    made.set_measures(Measures(300, 7.0, 16.0))
    assert not made[0].measured
    assert made[0].height > guess(answer(1, "word " * 200))


def test_messages_that_stay_keep_their_heights() -> None:
    made = rows(answer(1), answer(2))
    made.set_height(0, 100)
    made.set_height(1, 200)
    made.replace([answer(1), answer(2, "No."), answer(3)])
    assert made[0].height == 100
    assert not made[1].measured
    assert made.index(3) == 2
    assert 4 not in made
    with pytest.raises(KeyError):
        made.row(4)
