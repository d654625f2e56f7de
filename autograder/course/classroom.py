"""Grade a class: find the submissions, grade several at a time, and write the gradebook.

In: a course and an assignment. Out: a report for each student, in the order of their ids. What one
student handed in never costs another one a grade.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from autograder.assignment.notebook import Submission
from autograder.assignment.rubric import Limits
from autograder.assignment.tidy import NotebookError
from autograder.course.attempts import MAX_FILE_BYTES
from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookLocked, GradebookWriter
from autograder.course.handed import Handed, choose_notebook, digest_of_handed
from autograder.course.late_policy import load_policy
from autograder.course.naming import check_assignment, check_root, why_unmatched
from autograder.course.penalties import refresh_course
from autograder.course.report_files import save_report
from autograder.course.rivals import Contest
from autograder.grading.one import find_probed, grade_submission, read_submission
from autograder.grading.reporting import graded, ungraded, unreadable
from autograder.grading.values import Grading, Setting
from autograder.grading.verdicts import judge_probed
from autograder.judge.ask import staying
from autograder.report.results import FLAGGED, Report
from autograder.sandbox.isolation import MEBIBYTE, Isolation
from autograder.sandbox.reading import EvidenceError, read_bytes
from autograder.sandbox.starting import starting

# Submissions that one process of the judge gets: enough for its start to cost each of them little, and
# few enough to see how far it has come.
JUDGED_TOGETHER = 50
# Bytes of the files of submissions that are kept open.
MAX_OPENED_BYTES = 16 * MEBIBYTE
# Called with a report that is done, or None when somebody's turn comes; how many are done and there
# are; and whose turn it is, the longest first.
Progress = Callable[[Report | None, int, int, Sequence[str]], None]
# Given a setting and a number of submissions at a time, gives those that hold for a place.
Place = Callable[[Setting, int], contextlib.AbstractContextManager[tuple[Setting, int]]]


def find_submissions(course: Course, assignment: str, students: Sequence[str] = ()) -> list[Handed]:
    """Return what students handed in for an assignment, in the order of their ids.

    Raises:
        CourseError: Nobody, or not the students who are asked for, handed anything in, or nbgrader
            cannot match the name of the course's folder or of the assignment.
    """
    check_root(course.root)
    check_assignment(assignment)
    folders = sorted(path for path in course.submitted.glob(f"*/{assignment}") if path.is_dir())
    found: dict[str, Handed] = {}
    for folder in folders:
        # macOS writes composed letters in two parts.
        student = unicodedata.normalize("NFC", folder.parent.name)
        if student in found:
            raise CourseError(
                f"{course.submitted} has two folders of {student}, whose names differ only in how "
                "letters are composed. Move one of them away."
            )
        found[student] = choose_notebook(folder, assignment, student)
    students = [unicodedata.normalize("NFC", student) for student in students]
    missing = [student for student in students if student not in found]
    if missing:
        raise CourseError(
            f"no submission of {assignment} by {', '.join(missing)} in {course.submitted}."
        )
    if not found:
        raise CourseError(
            f"there are no submissions of {assignment}: expected folders "
            f"{course.submitted / '<student>' / assignment}."
        )
    return [handed for student, handed in found.items() if not students or student in students]


def open_handed(handed: Handed, setting: Setting) -> Submission:
    """Read what one student handed in.

    Raises:
        NotebookError: There is nothing that can be graded.
        EvidenceError: The file cannot be read.
    """
    if handed.file is None:
        raise NotebookError("; ".join(handed.notes))
    content = read_bytes(handed.file, MAX_FILE_BYTES)
    members = handed.attempt.members if handed.attempt is not None else ()
    submission = read_submission(content, handed.file.name, setting, handed.student, members)
    # That it is of another assignment says all that its repairs would.
    return dataclasses.replace(submission, repairs=()) if handed.other else submission


class Opened:
    """Submissions that were opened to look for their evidence, and are graded next.

    Each costs a process of its own to be read; so many are kept as hardly take memory.
    """

    def __init__(self) -> None:
        self.left = MAX_OPENED_BYTES
        self.waiting: dict[tuple[str, Path | None], Submission] = {}

    def keep(self, handed: Handed, submission: Submission) -> None:
        """Keep one until it is taken, if there is room for it."""
        size = handed.file.stat().st_size if handed.file else 0
        if size <= self.left:
            self.left -= size
            self.waiting[handed.student, handed.file] = submission

    def take(self, handed: Handed, setting: Setting) -> Submission:
        """Return one, opened now if it was not kept.

        Raises:
            NotebookError: There is nothing that can be graded.
            EvidenceError: The file cannot be read.
        """
        kept = self.waiting.pop((handed.student, handed.file), None)
        return open_handed(handed, setting) if kept is None else kept


def grade_one(handed: Handed, setting: Setting, opened: Opened | None = None) -> Grading:
    """Grade what one student handed in; whatever happens, there is a report."""
    try:
        submission = (opened or Opened()).take(handed, setting)
        return with_notes(handed, grade_submission(submission, setting, handed.student))
    except (NotebookError, EvidenceError) as error:
        return cannot_be_read(handed, setting, error)
    except CourseError:
        # Nobody can be graded any more, such as without the cluster.
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return Grading(ungraded(setting, handed.student, reason), None, {}, {})


def cannot_be_read(handed: Handed, setting: Setting, error: Exception) -> Grading:
    """Return the grading of a file that is not a notebook."""
    grading = Grading(unreadable(setting, handed.student, str(error)), None, {}, {})
    return grading if handed.file is None else with_notes(handed, grading)


def with_notes(handed: Handed, grading: Grading) -> Grading:
    """Return a grading whose flags end with the notes on the files, with the file's digest."""
    report = grading.report
    report = dataclasses.replace(report, digest=digest_of_handed(handed))
    if handed.notes and report.score is not None:
        flags = (*report.flags, *handed.notes)
        report = dataclasses.replace(report, status=FLAGGED, flags=flags)
    return dataclasses.replace(grading, report=report)


def grade_kept(
    every: Sequence[Handed],
    setting: Setting,
    isolations: Sequence[Isolation] = (),
    opened: Opened | None = None,
) -> list[tuple[Handed, Grading]]:
    """Judge submissions whose evidence is in the store, all of them in one process of the judge.

    Args:
        every: What was handed in.
        setting: What is the same for the whole class.
        isolations: Kinds of isolation whose evidence will do, the best first, whatever was lost when
            it was collected; if none are given, only what would be collected now will do.
        opened: Where to put those without evidence.

    Returns:
        The gradings of those whose evidence is kept; the others are left out.
    """
    found = []
    for handed in every:
        try:
            submission = open_handed(handed, setting)
            for isolation in isolations or (setting.isolation,):
                one = dataclasses.replace(setting, isolation=isolation)
                probed = find_probed(submission, one, handed.student)
                if probed is not None and (isolations or not probed.outcome.lost):
                    found.append((handed, probed))
                    break
            else:
                if opened is not None:
                    opened.keep(handed, submission)
        except Exception:
            # `grade_one` says what is wrong with it.
            continue
    verdicts = judge_probed([probed for _, probed in found])
    return [
        (handed, with_notes(handed, graded(probed, verdict)))
        for (handed, probed), verdict in zip(found, verdicts)
    ]


def in_parts(every: Sequence[Handed], workers: int) -> list[Sequence[Handed]]:
    """Divide what was handed in into parts for `grade_kept`, at least one for each worker."""
    size = max(1, min(JUDGED_TOGETHER, -(-len(every) // max(workers, 1))))
    return [every[start : start + size] for start in range(0, len(every), size)]


def grade_class(
    course: Course,
    assignment: str,
    setting: Setting,
    students: Sequence[str] = (),
    workers: int = 0,
    progress: Progress | None = None,
    place: Place | None = None,
) -> list[Report]:
    """Grade everything that was handed in for an assignment.

    Where evidence is in the setting's store, it is judged and no student code runs: so a run that
    was ended goes on where it was.

    Args:
        course: The course.
        assignment: The assignment's name.
        setting: The assignment's setting in the course.
        students: Ids of the students to grade; all if empty.
        workers: How many submissions to grade at a time; as many as `workers_here` says if 0.
        progress: Told how far grading has come.
        place: Where student code runs; on this machine if None.

    Returns:
        One report a student, in the order of their ids.

    Raises:
        CourseError: Another run grades in the course, or its rules on late work cannot be read.
        RubricError: Its rules on late work are wrong.
    """
    load_policy(course)
    every = find_submissions(course, assignment, students)
    reports: dict[str, Report] = {}
    count = min(workers or workers_here(setting.rubric.limits), len(every))
    with course.locked():
        gradebook = GradebookWriter(course)
        gradebook.prepare(setting.rubric)
        contest = Contest(course, assignment, every)

        under_way: dict[str, None] = {}
        opened = Opened()

        def tell(report: Report | None) -> None:
            if progress is not None:
                progress(report, len(reports), len(every), tuple(under_way))

        def graded_now(handed: Handed, setting: Setting) -> tuple[Handed, Grading]:
            under_way[handed.student] = None
            tell(None)
            try:
                return handed, grade_one(handed, setting, opened)
            finally:
                del under_way[handed.student]

        def record(handed: Handed, grading: Grading) -> None:
            for one, settled in contest.settled(handed, grading):
                there = contest.placed(one) if settled.report.score is not None else one
                reports[one.student] = enter(gradebook, there, settled, setting)
                tell(reports[one.student])

        with contextlib.ExitStack() as stack:
            setting, count = stack.enter_context((place or here)(setting, count))
            stack.enter_context(staying())
            pool = stack.enter_context(pool_of(count))
            tell(None)
            for handed in contest.waiting():
                reason = why_unmatched(handed.student)
                if reason:
                    reason = f"nbgrader cannot match the folder {handed.student!r}: {reason}"
                    report = ungraded(setting, handed.student, reason)
                    record(handed, Grading(report, None, {}, {}))
            if setting.store is not None:
                parts = in_parts(contest.waiting(), workers_here(setting.rubric.limits))
                for done in _as_done(
                    pool, [(grade_kept, part, setting, (), opened) for part in parts]
                ):
                    for handed, grading in done:
                        record(handed, grading)
            calls = [(graded_now, one, setting) for one in contest.waiting()]
            for handed, grading in _as_done(pool, calls):
                record(handed, grading)
        refresh_course(gradebook)
        if setting.store is not None:
            setting.store.prune()
    return [reports[handed.student] for handed in every]


def enter(gradebook: GradebookWriter, handed: Handed, grading: Grading, setting: Setting) -> Report:
    """Enter a grading in the gradebook, and write its report; return the report."""
    try:
        report = gradebook.record(grading, handed.folder / "timestamp.txt")
    except GradebookLocked:
        # Nobody's grade can be written: the run ends, and what is kept is entered by the next one.
        raise
    except Exception as error:
        # What nbgrader cannot take of one student must not cost the others their grades.
        report = ungraded(setting, handed.student, str(error))
    try:
        save_report(gradebook.course, report)
    except (OSError, ValueError) as error:
        report = ungraded(setting, handed.student, f"the report cannot be written: {error}")
    return report


@contextlib.contextmanager
def here(setting: Setting, count: int) -> Iterator[tuple[Setting, int]]:
    """Run student code on this machine, in warm workers.

    Of several, one more is read or judged while the others' code runs, so that no core waits.
    """
    with starting() as start:
        turn = threading.BoundedSemaphore(count)
        yield dataclasses.replace(setting, start=start, turn=turn), count + (count > 1)


@contextlib.contextmanager
def pool_of(size: int) -> Iterator[concurrent.futures.ThreadPoolExecutor]:
    """Give threads that start nothing more once the block is left by an exception.

    Those that run then are not waited for: they end when what they wait for is ended.
    """
    pool = concurrent.futures.ThreadPoolExecutor(size)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _as_done(pool: concurrent.futures.Executor, calls: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    """Make calls, given as a function and its arguments, and yield what they return as it comes."""
    for done in concurrent.futures.as_completed([pool.submit(*call) for call in calls]):
        yield done.result()


def workers_here(limits: Limits) -> int:
    """Return how many submissions this machine grades at a time: its cores and memory decide."""
    memory = psutil.virtual_memory().total // (limits.memory_mib * MEBIBYTE)
    return max(1, min(len(psutil.Process().cpu_affinity() or ()) or os.cpu_count() or 1, memory))
