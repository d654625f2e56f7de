"""Dates as platforms write them for people, in the languages that they have most.

In: a text such as "Nov 3, 2026 926 PM" or "Freitag, 1. März 2026, 23:59". Out: the time, without a time
zone, or None where anything in it may mean something else.
"""

from __future__ import annotations

import datetime
import re

# How the names of months begin; a number stands beside them, which the names of weekdays do not have.
# The longest beginning counts: Finnish November begins as March does elsewhere.
MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        ("jan ene gen tamm янв", "feb fév fev helm фев", "mar mär maar maal мар",
         "apr avr abr huht апр", "may mai mag mei maj touk мая май", "jun juin giu kesä июн",
         "jul juil lug hein июл", "aug aoû ago elok авг", "sep set syys сен",
         "oct okt out ott loka окт", "nov marr ноя", "dec dez déc dic joul дек"), 1,
    )
    for beginning in beginnings.split()
}  # fmt: skip
YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.h](\d\d)(?:[:.]\d\d)?(?!\d)|(?<!\d)(\d{1,2})(\d\d)(?!\d)")
DAY_FIRST = re.compile(r"\b(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]+)")
MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})\b")
# Year, month and day in this order: as in China and Japan, and by ISO 8601.
BY_SIZE = re.compile(
    r"((?:19|20)\d\d)(?:年\s*(\d{1,2})月\s*(\d{1,2})日|-(\d\d)-(\d\d)(?=[\st]|$))\s*t?"
)
# The halves of the day, as they stand before or behind the time; further languages have other words.
HALVES = {
    "am": ("am", "a.m.", "a. m.", "上午", "午前", "오전", "π.μ.", "π.μ"),
    "pm": ("pm", "p.m.", "p. m.", "下午", "午後", "오후", "μ.μ.", "μ.μ"),
}
HALF = {word: half for half, words in HALVES.items() for word in words}
# What may stand around a time that is one of 24 hours.
PLAIN = re.compile(r"(?:[\s,]|\buhr\b|\bh\b|\bhs\b|\bhrs\b|\bkl\b\.?|\bom\b|\bà\b|\bat\b)*")

# Letters of the longest text that is looked at as a date: beside dates stand texts of any length.
LONGEST = 200


def read_date(text: str) -> datetime.datetime | None:
    """Return the time that a text is; None where it is none, or in another language."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(text.casefold().split())
    by_size = BY_SIZE.match(plain)
    if by_size is not None:
        year, month, day = (int(one) for one in by_size.groups() if one is not None)
        return _time(year, month, day, re.sub(r"\(.*?\)|星期.", " ", plain[by_size.end() :]))
    years = YEAR.findall(plain)
    # A time of the evening may look like a year, and stands behind it.
    if not 1 <= len(years) <= 2:
        return None
    date, _, clock = plain.partition(years[0])
    days = [(day, word) for day, word in DAY_FIRST.findall(date) if _month(word)]
    days = days or [(day, word) for word, day in MONTH_FIRST.findall(date) if _month(word)]
    if len(days) != 1:
        return None
    # Russian has a short word for "year" behind it.
    return _time(int(years[0]), _month(days[0][1]), int(days[0][0]), re.sub(r"^ г\.?", "", clock))


def _time(year: int, month: int, day: int, clock: str) -> datetime.datetime | None:
    """Return a time by its date and what stands behind that; None where there is more than a time."""
    times = list(CLOCK.finditer(clock))
    if len(times) != 1:
        return None
    hour, minute = (int(one) for one in times[0].groups() if one is not None)
    around = (clock[: times[0].start()].strip(" ,"), clock[times[0].end() :].strip(" ,"))
    halves = {HALF.get(one) for one in around} - {None}
    rest = [one for one in around if one not in HALF]
    # A word that is not known may be one for the afternoon.
    if len(halves) > 1 or not all(map(PLAIN.fullmatch, rest)):
        return None
    hours = hour % 12 + 12 * (halves == {"pm"}) if halves else hour
    try:
        return datetime.datetime(year, month, day, hours, minute)
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
