"""Times of chats, as people say them. Pure functions of the time, the place and the language."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QTime

from ui.language import translate

WEEK_DAYS = 7


@dataclass(frozen=True)
class Period:
    """A heading, and the first moment under it, in seconds since the epoch."""

    name: str
    start: float


def midnight(day: date) -> float:
    """When a day begins here, in seconds since the epoch."""
    return datetime(day.year, day.month, day.day).timestamp()


def recent(now: float) -> tuple[Period, Period, Period]:
    """Today, yesterday, and the days before, newest first."""
    today = date.fromtimestamp(now)
    return (
        Period(translate("Days", "Today"), midnight(today)),
        Period(translate("Days", "Yesterday"), midnight(today - timedelta(days=1))),
        Period(translate("Days", "Previous 7 Days"), midnight(today - timedelta(days=WEEK_DAYS))),
    )


def month(moment: float, now: float) -> Period:
    """The month of a moment; the year is said where it is not this one."""
    day = date.fromtimestamp(moment).replace(day=1)
    this_year = day.year == date.fromtimestamp(now).year
    pattern = (
        translate("Days", "MMMM", "month") if this_year else translate("Days", "MMMM yyyy", "month")
    )
    return Period(QLocale().toString(QDate(day.year, day.month, 1), pattern), midnight(day))


def ago(moment: float, now: float) -> str:
    """Short, for the end of a row: "now", "5 min", "3 h", "Tue", "12 Mar", "Mar 2024"."""
    seconds = now - moment
    if seconds < 60:
        return translate("Days", "now")
    if seconds < 3600:
        return translate("Days", "{number} min").format(number=int(seconds // 60))
    if seconds < 86400:
        return translate("Days", "{number} h").format(number=int(seconds // 3600))
    local = time.localtime(moment)
    day = QDate(local.tm_year, local.tm_mon, local.tm_mday)
    # A week ago it was the same day of the week: that would read as today.
    if moment >= midnight(date.fromtimestamp(now) - timedelta(days=WEEK_DAYS - 1)):
        return QLocale().toString(day, "ddd")
    this_year = time.localtime(now).tm_year == local.tm_year
    pattern = (
        translate("Days", "d MMM", "day") if this_year else translate("Days", "MMM yyyy", "day")
    )
    return QLocale().toString(day, pattern)


def spoken(moment: float) -> str:
    """In full, for tooltips and screen readers: "Tuesday, 3 March 2026 14:05"."""
    local = time.localtime(moment)
    place = QLocale()
    pattern = translate("Days", "dddd, d MMMM yyyy", "day")
    day = place.toString(QDate(local.tm_year, local.tm_mon, local.tm_mday), pattern)
    clock = place.toString(QTime(local.tm_hour, local.tm_min), QLocale.FormatType.ShortFormat)
    return translate("Days", "{day} {clock}").format(day=day, clock=clock)
