"""What rows of the models' window say. Pure functions."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale

from engine.types import MemoryEstimate
from ui import wording
from ui.language import translate
from ui.models_window.values import DownloadView, InstalledView, OfferView, Order


def installed_line(view: InstalledView) -> str:
    """ "Text · Pictures · 5.17 billion parameters · 4-bit · 3.6 GB"."""
    info = view.info
    parts = [wording.senses(info.senses), parameters(info.parameters), wording.bits_of(info)]
    parts.append(wording.size(view.on_disk or info.nbytes))
    return " · ".join(part for part in parts if part)


def used_line(used: float, now: float) -> str:
    """ "Used today"; empty for never."""
    if not used:
        return ""
    day, today = _day(used), _day(now)
    ago = day.daysTo(today)
    if ago <= 0:
        return translate("ModelsWindow", "Used today")
    if ago == 1:
        return translate("ModelsWindow", "Used yesterday")
    if ago < 7:
        return translate("ModelsWindow", "Used %n day(s) ago", "", ago)
    words = translate("ModelsWindow", "Used on {day}")
    return words.format(day=QLocale().toString(day, QLocale.FormatType.ShortFormat))


def _day(moment: float) -> QDate:
    local = time.localtime(moment)
    return QDate(local.tm_year, local.tm_mon, local.tm_mday)


def matching(views: Sequence[InstalledView], text: str) -> list[InstalledView]:
    """Those with every word of `text` in their names."""
    wanted = text.casefold().split()
    return [view for view in views if all(word in view.name.casefold() for word in wanted)]


def sort(views: Sequence[InstalledView], order: Order) -> list[InstalledView]:
    """The latest or the largest first; those that are equal by name."""
    named = sorted(views, key=lambda view: view.name.casefold())
    if order == "used":
        named.sort(key=lambda view: -view.used)
    elif order == "size":
        named.sort(key=lambda view: -(view.on_disk or view.info.nbytes))
    return named


def need_line(need: MemoryEstimate) -> str:
    """What it takes of what this machine can give."""
    words = (
        translate("ModelsWindow", "Takes {need} of {given} with {tokens} tokens of context")
        if need.fits
        else translate(
            "ModelsWindow", "Takes {need} with {tokens} tokens of context, more than {given}"
        )
    )
    return words.format(
        need=wording.size(need.total),
        given=wording.size(need.recommended),
        tokens=wording.count(need.context),
    )


def crowded_line() -> str:
    """It fits this machine, but not beside what runs on it."""
    return translate("ModelsWindow", "More than is free now: quit other apps before you use it")


def remedy_line(need: MemoryEstimate) -> str:
    """With what it would fit; empty if it does, or with nothing."""
    if need.fits:
        return ""
    parts = []
    if need.smaller:
        words = translate("ModelsWindow", "Fits with {tokens} tokens of context")
        parts.append(words.format(tokens=wording.count(need.smaller)))
    if need.fits_in_8_bits:
        parts.append(
            translate("ModelsWindow", "Fits with its context in 8 bits: see Settings, Models")
        )
    return " · ".join(parts)


def need_help(need: MemoryEstimate) -> str:
    """The sum behind it, line by line."""
    return "\n".join(
        (
            translate("ModelsWindow", "Weights: {size}").format(size=wording.size(need.weights)),
            translate("ModelsWindow", "Context: {size}").format(size=wording.size(need.kv_cache)),
            translate("ModelsWindow", "To work in: {size}").format(
                size=wording.size(need.transient)
            ),
        )
    )


def twins_line(view: InstalledView) -> str:
    words = translate("ModelsWindow", "The same weights are in {places} as well.")
    return words.format(places=wording.listed(view.twins))


def damaged_line(names: Sequence[str]) -> str:
    words = translate("ModelsWindow", "%n file(s) damaged or missing: {names}", "", len(names))
    shown = list(names[:3])
    if len(names) > 3:
        shown.append("…")
    return words.format(names=wording.listed(shown))


def asked_line(asked: float) -> str:
    """Where sizes and terms of the offers are from."""
    if not asked:
        return translate("ModelsWindow", "Sizes and terms are those that came with Parlance.")
    words = translate("ModelsWindow", "Sizes and terms are those of the hub on {day}.")
    day = QLocale().toString(_day(asked), QLocale.FormatType.ShortFormat)
    return words.format(day=day)


def purpose_line(view: OfferView) -> str:
    """ "The quickest of these · Quick answers about text"."""
    if view.role == "able":
        role = translate("ModelsWindow", "The most able of these")
    else:
        role = translate("ModelsWindow", "The quickest of these") if view.role else ""
    return " · ".join(part for part in (role, view.purpose) if part)


def offer_line(view: OfferView) -> str:
    parts = [wording.senses(view.senses), view.family if not view.senses else ""]
    if view.bits:
        parts.append(translate("ModelsWindow", "{bits}-bit").format(bits=view.bits))
    if view.nbytes:
        size = wording.size(view.nbytes)
        about = translate("ModelsWindow", "about {size}").format(size=size)
        parts.append(about if view.about else size)
    if view.licence:
        parts.append(view.licence)
    if view.gated:
        parts.append(translate("ModelsWindow", "terms to accept"))
    if view.downloads:
        parts.append(translate("ModelsWindow", "%Ln download(s)", "", view.downloads))
    return " · ".join(part for part in parts if part)


def fit_line(view: OfferView) -> str:
    """Empty where there is nothing to say."""
    if view.fit == "large":
        return translate("ModelsWindow", "Too large for this machine")
    if view.fit == "tight":
        return translate("ModelsWindow", "Fits if little else runs")
    return ""


def download_line(view: DownloadView) -> str:
    """How it stands."""
    if view.state == "failed":
        return view.sentence
    if view.state == "waiting":
        return translate("ModelsWindow", "Waits for the others")
    if view.state == "looking":
        return translate("ModelsWindow", "Looks whether it fits…")
    words = translate("ModelsWindow", "{done} of {total}")
    parts = [words.format(done=wording.size(view.done), total=wording.size(view.total))]
    if view.state == "paused":
        parts.append(translate("ModelsWindow", "paused"))
    elif view.bytes_per_s:
        speed = wording.size(round(view.bytes_per_s))
        parts.append(translate("ModelsWindow", "{size} a second").format(size=speed))
        if view.seconds_left is not None:
            left = wording.duration(view.seconds_left)
            parts.append(translate("ModelsWindow", "{duration} left").format(duration=left))
    return " · ".join(parts)


def parameters(number: int) -> str:
    """ "5.2 billion parameters"; empty if unknown."""
    if number >= 1e9:
        words = translate("ModelsWindow", "{number} billion parameters")
        return words.format(number=wording.decimal(number / 1e9, 1))
    if number > 0:
        words = translate("ModelsWindow", "{number} million parameters")
        return words.format(number=wording.decimal(number / 1e6, 1))
    return ""
