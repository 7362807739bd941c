"""Both themes have every colour."""

from __future__ import annotations

import re

import pytest

from ui.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_theme_has_every_colour_and_no_other(theme: Theme) -> None:
    colours = {name: value for name, value in vars(theme).items() if name != "dark"}
    assert {"dark", *colours} == set(Theme.__annotations__)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours.values())


def test_themes_say_which_is_dark() -> None:
    assert (LIGHT.dark, DARK.dark) == (False, True)
