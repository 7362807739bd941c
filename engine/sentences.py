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
    if _voice.look_up is None:
        return english.format(**values)
    said = Said(_voice.look_up(english).format(**values))
    said.english = english.format(**{name: in_english(value) for name, value in values.items()})
    return said


class Said(str):
    """A sentence in another language that remembers its English, for the log."""

    english: str

    def __str__(self) -> str:
        return self  # `str(error)` of an exception made with it keeps it


def in_english(value: object) -> object:
    """The English of a sentence, or of an exception's; anything else as it is."""
    if isinstance(value, BaseException) and len(value.args) == 1:
        said = value.args[0]
        return said.english if isinstance(said, Said) else value
    return value.english if isinstance(value, Said) else value
