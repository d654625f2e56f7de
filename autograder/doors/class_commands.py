"""The commands about a class: who takes the course, what was handed in, and which attempt counts."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable
from pathlib import Path

from autograder.doors.commands import OK, PROBLEMS, Command, add_course, course_of

PLATFORMS = (
    "canvas", "moodle", "gradescope", "brightspace", "blackboard", "exchange", "nbgrader", "folders",
)  # fmt: skip
TABLES = (*PLATFORMS[:5], "openedx", "sakai", "plain")
TITLES = {
    "canvas": "Canvas's", "moodle": "Moodle's", "gradescope": "Gradescope's", "openedx": "Open edX's",
    "brightspace": "Brightspace's", "blackboard": "Blackboard's", "sakai": "Sakai's",
    "exchange": "nbgrader's exchange", "nbgrader": "nbgrader's own tree",
    "folders": "folders of students", "plain": "a table of your own",
}  # fmt: skip

TITLE = "its people, and what they hand in"


def zone_of(name: str) -> datetime.tzinfo:
    """Return a time zone by its name or offset.

    Raises:
        CourseError: There is none of this name.
    """
    from autograder.course import late_policy
    from autograder.course.directory import CourseError

    try:
        return late_policy.zone_of(name)
    except late_policy.TimeError as error:
        raise CourseError(
            f"there is no time zone {name!r}. Expected a name such as Europe/Berlin or UTC, or an "
            "offset such as +01:00."
        ) from error


def roster(arguments: argparse.Namespace) -> int:
    """Show who takes the course; `roster add FILE…` adds tables of any platform."""
    from autograder.course.directory import CourseError
    from autograder.course.roster import FILE, load_roster
    from autograder.pages import terminal
    from autograder.platforms.listings import add_files

    course = course_of(arguments)
    if not arguments.what:
        people = load_roster(course)
        terminal.print_roster(people)
        print(f"{len(people.people)} people, {course.root / FILE}.")
        return OK
    if arguments.what[0] != "add" or len(arguments.what) < 2:
        raise CourseError("expected `autograder roster`, or `autograder roster add FILE…`.")
    paths = [Path(one) for one in arguments.what[1:]]
    left: list[str] = []
    for one in add_files(course, paths, arguments.platform, arguments.by_name, arguments.encoding):
        encoding = "" if one.encoding.startswith("utf") else f", read as {one.encoding}"
        new, old = len(one.new), len(one.known)
        print(
            f"{one.path} ({TITLES.get(one.platform, one.platform)}{encoding}): "
            f"{new} {'person is' if new == 1 else 'people are'} new, {old} "
            f"{'was' if old == 1 else 'were'} on the roster already."
        )
        left += one.left_out
    if left:
        print(f"Not taken: {', '.join(left)}.", file=sys.stderr)
    print(f"The roster is {course.root / FILE}. `autograder roster` shows it.")
    return PROBLEMS if left else OK


def collect(arguments: argparse.Namespace) -> int:
    """Take submissions as a learning platform exports them into the course."""
    from autograder.course.gradebook import GradebookWriter
    from autograder.course.handed import without_work
    from autograder.course.naming import check_assignment, check_root
    from autograder.course.roster import enter_roster, load_roster
    from autograder.pages import terminal
    from autograder.platforms.collecting.collect import collect as take

    course = course_of(arguments)
    check_root(course.root)
    check_assignment(arguments.assignment)
    # What nbgrader would not find there is not to be taken into the course.
    GradebookWriter(course)
    done = take(
        course,
        arguments.assignment,
        Path(arguments.source),
        Path(arguments.roster) if arguments.roster else None,
        arguments.replace,
        arguments.platform,
        zone_of(arguments.time_zone) if arguments.time_zone else None,
    )
    if arguments.roster:
        enter_roster(course)
    terminal.print_collected(done.done)
    students = done.students
    were = "submission was" if len(students) == 1 else "submissions were"
    print(f"{len(students)} {were} taken into the course.")
    print(f"The export was read as {TITLES[done.platform]}.")
    for note in done.notes:
        print(f"Note: {note}{'' if note.endswith('?') else '.'}", file=sys.stderr)
    numbered = [one for one in students if one.isdigit()]
    if numbered and not any(one.listed for one in load_roster(course).people):
        are = "are the platform's numbers" if len(numbered) > 1 else "is the platform's number"
        print(
            f"{', '.join(numbered)} {are}. Who that is, its table says: `autograder roster add FILE`.",
            file=sys.stderr,
        )
    named = [one.id for one in done.new if not one.hidden]
    if named and not numbered and any(one.listed for one in load_roster(course).people):
        print(f"On no roster: {', '.join(named)}.", file=sys.stderr)
    hidden = [one.id for one in done.new if one.hidden]
    if hidden:
        print(
            f"Canvas hides who {', '.join(hidden)} {'are' if len(hidden) > 1 else 'is'}: graded, and "
            "given feedback, under these codes. For grades with names, switch anonymous grading off in "
            "Canvas after marking, and collect a new download of the submissions.",
            file=sys.stderr,
        )
    lost = sum(one.lost for one in done.done)
    if lost:
        print(f"Not taken: {lost} of {len(done.done)} files, see above.", file=sys.stderr)
    absent = without_work(course, arguments.assignment, load_roster(course))
    if absent:
        print(f"On the roster, and nothing of theirs is here yet: {', '.join(absent)}.")
    if students:
        print(f"Next: autograder grade {arguments.assignment}")
    return OK if done.complete else PROBLEMS


def attempts(arguments: argparse.Namespace) -> int:
    """Show what a student has handed in, and say which attempt counts."""
    from autograder.course import which_counts
    from autograder.course.attempts import load_attempts, students_with
    from autograder.course.directory import CourseError
    from autograder.course.rivals import MOST_RIVALS
    from autograder.course.roster import load_roster
    from autograder.pages import terminal

    course = course_of(arguments)
    names = [arguments.assignment] if arguments.assignment else list(course.assignments())
    for name in names:
        course.check_name(name)
    if not arguments.student:
        if arguments.count not in (None, which_counts.LAST, which_counts.BEST):
            raise CourseError("for the whole course, --count is last or best. Name a student, too.")
        if arguments.count:
            with course.locked():
                which_counts.set_counting(course, arguments.count)
                for name in names:
                    for student in students_with(course, name):
                        which_counts.settle(course, name, student)
        print(f"Of several attempts the {which_counts.load_counting(course)['course']} one counts.")
        if arguments.count == which_counts.BEST:
            print(
                "Which one that is, `autograder grade` finds out, for each assignment: of the last "
                f"{MOST_RIVALS} attempts of each student, and the one that counted before."
            )
        return OK
    person = load_roster(course).person(arguments.student)
    student = person.id if person else arguments.student
    # Under the id, or under the code of an assignment whose grading is anonymous.
    ids = (student, *(person.codes if person else ()))
    every = {(name, one): load_attempts(course, name, one) for name in names for one in ids}
    owners = {name: one for (name, one), attempts in reversed(every.items()) if attempts}
    found = {name: every[name, owners[name]] for name in names if name in owners}
    if not found:
        raise CourseError(
            f"no attempt by {student} is kept. `autograder collect` keeps every one that it takes."
        )
    if arguments.count:
        which = int(arguments.count) if arguments.count.isdigit() else arguments.count
        if isinstance(which, int) and len(found) > 1:
            raise CourseError(
                f"{student} has attempts of {', '.join(found)}. Say which with --assignment NAME."
            )
        with course.locked():
            for name in found:
                which_counts.set_counting(course, which, name, owners[name])
                which_counts.settle(course, name, owners[name])
    for name, attempts in found.items():
        counts = which_counts.counted(course, name, owners[name])
        terminal.print_attempts(
            name, attempts, counts, which_counts.counting(course, name, owners[name])
        )
    return OK


def _counting(text: str) -> str:
    if text not in ("last", "best") and not text.isdigit():
        raise argparse.ArgumentTypeError("expected last, best, or the number of an attempt")
    return text


def add_to(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    """Add these commands to the parser of the command line."""
    people = add("roster", roster)
    people.add_argument("what", metavar="add FILE", nargs="*", help="add these tables")
    add_course(people)
    people.add_argument("--from", dest="platform", choices=TABLES, help="whose tables these are")
    people.add_argument("--encoding", metavar="NAME", help="how they are encoded, such as cp1250")
    people.add_argument(
        "--by-name",
        action="store_true",
        help="people of the same name are one where nothing else tells",
    )

    take = add("collect", collect)
    take.add_argument("assignment", metavar="ASSIGNMENT")
    take.add_argument("source", metavar="ZIP_OR_FOLDER")
    add_course(take)
    take.add_argument("--roster", metavar="FILE", help="first add this table to the roster")
    take.add_argument("--from", dest="platform", choices=PLATFORMS, help="where it is from")
    take.add_argument(
        "--time-zone",
        metavar="NAME",
        help="zone of times that have none, such as Europe/Berlin; an offset as --time-zone=-05:00",
    )
    take.add_argument(
        "--replace", action="store_true", help="replace what was put into submitted/ by hand"
    )

    shown = add("attempts", attempts)
    shown.add_argument("student", metavar="STUDENT", nargs="?", help="the whole course if missing")
    add_course(shown)
    shown.add_argument("--assignment", metavar="NAME", help="only this one; all by default")
    shown.add_argument(
        "--count",
        metavar="WHICH",
        type=_counting,
        help="let this one count: last, best or a number",
    )
