"""The class report: one HTML page about an assignment, for the instructor.

In: the reports of a class, its code, and its runs. Out: a page that needs nothing else and works
offline, on a phone and in print. The one script that it allows itself, by its digest, sorts and filters
the table of students. Without it the page says all the same, and leads from each cause to its students.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from autograder.assignment.rubric import Rubric
from autograder.course.absent import Absent, absent
from autograder.course.directory import Course, CourseError
from autograder.course.drawn import Draw
from autograder.course.excerpts import (
    LEAST_STUDENTS,
    Example,
    Known,
    examples_in,
    given_words,
    words_of_people,
)
from autograder.course.fingerprints import Prints
from autograder.course.late import words
from autograder.course.late_policy import load_policy
from autograder.course.likeness import Written, groups, written_in
from autograder.course.penalties import late_work
from autograder.course.points_by_hand import ByHand, points_by_hand
from autograder.course.report_files import load_reports
from autograder.course.roster import Roster, load_roster
from autograder.course.run_changes import Changes, latest_changes
from autograder.course.runs import keep_run
from autograder.pages.causes import mistakes
from autograder.pages.charts import (
    accuracy_bars,
    change_text,
    count_of,
    dots_of,
    percent,
    score_bars,
)
from autograder.pages.item_analysis import (
    GOOD_DISCRIMINATION,
    LEAST_FOR_DISCRIMINATION,
    items,
)
from autograder.pages.similarity import write_similarity
from autograder.pages.student_rows import flags_of, rows_of
from autograder.report import render
from autograder.report.printable import plain
from autograder.report.results import FLAGGED, Report

TEMPLATE = Path(__file__).with_name("class_report.html")
SCRIPT = Path(__file__).with_name("class_report.js")
MOST_STUDENTS_NAMED = 12
# Excerpts of what students wrote, by task and cause.
Examples = Mapping[tuple[str, str], Sequence[Example]]


@dataclasses.dataclass(frozen=True)
class Total:
    """All points that a student has so far.

    Attributes:
        score: The points, or None if there is no grade.
        by_hand: Which of them a person gave, and whether something waits, in words.
    """

    score: float | None
    by_hand: str


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


def page(
    reports: Sequence[Report],
    rubric: Rubric,
    anonymous: bool = False,
    links: Mapping[str, str] | None = None,
    seconds: float = 0.0,
    late: LateWork = LateWork(),
    alike: Sequence[Sequence[str]] = (),
    similarity: str = "",
    missing: Sequence[Absent] = (),
    names: Mapping[str, str] | None = None,
    examples: Examples | None = None,
    changes: Changes | None = None,
    given: Mapping[str, ByHand] | None = None,
    whose: Mapping[str, str] | None = None,
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
        names: The full names of students, by id, as far as they are known.
        examples: What students wrote, by task and cause; None if nobody has looked.
        changes: What the last run changed; None if there was none before it.
        given: What people have given for answers, by student.
        whose: To whom the notebook of a student was handed out, where that is somebody else.
    """
    given = given or {}
    lines = [(report, _total(report, given.get(report.student, ByHand()))) for report in reports]
    if anonymous:
        lines = [
            (dataclasses.replace(report, student=f"submission {number}"), total)
            for number, (report, total) in enumerate(sorted(lines, key=_by_score), 1)
        ]
        links, names = {}, {}
    reports = [report for report, _ in lines]
    graded = [total.score for _, total in lines if total.score is not None]
    dataset = reports[0].dataset
    minimum = rubric.minimum_accuracy.get(dataset, 0.0)
    code = SCRIPT.read_text(encoding="utf-8")
    causes, tasks, flags = mistakes(reports), items(reports), flags_of(reports)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(plain=plain, points=render.points_text, change=change_text)
    environment.globals.update(percent=percent, count_of=count_of)
    rows = rows_of(reports, causes, tasks, flags, names or {}, links or {})
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        rubric=rubric,
        reports=reports,
        totals={report.student: total for report, total in lines},
        marked=any(one.marks for one in given.values()),
        handed_in=len(reports),
        anonymous=anonymous,
        rows=rows,
        names=names or {},
        place={row.report.student: row.number for row in rows},
        graded=graded,
        mean=statistics.fmean(graded) if graded else None,
        median=statistics.median(graded) if graded else None,
        most=reports[0].most,
        top=max(report.max_score for report in reports),
        by_hand=reports[0].by_hand,
        dataset=dataset,
        isolation=", ".join(sorted({report.isolation for report in reports})),
        minimum=minimum,
        minutes=seconds / 60,
        scores=score_bars(reports),
        accuracies=accuracy_bars(reports, minimum),
        measured=sum(report.accuracy is not None for report in reports),
        items=tasks,
        discriminating=any(item.discrimination for item in tasks),
        least_for_discrimination=LEAST_FOR_DISCRIMINATION,
        good_discrimination=GOOD_DISCRIMINATION,
        mistakes=causes,
        examples=examples,
        least_for_examples=LEAST_STUDENTS,
        flags=flags,
        flagged=[report for report in reports if report.status == FLAGGED],
        ungraded=[report for report in reports if report.score is None],
        changes=changes,
        dots=dots_of(changes.scores) if changes else [],
        late=late,
        alike=alike,
        similarity=similarity,
        missing=missing,
        whose={} if anonymous else whose or {},
        most_named=MOST_STUDENTS_NAMED,
        code=code,
        digest=base64.b64encode(hashlib.sha256(code.encode()).digest()).decode(),
    )


def _total(report: Report, by_hand: ByHand) -> Total:
    """Return all points of a student: those of the checks, and those that a person gave."""
    if report.score is None:
        return Total(None, "")
    return Total(report.score + by_hand.points, by_hand.words)


def _by_score(line: tuple[Report, Total]) -> tuple[bool, float]:
    score = line[1].score
    return score is None, -(score or 0.0)


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
    roster = load_roster(course)
    looks_alike = not anonymous and target is None
    # Fingerprints are for the page of what is alike alone.
    written = written_in(course, assignment, None if looks_alike else no_prints)
    alike: list[list[str]] = []
    similarity = ""
    if looks_alike:
        similar, pairs = write_similarity(course, assignment, written)
        alike, similarity = groups(pairs), similar.name
    text = page(
        reports,
        rubric,
        anonymous,
        links,
        seconds,
        late,
        alike,
        similarity,
        absent(course, assignment),
        {one.id: one.name for one in roster.people if one.id},
        find_examples(reports, written, roster),
        latest_changes(keep_run(course, assignment, reports)),
        points_by_hand(course, assignment),
        whose_notebooks(course, assignment, reports),
    )
    path.write_text(text, encoding="utf-8")
    return path


def whose_notebooks(course: Course, assignment: str, reports: Sequence[Report]) -> dict[str, str]:
    """Return by student to whom the notebook was handed out, where that is somebody else."""
    others = {one.student: one.other_variant for one in reports if one.other_variant}
    if not others:
        return {}
    draw = Draw(course, assignment)
    return {student: draw.whose(said) for student, said in others.items()}


def no_prints(_: Sequence[str]) -> Prints:
    """Return no fingerprints, where nobody looks at what is alike."""
    return {}


def find_examples(reports: Sequence[Report], written: Written, roster: Roster) -> Examples:
    """Return excerpts of what students wrote, by task and cause.

    Args:
        reports: The reports of the class.
        written: What it wrote; a file that is not the one that was graded is left out.
        roster: Who takes the course: nobody's name is in an excerpt.
    """
    graded = {report.student: report.digest for report in reports}
    works = {
        work.student: (work.digest, work.cells)
        for work in written.works
        if work.student in graded and graded[work.student] in ("", work.digest)
    }
    given = [cell for work in written.given for cell in work.cells]
    students = [report.student for report in reports]
    known = Known(given_words(given), words_of_people(roster.people, students))
    causes = {(one.task, one.cause): one.students for one in mistakes(reports)}
    return examples_in(causes, works, known)
