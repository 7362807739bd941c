"""The words that people read, in their language.

    translate("Composer", "Send")
    translate("Notices", "{name} was deleted.").format(name=name)
    translate("Trash", "%n chat(s)", "", n)      # %Ln where thousands are to be grouped

Arguments are literals, so that pyside6-lupdate finds them (resources/translations/update.py runs
it); a sentence is one string, never put together from pieces; and no call runs while a module is
imported, for the language is chosen later (app/language.py).
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

# (context, English, what tells equal ones apart, number) -> the words in the chosen language, or
# the English ones. From any thread, and without an application too.
translate = QCoreApplication.translate


def QT_TRANSLATE_NOOP(context: str, english: str) -> str:  # noqa: ARG001, N802
    """The English words, marked: they are translated later, with `translate(context, them)`."""
    return english
