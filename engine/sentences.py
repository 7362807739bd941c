"""Sentences for people, made where Qt is not imported.

    raise ModelCorrupt(say("{name} holds no weights; download it again.", name=folder.name))

The first argument is a literal: resources/translations/update.py collects it. The words are looked
up when the sentence is made, in whatever language the app has chosen by then; a program that
chooses none, like the command line, speaks English.
"""

from __future__ import annotations

from collections.abc import Callable

CONTEXT = "Sentences"  # of these words in the translation files


class _Voice:
    look_up: Callable[[str], str] | None = None


_voice = _Voice()


def speak_with(look_up: Callable[[str], str] | None) -> None:
    """Give every sentence to `look_up` first: English in, the user's language out.

    It is called on whichever thread makes a sentence. None goes back to English.
    """
    _voice.look_up = look_up


def say(english: str, /, **values: object) -> str:
    """A sentence with its values, which stand in it by name: "{name} is {size:,} bytes long"."""
    template = _voice.look_up(english) if _voice.look_up else english
    return template.format(**values)
