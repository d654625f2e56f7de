"""Dates that platforms write for people are read in several languages, or not at all."""

from __future__ import annotations

import time

import pytest

from autograder.platforms.collecting.dates import read_date


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Nov 3, 2026 926 PM", "2026-11-03 21:26"), ("Nov 3, 2026 1205 AM", "2026-11-03 00:05"),
        ("24 September 2024 2126", "2024-09-24 21:26"), ("3 déc. 2026 905", "2026-12-03 09:05"),
        ("3 November 2026 2048", "2026-11-03 20:48"), ("3 November 2026 2026", "2026-11-03 20:26"),
        ("Friday, 1 March 2024, 11:59 PM", "2024-03-01 23:59"),
        ("Tuesday, November 3, 2026, 9:26 PM", "2026-11-03 21:26"),
        ("Freitag, 1. März 2024, 23:59", "2024-03-01 23:59"),
        ("martes, 3 de marzo de 2026, 12:30", "2026-03-03 12:30"),
        ("maandag 2 november 2026, 08:05", "2026-11-02 08:05"),
        ("mardi 3 juillet 2026, 8h05", "2026-07-03 08:05"),
        ("tiistai, 3. marraskuuta 2026, 12.05", "2026-11-03 12:05"),
        ("понедельник, 2 ноября 2026, 23:58", "2026-11-02 23:58"),
        ("lunes, 2 de noviembre de 2026, 11:58 p. m.", "2026-11-02 23:58"),
        ("lunes, 2 de noviembre de 2026, 12:05 a. m.", "2026-11-02 00:05"),
        ("2026年11月2日 星期一 23:58", "2026-11-02 23:58"),
        ("2026年 11月 2日(月曜日) 23:58", "2026-11-02 23:58"),
        ("2026年11月2日 下午11:58", "2026-11-02 23:58"),
        ("2026-11-02 23:58:07", "2026-11-02 23:58"), ("2026-11-02T09:05", "2026-11-02 09:05"),
        ("Montag, 2. November 2026, 23:58 Uhr", "2026-11-02 23:58"),
    ],
)  # fmt: skip
def test_a_date_is_read(text: str, time: str) -> None:
    assert f"{read_date(text):%Y-%m-%d %H:%M}" == time


@pytest.mark.parametrize(
    "text",
    ["", "-", "yesterday", "2026年13月1日 12:30", "3 Xyzember 2026 905", "31 Feb 2026 905",
     "1 March 2026", "1 March 2026, 25:00", "1 March 2026, 2 April 2026, 12:00", "22.00",
     "2 November 2026, 11:58 i.n.", "2 November 2026, 11:58 PM AM", "2/11/2026 23:58",
     "2026-11-02 23:58 PST"],
)  # fmt: skip
def test_what_may_mean_something_else_is_none(text: str) -> None:
    assert read_date(text) is None


def test_a_text_of_any_length_is_looked_at_in_no_time() -> None:
    """Beside dates stands what students type: it took time with the square of its length."""
    start = time.process_time()
    assert read_date("a" * 200_000 + " 3 March 2026, 23:59") is None
    assert time.process_time() - start < 1
