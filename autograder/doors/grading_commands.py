"""The commands about grading: one notebook, a class, a class again, late work, what is kept.

Heavy imports are inside the commands, so that --help answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from autograder.assignment.places import trusted_folders
from autograder.doors.commands import (
    OK,
    PROBLEMS,
    Command,
    UsageError,
    add_course,
    add_json,
    add_output,
    course_of,
)

MOST_WORKERS = 1024

TITLE = "grading"


def check(arguments: argparse.Namespace) -> int:
    """Check one notebook, as a student or an instructor would."""
    import nbformat

    from autograder.assignment.notebook import assignment_of
    from autograder.assignment.rubric import known_assignments
    from autograder.course.attempts import MAX_FILE_BYTES
    from autograder.course.drawn import setting_of
    from autograder.course.report_files import write_json
    from autograder.grading.one import grade
    from autograder.grading.opening import open_notebook
    from autograder.grading.public import described, public_setting
    from autograder.judge.ask import expect, staying
    from autograder.pages.terminal import working
    from autograder.report import render
    from autograder.sandbox.isolation import require_sandbox
    from autograder.sandbox.reading import read_bytes
    from autograder.sandbox.starting import begin, starting

    path = Path(arguments.notebook)
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name the notebook in it.")
    if not path.is_file():
        raise UsageError(f"there is no file {path}. Name a notebook, such as mnist_sgd.ipynb.")
    content = read_bytes(path.resolve(), MAX_FILE_BYTES)
    # TensorFlow and the checks are imported elsewhere while the notebook is read.
    with starting() as start, staying():
        begin(start)
        opened = open_notebook(content, path.name)
        folder = path.resolve().parent
        course = course_of(arguments) if arguments.course else None
        known = course.assignments() if course else known_assignments(trusted_folders(folder))
        assignment = arguments.assignment or assignment_of(opened[0], path.name, known)
        setting = setting_of(course, assignment) if course else public_setting(assignment, folder)
        expect(setting.rubric_path, setting.checks)
        if arguments.student and not course:
            raise UsageError("--student names somebody of a course: add --course DIR.")
        if course:
            warning = require_sandbox(setting.isolation, arguments.without_isolation)
            if warning:
                print(warning, file=sys.stderr)
        if course or not trusted_folders(folder):
            print(described(setting), file=sys.stderr)
        if course and path.resolve() == course.source / assignment / f"{assignment}.ipynb":
            content = nbformat.writes(course.reference(assignment)).encode()
            opened = open_notebook(content, path.name)
        setting = dataclasses.replace(setting, start=start)
        student = arguments.student or ""
        with working(f"Running the cells of {path.name} and judging what they do …"):
            report = grade(content, path.name, setting, student, opened=opened).report
    if arguments.json:
        write_json(Path(arguments.json).resolve(), report.to_json())
    print(render.report_text(report))
    return OK if report.score == report.max_score else PROBLEMS


def grade(arguments: argparse.Namespace) -> int:
    """Grade everything that was handed in for an assignment."""
    from autograder.course import cluster
    from autograder.course.absent import absent
    from autograder.course.classroom import grade_class
    from autograder.course.directory import CourseError
    from autograder.course.drawn import setting_of
    from autograder.course.naming import name_unmatched, unmatched_students
    from autograder.course.points_by_hand import points_by_hand
    from autograder.course.report_files import write_json
    from autograder.course.roster import enter_roster
    from autograder.grading.store import Store
    from autograder.pages import terminal
    from autograder.pages.class_report import write_class_report
    from autograder.platforms.grade_files.grades import unmarked
    from autograder.sandbox.isolation import require_sandbox

    course = course_of(arguments)
    setting = setting_of(course, arguments.assignment)
    unmatched = name_unmatched(unmatched_students(course, arguments.assignment))
    if unmatched:
        print(f"WARNING: {unmatched}", file=sys.stderr)
    place, workers = None, arguments.workers
    if arguments.scheduler:
        place = functools.partial(
            cluster.connected, arguments.scheduler, arguments.without_isolation
        )
        workers = workers or MOST_WORKERS
    else:
        warning = require_sandbox(setting.isolation, arguments.without_isolation)
        if warning:
            print(warning, file=sys.stderr)
    if arguments.fresh:
        setting = dataclasses.replace(setting, store=Store(course.store.folder, fresh=True))
    with terminal.progress(arguments.assignment) as progress:
        reports = grade_class(
            course,
            arguments.assignment,
            setting,
            students=arguments.student or (),
            workers=workers,
            progress=progress,
            place=place,
        )
    if setting.store is not None and setting.store.problem:
        print(f"WARNING: {setting.store.problem}", file=sys.stderr)
    if arguments.json:
        write_json(Path(arguments.json).resolve(), [report.to_json() for report in reports])
    missing = []
    try:
        enter_roster(course)
        missing = [] if arguments.student else absent(course, arguments.assignment)
    except CourseError as error:
        # Names are no part of a grade, and a roster that is wrong must not cost anybody one.
        print(f"WARNING: names could not be entered in the gradebook: {error}", file=sys.stderr)
    terminal.print_class(reports, missing, points_by_hand(course, arguments.assignment))
    try:
        print(f"\nThe class report is {write_class_report(course, arguments.assignment)}.")
    except Exception as error:
        # The grades are in: a report of another kit or a full disk must not look like their loss.
        print(f"WARNING: the class report could not be made: {error}", file=sys.stderr)
    waiting = unmarked(course, arguments.assignment)
    if waiting:
        are = "students wait" if len(waiting) > 1 else "student waits"
        print(f"{len(waiting)} {are} for a mark by hand: `autograder mark {arguments.assignment}`.")
    there = any(course.root.glob(f"feedback/*/{arguments.assignment}"))
    force, note = (" --force", "; without --force pages stay as they were") if there else ("", "")
    print(
        f"For feedback pages run `nbgrader generate_feedback {arguments.assignment}{force}` in "
        f"{course.root}{note}."
    )
    return OK if all(report.score is not None for report in reports) else PROBLEMS


def regrade(arguments: argparse.Namespace) -> int:
    """Judge a class again on kept evidence, after a change of the rubric; no student code runs."""
    from autograder.course import regrading
    from autograder.course.drawn import setting_of
    from autograder.course.report_files import write_json
    from autograder.pages import terminal
    from autograder.pages.class_report import write_class_report

    course = course_of(arguments)
    setting = setting_of(course, arguments.assignment)
    changes = regrading.regrade(
        course,
        arguments.assignment,
        setting,
        arguments.student or (),
        arguments.workers,
        arguments.write,
    )
    changed = [change for change in changes if change.differs]
    unknown = [change.handed.student for change in changes if change.after is None]
    if arguments.json:
        reports = [change.after.report.to_json() for change in changes if change.after]
        write_json(Path(arguments.json).resolve(), reports)
    if changed:
        terminal.print_changes(changed)
    print(f"{len(changes) - len(unknown)} submissions were judged again, {len(changed)} differ.")
    if unknown:
        print(
            f"There is no evidence of {', '.join(unknown)}, or the judge did not get done with it: "
            f"`autograder grade {arguments.assignment}` runs what is missing."
        )
    if changed and arguments.write:
        write_class_report(course, arguments.assignment)
        print("The gradebook and the reports are up to date.")
    elif changed:
        print("Nothing is written yet: add --write to enter this in the gradebook.")
    return PROBLEMS if unknown else OK


def late(arguments: argparse.Namespace) -> int:
    """Work out again what late work costs, after a change of late.toml; nothing is graded again."""
    from autograder.course.penalties import about_nobodys, late_work, nobodys
    from autograder.course.roster import load_roster
    from autograder.pages import terminal

    course = course_of(arguments)
    names = [arguments.assignment] if arguments.assignment else []
    with course.locked():
        policy, every = late_work(course, names, arguments.write)
    shown = [one for one in every if one.standing.days or one.differs]
    changed = [one for one in every if one.differs]
    unreadable = [one for one in every if one.problem]
    unknown = [f"{one.student} ({one.assignment})" for one in every
               if not one.standing.handed_in and not one.problem]  # fmt: skip
    if shown:
        terminal.print_late(policy, shown)
    print(f"{len(every)} submissions, {sum(one.standing.days > 0 for one in every)} of them late.")
    if unknown:
        print(f"Not known when handed in, so nothing is taken off: {', '.join(unknown)}.")
    for one in unreadable:
        where = course.submitted / one.student / one.assignment / "timestamp.txt"
        print(f"{where}: {one.problem}; nothing is taken off.", file=sys.stderr)
    strangers = nobodys(course, policy)
    if strangers:
        print(f"{about_nobodys(strangers)}.", file=sys.stderr)
    # Without a roster they may be people who have not handed anything in yet.
    wrong = bool(strangers) and any(one.listed for one in load_roster(course).people)
    if changed and arguments.write:
        print("The gradebook is up to date.")
    elif changed:
        print(f"The gradebook has other penalties for {len(changed)}: --write enters these.")
    return PROBLEMS if unreadable or wrong else OK


def report(arguments: argparse.Namespace) -> int:
    """Write the class report: one page about how a class did in an assignment."""
    from autograder.pages.class_report import write_class_report

    course = course_of(arguments)
    target = Path(arguments.output) if arguments.output else None
    path = write_class_report(course, arguments.assignment, target, arguments.anonymous)
    print(f"The class report is {path}.")
    return OK


def store(arguments: argparse.Namespace) -> int:
    """Show how much evidence is kept, and remove what was not used for long."""
    from autograder.pages import terminal

    course = course_of(arguments)
    if arguments.limit is not None or arguments.older_than is not None:
        age = None if arguments.older_than is None else 86400.0 * arguments.older_than
        with course.locked():
            removed = course.store.prune(arguments.limit, age)
        size = sum(entry.bytes for entry in removed) / 2**20
        print(f"Removed the evidence of {len(removed)} submissions, {size:.1f} MiB.")
    terminal.print_store(course.store.entries())
    return OK


def _add_without_isolation(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--without-isolation",
        action="store_true",
        help="grade even where student code cannot be shut in",
    )


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MOST_WORKERS}")
    return number


def _size(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("expected a whole number from 0")
    return number


def add_to(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    """Add these commands to the parser of the command line."""
    one = add("check", check)
    one.add_argument("notebook", metavar="NOTEBOOK")
    add_json(one, "the report")
    one.add_argument("--assignment", metavar="NAME", help="which assignment it is, if unclear")
    add_course(one, "use this course's rubric and secret seed")
    one.add_argument("--student", metavar="ID", help="of the course, whose notebook it is")
    _add_without_isolation(one)

    every = add("grade", grade)
    every.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(every)
    add_json(every, "a list of reports")
    every.add_argument("--student", metavar="ID", action="append", help="only this one; may repeat")
    every.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        default=0,
        help="submissions to grade at a time; as many as cores and memory allow by default",
    )
    every.add_argument(
        "--fresh",
        action="store_true",
        help="run all student code again, even where its evidence is kept",
    )
    every.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run student code on the workers of this Dask scheduler",
    )
    _add_without_isolation(every)

    again = add("regrade", regrade)
    again.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(again)
    add_json(again, "the new reports")
    again.add_argument("--student", metavar="ID", action="append", help="only this one; may repeat")
    again.add_argument("--workers", metavar="N", type=_count, default=0, help="judges at a time")
    again.add_argument("--write", action="store_true", help="enter the changes in the gradebook")

    costs = add("late", late)
    costs.add_argument("assignment", metavar="ASSIGNMENT", nargs="?", help="all if none is named")
    add_course(costs)
    costs.add_argument("--write", action="store_true", help="enter the penalties in the gradebook")

    page = add("report", report)
    page.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(page)
    page.add_argument("--anonymous", action="store_true", help="leave out who did what")
    add_output(page)

    kept = add("store", store)
    add_course(kept)
    kept.add_argument("--limit", metavar="MIB", type=_size, help="remove until no more is kept")
    kept.add_argument(
        "--older-than", metavar="DAYS", type=_size, help="remove what was not used for so long"
    )
