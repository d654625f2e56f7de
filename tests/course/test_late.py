"""Late work by the rules: never more than the cap, never less for coming later, nobody else's days."""

from __future__ import annotations

import dataclasses
import datetime
import zoneinfo

from hypothesis import given
from hypothesis import strategies as st

from autograder.course.late import (
    UTC,
    Policy,
    Standing,
    budget,
    days_late,
    due_for,
    in_utc,
    standings,
    words,
)

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NAMES = ("alpha", "beta", "gamma")
STUDENTS = ("ada", "bob")
START = datetime.datetime(2026, 10, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)

moments = st.integers(0, 90 * 24 * 60).map(lambda minutes: START + minutes * MINUTE)
times = st.dictionaries(st.sampled_from(NAMES), st.none() | moments, min_size=1)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return any policy, with due dates around changes of the clocks."""
    zone = zoneinfo.ZoneInfo(draw(st.sampled_from(ZONES)))
    return Policy(
        zone=zone,
        zone_name=str(zone),
        grace=draw(st.integers(0, 120)) * MINUTE,
        percent_a_day=draw(st.sampled_from((0.0, 2.5, 10.0, 33.3, 100.0))),
        most_percent=draw(st.sampled_from((0.0, 30.0, 50.0, 100.0))),
        late_days=draw(st.integers(0, 6)),
        due=draw(
            st.dictionaries(
                st.sampled_from(NAMES), moments.map(lambda moment: moment.astimezone(zone))
            )
        ),
        extensions=draw(
            st.dictionaries(
                st.sampled_from(STUDENTS),
                st.dictionaries(st.sampled_from(NAMES), st.integers(0, 20)),
            )
        ),
        extra_late_days=draw(st.dictionaries(st.sampled_from(STUDENTS), st.integers(0, 3))),
    )


@given(policies(), times)
def test_a_penalty_stays_within_its_bounds(
    policy: Policy, handed_in: dict[str, datetime.datetime | None]
) -> None:
    found = standings(policy, "ada", handed_in)
    assert found.keys() == handed_in.keys()
    assert sum(one.free for one in found.values()) <= budget(policy, "ada")
    for name, one in found.items():
        assert 0 <= one.percent <= policy.most_percent
        assert 0 <= one.free <= one.days
        for score in (0.0, 3.0, 22.0):
            assert 0 <= one.penalty(22.0, score) <= min(score, 22.0 * policy.most_percent / 100)
        if handed_in[name] is None or name not in policy.due:
            assert (one.days, one.free, one.percent) == (0, 0, 0)


@given(policies(), times, st.sampled_from(NAMES), st.integers(0, 10_000))
def test_who_comes_later_never_gains(
    policy: Policy, handed_in: dict[str, datetime.datetime | None], name: str, minutes: int
) -> None:
    time = handed_in.get(name)
    if time is None:
        return
    before = standings(policy, "ada", handed_in)
    after = standings(policy, "ada", {**handed_in, name: time + minutes * MINUTE})
    for one in handed_in:
        assert after[one].percent >= before[one].percent
        assert after[one].days >= before[one].days


@given(policies(), times, st.sampled_from(NAMES), st.integers(0, 20), st.integers(0, 20))
def test_an_extension_never_costs_anything(
    policy: Policy,
    handed_in: dict[str, datetime.datetime | None],
    name: str,
    days: int,
    more: int,
) -> None:
    def extended(by: int) -> dict[str, Standing]:
        changed = dataclasses.replace(policy, extensions={"ada": {name: by}})
        return standings(changed, "ada", handed_in)

    shorter, longer = extended(days), extended(days + more)
    for one in handed_in:
        assert longer[one].percent <= shorter[one].percent
    if name in policy.due and name in handed_in:
        moved = dataclasses.replace(
            policy, due={**policy.due, name: policy.due[name] + days * DAY}, extensions={}
        )
        assert standings(moved, "ada", handed_in)[name].days == shorter[name].days


@given(policies(), times, times, st.integers(0, 5))
def test_nobody_s_days_go_to_another(
    policy: Policy,
    handed_in: dict[str, datetime.datetime | None],
    others: dict[str, datetime.datetime | None],
    extra: int,
) -> None:
    """Does what one student hands in, or is granted, leave everybody else alone?"""
    before = standings(policy, "ada", handed_in)
    standings(policy, "bob", others, extra=extra)
    changed = dataclasses.replace(
        policy,
        extensions={**policy.extensions, "bob": dict.fromkeys(NAMES, extra)},
        extra_late_days={**policy.extra_late_days, "bob": extra},
    )
    assert standings(changed, "ada", handed_in) == before


@given(policies(), moments)
def test_a_day_that_has_begun_is_a_day(policy: Policy, handed_in: datetime.datetime) -> None:
    """Is the number the least whose end, counted by the calendar, is not before the hand-in?"""
    for due in policy.due.values():
        days = days_late(policy, handed_in, in_utc(due))
        wall = in_utc(due).astimezone(policy.zone)
        assert handed_in <= in_utc(wall + days * DAY) + policy.grace
        if days:
            assert handed_in > in_utc(wall + (days - 1) * DAY) + policy.grace


def at(text: str, zone: datetime.tzinfo = BERLIN) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone)


def one(handed_in: str, **changes: object) -> Standing:
    policy = Policy(
        zone=BERLIN, zone_name="Europe/Berlin", grace=10 * MINUTE, percent_a_day=10.0,
        most_percent=50.0, late_days=2, due={"alpha": at("2026-10-23T23:59")},
    )  # fmt: skip
    policy = dataclasses.replace(policy, **changes)  # type: ignore[arg-type]
    return standings(policy, "ada", {"alpha": in_utc(at(handed_in))})["alpha"]


def test_grace_comes_first_and_then_days_by_the_calendar() -> None:
    """The clocks go back in the night to 25 October 2026: that day has 25 hours."""
    days = {
        "2026-10-23T23:59": 0, "2026-10-24T00:09": 0, "2026-10-24T00:10": 1,
        "2026-10-25T00:09": 1, "2026-10-25T23:59": 2, "2026-10-26T00:09": 2, "2026-10-26T00:10": 3,
    }  # fmt: skip
    assert {time: one(time).days for time in days} == days


def test_late_days_are_spent_before_percent() -> None:
    assert (one("2026-10-25T20:00").free, one("2026-10-25T20:00").percent) == (2, 0)
    assert one("2026-10-26T20:00").percent == 10
    assert one("2026-12-24T20:00").percent == 50
    assert one("2026-10-26T20:00", extra_late_days={"ada": 1}).percent == 0
    assert one("2026-10-26T20:00", extra_late_days={"bob": 1}).percent == 10


def test_an_hour_that_comes_twice_ends_with_its_second_time() -> None:
    due = in_utc(at("2026-10-25T02:30"))
    assert due == datetime.datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert in_utc(at("2026-03-29T02:30")) == datetime.datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_days_are_spent_in_the_order_of_due_dates_whatever_was_graded_first() -> None:
    policy = Policy(percent_a_day=10, late_days=3, due={"beta": START, "alpha": START + 5 * DAY})
    handed_in = {"alpha": START + 7 * DAY, "beta": START + 2 * DAY}
    found = standings(policy, "ada", handed_in)
    assert (found["beta"].free, found["alpha"].free) == (2, 1)
    assert (found["beta"].percent, found["alpha"].percent) == (0, 10)


def test_the_longest_extension_counts_and_ids_are_compared_as_they_read() -> None:
    policy = Policy(due={"alpha": START}, extensions={"jos\u00e9": {"alpha": 2}})
    assert due_for(policy, "jose\u0301", "alpha") == START + 2 * DAY
    assert due_for(policy, "jos\u00e9", "alpha", granted=3 * DAY) == START + 3 * DAY
    assert due_for(policy, "ada", "alpha", granted=-3 * DAY) == START
    until = dataclasses.replace(policy, extensions={"ada": {"alpha": START + 7 * DAY}})
    assert due_for(until, "ada", "alpha") == START + 7 * DAY
    assert due_for(until, "ada", "beta") is None


def test_how_late_is_said_in_words() -> None:
    policy = Policy(zone=BERLIN, zone_name="Europe/Berlin")
    assert words(one("2026-10-20T20:00"), policy) == ""
    assert words(one("2026-10-24T20:00"), policy) == (
        "1 day after 2026-10-23 23:59 (Europe/Berlin), 1 of them paid for by late days"
    )
    assert words(one("2026-10-26T20:00"), policy) == (
        "3 days after 2026-10-23 23:59 (Europe/Berlin), 2 of them paid for by late days, "
        "10 % taken off"
    )
