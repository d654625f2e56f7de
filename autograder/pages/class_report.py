"""The class report: one HTML page about an assignment, for the instructor.

In: the reports of a class. Out: a page that needs nothing else and works offline, on a phone and in
print. The one script that it allows itself, by its digest, sorts the table of students.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

import jinja2

from autograder.assignment.rubric import Rubric
from autograder.course.absent import Absent, absent
from autograder.course.directory import Course, CourseError
from autograder.course.late import words
from autograder.course.late_policy import load_policy
from autograder.course.likeness import groups
from autograder.course.penalties import late_work
from autograder.course.report_files import load_reports
from autograder.pages.similarity import write_similarity
from autograder.pages.terminal import task_missing
from autograder.report import render
from autograder.report.printable import plain
from autograder.report.results import FLAGGED, CheckResult, Report, TaskResult

TEMPLATE = Path(__file__).with_name("class_report.html")
SCRIPT = Path(__file__).with_name("class_report.js")
BINS = 10
# Below this many graded submissions a correlation says nothing.
LEAST_FOR_DISCRIMINATION = 5
MOST_STUDENTS_NAMED = 12


@dataclasses.dataclass(frozen=True)
class Bar:
    """A bar of a chart.

    Attributes:
        label: What it stands for.
        count: How many.
        share: Its length, 0-1 of the longest.
        marked: Whether it stands out, such as below a threshold.
    """

    label: str
    count: int
    share: float
    marked: bool = False


@dataclasses.dataclass(frozen=True)
class Item:
    """How a class did in one task.

    Attributes:
        name: The task's name.
        success: Mean share of its points, 0-1.
        full: Share of submissions with all of its points, 0-1.
        attempted: Share of submissions that attempted it, 0-1.
        discrimination: Correlation of its points with those of all other tasks, -1 to 1, or None.
    """

    name: str
    success: float
    full: float
    attempted: float
    discrimination: float | None


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A mistake that was made in a class.

    Attributes:
        task: The task it was made in.
        problem: What is wrong.
        hint: What the students were told to think about.
        students: Who made it.
    """

    task: str
    problem: str
    hint: str
    students: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class LateWork:
    """What was handed in late.

    Attributes:
        known: Whether the course has rules on late work.
        rows: Who, how late in words, and the points that are taken off.
        unknown: Of whom it is not known when they handed in.
    """

    known: bool = False
    rows: tuple[tuple[str, str, float], ...] = ()
    unknown: tuple[str, ...] = ()


def late_in(course: Course, assignment: str) -> LateWork:
    """Return what was handed in late for an assignment.

    Raises:
        CourseError: The gradebook does not have the assignment.
        RubricError: The rules are wrong.
    """
    if load_policy(course) is None:
        return LateWork()
    policy, every = late_work(course, [assignment])
    return LateWork(
        True,
        tuple(
            (one.student, words(one.standing, policy), one.penalty)
            for one in every
            if one.standing.days
        ),
        tuple(one.student for one in every if one.standing.handed_in is None),
    )


def items(reports: Sequence[Report]) -> list[Item]:
    """Return the item analysis: success and discrimination of each automatic task."""
    graded = [report for report in reports if report.score is not None]
    if not graded:
        return []
    found = []
    for task in graded[0].tasks:
        if task.points is None:
            continue
        # A task may be new: then older reports do not have it.
        pairs = [
            (report, one) for report in graded for one in report.tasks if one.name == task.name
        ]
        results = [one for _, one in pairs]
        shares = [_share(one) for one in results]
        rest = [(report.score or 0.0) - (one.points or 0.0) for report, one in pairs]
        found.append(
            Item(
                name=task.name,
                success=statistics.fmean(shares),
                full=statistics.fmean(share >= 1 - 1e-9 for share in shares),
                attempted=statistics.fmean(_begun(result) for result in results),
                discrimination=_correlation(shares, rest),
            )
        )
    return found


def _begun(task: TaskResult) -> bool:
    return task.attempted and not any(map(_waits_for_another, task.failures))


def _waits_for_another(check: CheckResult) -> bool:
    """Whether a check only says that another task's function is missing, as that task does."""
    return not check.mistake and task_missing(check.problem)


def _share(task: TaskResult) -> float:
    return (task.points or 0.0) / task.max_points if task.max_points else 0.0


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's correlation, or None where it says nothing."""
    if len(first) < LEAST_FOR_DISCRIMINATION:
        return None
    try:
        return statistics.correlation(first, second)
    except statistics.StatisticsError:
        return None


def mistakes(reports: Sequence[Report]) -> list[Mistake]:
    """Return what went wrong and how often, the most frequent first; blank tasks are left out."""
    found: dict[tuple[str, str], Mistake] = {}
    for report in reports:
        for task in report.tasks:
            if not task.attempted:
                continue
            for check in task.failures:
                if _waits_for_another(check):
                    continue
                key = task.name, check.mistake or check.problem
                known = found.get(key, Mistake(task.name, check.problem, check.hint, ()))
                if report.student not in known.students:
                    students = (*known.students, report.student)
                    found[key] = dataclasses.replace(known, students=students)
    return sorted(found.values(), key=lambda one: (-len(one.students), one.task, one.problem))


def score_bars(reports: Sequence[Report]) -> list[Bar]:
    """Return how many submissions have how many points, in tenths, from the lowest that has any."""
    scores = [report.score for report in reports if report.score is not None]
    if not scores:
        return []
    width = max(max(report.max_score for report in reports), 1e-9) / BINS
    counts = [0] * BINS
    for score in scores:
        counts[min(int(score / width), BINS - 1)] += 1
    edges = [render.points_text(round(width * edge, 4)) for edge in range(BINS)]
    return _from_the_lowest(
        Bar(f"from {edge}", count, count / max(counts)) for edge, count in zip(edges, counts)
    )


def accuracy_bars(reports: Sequence[Report], minimum: float) -> list[Bar]:
    """Return how many models reached which accuracy; classes below the threshold are marked.

    The classes are a percent wide around the threshold, from the lowest that has any; one takes all
    that is far below.
    """
    values = [report.accuracy for report in reports if report.accuracy is not None]
    if not values:
        return []
    edges = [round(minimum + step / 100, 4) for step in range(-4, 6)]
    edges = [edge for edge in edges if edge < 1]
    counts = [sum(value < edges[0] for value in values)]
    counts += [
        sum(low <= value < high for value in values)
        for low, high in zip(edges, [*edges[1:], float("inf")])
    ]
    labels = [f"below {edges[0]:.1%}"] + [f"from {edge:.1%}" for edge in edges]
    return _from_the_lowest(
        Bar(label, count, count / max(counts), marked=upper <= minimum)
        for label, count, upper in zip(labels, counts, [*edges, float("inf")])
    )


def _from_the_lowest(bars: Iterable[Bar]) -> list[Bar]:
    return list(itertools.dropwhile(lambda bar: not bar.count, bars))


def page(
    reports: Sequence[Report],
    rubric: Rubric,
    anonymous: bool = False,
    links: dict[str, str] | None = None,
    seconds: float = 0.0,
    late: LateWork = LateWork(),
    alike: Sequence[Sequence[str]] = (),
    similarity: str = "",
    missing: Sequence[Absent] = (),
) -> str:
    """Return the page.

    Args:
        reports: The reports of a class, at least one.
        rubric: The assignment's rubric.
        anonymous: Whether to leave out who did what.
        links: Where a student's feedback is, by student.
        seconds: How long the submissions' code ran in all; 0 if that is not known.
        late: What was handed in late.
        alike: The groups of students whose submissions are alike.
        similarity: Where these stand side by side; "" if that is not looked at.
        missing: Of whom there is no work.
    """
    if anonymous:
        reports = [
            dataclasses.replace(report, student=f"submission {number}")
            for number, report in enumerate(sorted(reports, key=_by_score), 1)
        ]
        links = {}
    graded = [report.score for report in reports if report.score is not None]
    dataset = reports[0].dataset
    minimum = rubric.minimum_accuracy.get(dataset, 0.0)
    code = SCRIPT.read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(plain=plain, points=render.points_text)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        rubric=rubric,
        reports=reports,
        anonymous=anonymous,
        links=links or {},
        graded=graded,
        mean=statistics.fmean(graded) if graded else None,
        median=statistics.median(graded) if graded else None,
        most=reports[0].most,
        by_hand=reports[0].by_hand,
        dataset=dataset,
        isolation=", ".join(sorted({report.isolation for report in reports})),
        minimum=minimum,
        minutes=seconds / 60,
        scores=score_bars(reports),
        accuracies=accuracy_bars(reports, minimum),
        items=items(reports),
        mistakes=mistakes(reports),
        flagged=[report for report in reports if report.status == FLAGGED],
        ungraded=[report for report in reports if report.score is None],
        late=late,
        alike=alike,
        similarity=similarity,
        missing=missing,
        most_named=MOST_STUDENTS_NAMED,
        code=code,
        digest=base64.b64encode(hashlib.sha256(code.encode()).digest()).decode(),
    )


def _by_score(report: Report) -> tuple[bool, float]:
    return report.score is None, -(report.score or 0.0)


def write_class_report(
    course: Course, assignment: str, target: Path | None = None, anonymous: bool = False
) -> Path:
    """Write the page of an assignment into the course, or to `target`; return its path.

    Raises:
        CourseError: The assignment has no reports.
    """
    reports = load_reports(course, assignment)
    if not reports:
        raise CourseError(
            f"there are no reports of {assignment} in {course.reports}. Run `autograder grade "
            f"{assignment}` first."
        )
    path = target or course.reports / f"{assignment}{'-anonymous' if anonymous else ''}.html"
    links = {}
    for report in reports:
        feedback = course.root / "feedback" / report.student / assignment / f"{assignment}.html"
        if feedback.is_file() and target is None:
            links[report.student] = feedback.relative_to(course.root).as_posix()
    seconds = sum(
        float(entry.about.get("seconds", 0))
        for entry in course.store.entries()
        if entry.about.get("assignment") == assignment
    )
    rubric = course.rubric(assignment)
    late = late_in(course, assignment)
    alike: list[list[str]] = []
    similarity = ""
    if not anonymous and target is None:
        similar, pairs = write_similarity(course, assignment)
        alike, similarity = groups(pairs), similar.name
    missing = absent(course, assignment)
    text = page(reports, rubric, anonymous, links, seconds, late, alike, similarity, missing)
    path.write_text(text, encoding="utf-8")
    return path
