"""How late a submission is, and what that costs: nothing here reads files or the gradebook.

In: the policy of a course, and when one student handed in what. Out: for each assignment the days that
it is late, how many of them the student's late days pay for, and the percentage that the others cost.

The rules, in this order:

1. An assignment is due at its due date, or at the end of the student's extension if that is later.
2. The minutes of grace are added. What was handed in until then is on time.
3. After that each day that has begun counts as a day. A day ends at the same time of day as the one
   before it in the course's time zone, also where the clocks change in between.
4. Late days of the term are spent by the due dates of the assignments, the earliest first.
5. Each day that is left costs a percentage of the assignment's points, up to a limit.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from autograder.course.tables import folded

UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)
# The clocks change by an hour; two hours hold for any zone that there has been.
CHANGE_OF_CLOCKS = datetime.timedelta(hours=2)
# Days of the calendar end with the year 9999.
MOST_DAYS = 36_500


@dataclasses.dataclass(frozen=True)
class Policy:
    """What a course has decided about late work.

    Attributes:
        zone: The time zone in which days are counted and times are shown.
        zone_name: Its name, as the instructor wrote it.
        grace: How long after the due date work is still on time.
        percent_a_day: What a day costs, in percent of the assignment's points.
        most_percent: The most that being late costs, in percent of the assignment's points.
        late_days: How many days a student may be late in the term at no cost.
        due: When each assignment is due, with a time zone.
        extensions: By student and assignment: a number of days more, or the new date.
        extra_late_days: By student: how many late days there are beyond those of everybody.
    """

    zone: datetime.tzinfo = UTC
    zone_name: str = "UTC"
    grace: datetime.timedelta = datetime.timedelta(0)
    percent_a_day: float = 0.0
    most_percent: float = 100.0
    late_days: int = 0
    due: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, int | datetime.datetime]] = dataclasses.field(
        default_factory=dict
    )
    extra_late_days: Mapping[str, int] = dataclasses.field(default_factory=dict)

    def with_due(self, due: Mapping[str, datetime.datetime]) -> Policy:
        """Return the policy with due dates for assignments that it names none for."""
        return dataclasses.replace(self, due={**due, **self.due})


@dataclasses.dataclass(frozen=True)
class Standing:
    """Where a student stands with one assignment.

    Attributes:
        assignment: The assignment.
        due: When it was due for this student, in UTC; None if there is no due date.
        handed_in: When it was handed in, in UTC; None if that is not known.
        days: How many days late that is.
        free: How many of them the student's late days pay for.
        percent: What the others cost, in percent of the assignment's points.
    """

    assignment: str
    due: datetime.datetime | None = None
    handed_in: datetime.datetime | None = None
    days: int = 0
    free: int = 0
    percent: float = 0.0

    def penalty(self, max_score: float, score: float) -> float:
        """Return the points that are taken off: never more than there are."""
        return max(0.0, min(round(max_score * self.percent / 100, 6), score))


def same_id(text: str) -> str:
    """Return the form of an id in which two that read alike are equal, in any case of letters."""
    return folded(text)


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    """Return a moment in UTC; of an hour that comes twice, or not at all, the later meaning."""
    return max(moment.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def plus_days(moment: datetime.datetime, days: int, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the same time of day some days later, in UTC."""
    if not days:
        return in_utc(moment)
    return in_utc(moment.astimezone(zone) + min(days, MOST_DAYS) * DAY)


def due_for(
    policy: Policy,
    student: str,
    assignment: str,
    granted: datetime.timedelta = datetime.timedelta(0),
) -> datetime.datetime | None:
    """Return when an assignment is due for a student, in UTC; None if it has no due date.

    Args:
        policy: The course's policy.
        student: The student's id.
        assignment: The assignment.
        granted: An extension that stands in the gradebook; the longer one counts.
    """
    due = policy.due.get(assignment)
    if due is None:
        return None
    ends = [in_utc(due) + max(granted, datetime.timedelta(0))]
    extension = policy.extensions.get(same_id(student), {}).get(assignment)
    if isinstance(extension, datetime.datetime):
        ends.append(in_utc(extension))
    elif extension is not None:
        ends.append(plus_days(due, extension, policy.zone))
    return max(ends)


def days_late(policy: Policy, handed_in: datetime.datetime, due: datetime.datetime) -> int:
    """Return how many days late a submission is; a day that has begun is a day.

    Args:
        policy: The course's policy.
        handed_in: When it was handed in, in UTC.
        due: When it was due, in UTC, the student's extension included.
    """
    late = handed_in - due - policy.grace
    if late <= datetime.timedelta(0):
        return 0
    # In hours of clocks it may be a day more or less than in days of the calendar.
    days = max(1, (late - CHANGE_OF_CLOCKS) // DAY)
    while days < MOST_DAYS and handed_in > plus_days(due, days, policy.zone) + policy.grace:
        days += 1
    return days


def budget(policy: Policy, student: str, extra: int = 0) -> int:
    """Return how many late days a student has in the term."""
    return max(0, policy.late_days + policy.extra_late_days.get(same_id(student), 0) + extra)


def standings(
    policy: Policy,
    student: str,
    handed_in: Mapping[str, datetime.datetime | None],
    granted: Mapping[str, datetime.timedelta] | None = None,
    extra: int = 0,
) -> dict[str, Standing]:
    """Return where a student stands with everything that was handed in.

    Args:
        policy: The course's policy, with all due dates that are known.
        student: The student's id.
        handed_in: When each assignment was handed in, in UTC; None where that is not known.
        granted: Extensions that stand in the gradebook.
        extra: Late days of this student beyond those that the policy gives.

    Returns:
        One standing for each assignment that was handed in. Where a time is not known, nothing is
        taken off and no late day is spent.
    """
    left = budget(policy, student, extra)
    found = {}
    for assignment in sorted(handed_in, key=lambda name: (_order(policy, name), name)):
        time = handed_in[assignment]
        due = due_for(policy, student, assignment, (granted or {}).get(assignment, 0 * DAY))
        days = 0 if time is None or due is None else days_late(policy, time, due)
        free = min(days, left)
        left -= free
        percent = min(policy.most_percent, (days - free) * policy.percent_a_day)
        found[assignment] = Standing(assignment, due, time, days, free, percent)
    return found


def _order(policy: Policy, assignment: str) -> datetime.datetime:
    """Return when an assignment is due for everybody: extensions do not change who pays for what."""
    due = policy.due.get(assignment)
    return datetime.datetime.max.replace(tzinfo=UTC) if due is None else in_utc(due)


def words(standing: Standing, policy: Policy) -> str:
    """Say in words how late a submission is and what pays for it; "" if it is not late."""
    if not standing.days or standing.due is None:
        return ""
    due = standing.due.astimezone(policy.zone)
    text = f"{_days(standing.days)} after {due:%Y-%m-%d %H:%M} ({policy.zone_name})"
    if standing.free:
        text += f", {standing.free} of them paid for by late days"
    if standing.days > standing.free:
        text += f", {standing.percent:g} % taken off"
    return text


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
