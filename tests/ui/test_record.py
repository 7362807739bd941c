"""Records behave as frozen dataclasses do."""

from __future__ import annotations

import pytest

from ui.record import Record


class Point(Record):
    x: int
    y: int = 0


class Named(Point):
    name: str = "?"


def test_values_are_given_by_place_or_name_and_have_defaults() -> None:
    assert (Point(1).x, Point(1).y) == (1, 0)
    assert Point(1, 2) == Point(y=2, x=1)
    assert Named(1, name="a") == Named(1, 0, "a")
    assert Named(1).names == ("x", "y", "name")


def test_equal_values_are_equal_and_other_types_are_not() -> None:
    assert Point(1) == Point(1, 0)
    assert Point(1) != Point(2)
    assert Named(1) != Point(1)
    assert hash(Point(1)) == hash(Point(1, 0))
    assert repr(Point(1)) == "Point(x=1, y=0)"


def test_nothing_is_changed_in_place() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    assert point.replace(x=2) == Point(2)
    assert point == Point(1)


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"z": 3})])
def test_what_is_missing_or_unknown_is_refused(
    given: tuple[int, ...], named: dict[str, int]
) -> None:
    with pytest.raises(TypeError):
        Point(*given, **named)
