"""Dates as platforms write them for people, in the languages that they have most.

In: a text such as "Nov 3, 2026 926 PM" or "Freitag, 1. März 2026, 23:59". Out: the time, without a time
zone, or None where anything in it may mean something else.
"""

from __future__ import annotations

import datetime
import re

# How the names of months begin; a number stands beside them, which the names of weekdays do not have.
MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        ("jan ene gen", "feb fév fev", "mar mär maa mrt", "apr avr abr", "may mai mag mei maj",
         "jun juin giu", "jul juil lug", "aug aoû ago", "sep set", "oct okt out ott", "nov",
         "dec dez déc dic"), 1,
    )
    for beginning in beginnings.split()
}  # fmt: skip
YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
CLOCK = re.compile(
    r"\b(\d{1,2})[:.h](\d\d)(?:[:.]\d\d)?\b\s*([ap]m\b)?|\b(\d{1,2})(\d\d)\b\s*([ap]m\b)?"
)
DAY_FIRST = re.compile(r"\b(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]+)")
MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})\b")


def read_date(text: str) -> datetime.datetime | None:
    """Return the time that a text is; None where it is none, or in another language."""
    plain = " ".join(text.casefold().split())
    years = YEAR.findall(plain)
    # A time of the evening may look like a year, and stands behind it.
    if not 1 <= len(years) <= 2:
        return None
    date, _, clock = plain.partition(years[0])
    times = CLOCK.findall(clock)
    days = [(day, word) for day, word in DAY_FIRST.findall(date) if _month(word)]
    days = days or [(day, word) for word, day in MONTH_FIRST.findall(date) if _month(word)]
    if len(times) != 1 or len(days) != 1:
        return None
    hour, minute, half = (one or other for one, other in zip(times[0][:3], times[0][3:]))
    hours = int(hour) % 12 + 12 * (half == "pm") if half else int(hour)
    try:
        return datetime.datetime(
            int(years[0]), _month(days[0][1]), int(days[0][0]), hours, int(minute)
        )
    except ValueError:
        return None


def _month(word: str) -> int:
    """Return the number of a month whose name a word may be; 0 if it is none's."""
    return next((MONTHS[word[:size]] for size in (4, 3) if word[:size] in MONTHS), 0)


def in_utc(
    time: datetime.datetime | None, zone: datetime.tzinfo | None
) -> datetime.datetime | None:
    """Return a time in UTC; None where it has no time zone, and the course has none either."""
    if time is None or (time.tzinfo is None and zone is None):
        return None
    aware = time if time.tzinfo is not None else time.replace(tzinfo=zone)
    return aware.astimezone(datetime.timezone.utc)
