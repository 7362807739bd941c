"""Chooses the language of the window, before anything in it is made.

The words lie in resources/translations/parlance_*.qm, which update.py there makes. English has a
file too, for its plurals.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from shiboken6 import isValid

from app.paths import resource
from engine import sentences

log = logging.getLogger(__name__)

# What there is to choose from, each named by those who read it.
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

_installed: list[QTranslator] = []  # by us, into the application there is


def preferred(tags: Iterable[str]) -> str:
    """The language to use for a system that prefers these, best first ("zh-Hans-CN", "en")."""
    traditional = False
    for tag in tags:
        place = QLocale(tag)
        if place.language() == QLocale.Language.English:
            return "en"
        if place.language() != QLocale.Language.Chinese:
            continue
        # After "zh-Hant-TW" systems list a bare "zh", which does not mean simplified characters.
        traditional |= place.script() == QLocale.Script.TraditionalHanScript
        if not traditional:
            return "zh_CN"
    return "en"


def choose_language(setting: str = "") -> str:
    """Speak `setting`, one of `LANGUAGES`, or what the system prefers; gives what was chosen.

    Texts made before keep their language, so this comes right after the application is made.
    """
    system = QLocale.system()
    language = setting if setting in LANGUAGES else preferred(system.uiLanguages())
    place = QLocale(language)
    # Numbers and dates as they are written here, if it is a place of that language.
    QLocale.setDefault(system if system.language() == place.language() else place)
    _install(language)
    sentences.speak_with(None if language == "en" else _say)
    return language


def _say(english: str) -> str:
    return QCoreApplication.translate(sentences.CONTEXT, english)


def _install(language: str) -> None:
    application = QCoreApplication.instance()
    if application is None:
        return
    # Not application.findChildren(): to find out what each child is, PySide makes hundreds of
    # classes at its first call, 7 ms of every start.
    for old in filter(isValid, _installed):
        QCoreApplication.removeTranslator(old)
        old.deleteLater()
    _installed.clear()
    for name, folders in _files(language):
        translator = QTranslator(application)
        if any(translator.load(name, folder) for folder in folders):
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)
        else:
            log.warning("no %s.qm in %s", name, folders)


def _files(language: str) -> Sequence[tuple[str, Sequence[str]]]:
    """Names of translations with where they may lie. Qt's own words first: ours are asked first."""
    ours = str(resource("translations"))
    own = (f"parlance_{language}", [ours])
    if language == "en":
        return [own]
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return [(f"qtbase_{language}", [qt, ours]), own]
