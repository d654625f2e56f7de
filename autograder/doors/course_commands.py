"""The commands about a course: making one, handing it out, looking it over, the demo.

Heavy imports are inside the commands, so that --help answers at once.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.doors.commands import (
    OK,
    PROBLEMS,
    Command,
    UsageError,
    add_course,
    add_output,
    course_of,
)

if TYPE_CHECKING:
    from autograder.course.directory import Course

TITLE = "a course"
MOST_TRAININGS = 1000


def init(arguments: argparse.Namespace) -> int:
    """Make a course directory, or make grading safe in one that nbgrader has made."""
    from autograder.assignment.rubric import FIRST
    from autograder.course.adoption import adopt
    from autograder.course.directory import CONFIG, make_course
    from autograder.course.naming import check_root, name_unmatched, unmatched_students

    root = Path(arguments.folder).resolve()
    check_root(root)
    adopted = adopt(root) if (root / CONFIG).is_file() else None
    if adopted and adopted.copy:
        print(adopted.difference)
        print(f"This was added to {adopted.path}; {adopted.copy} is as it was.")
    course = make_course(root)
    unmatched = name_unmatched(unmatched_students(course))
    if unmatched:
        print(f"WARNING: {unmatched}", file=sys.stderr)
    others = course.without_rubric()
    if others:
        print(
            f"WARNING: there is no rubric for {', '.join(others)}, so `nbgrader autograde` grades none "
            "of it. Write one, as docs/own-assignment.md says, or grade it in a course of its own.",
            file=sys.stderr,
        )
    names = course.assignments()
    print(f"{course.root} is a course with the assignments {', '.join(names)}.")
    first = FIRST if FIRST in names else names[0]
    print(f"Next, in that folder: nbgrader generate_assignment {first}")
    return OK


def bundle(arguments: argparse.Namespace) -> int:
    """Make the zip file that students get: notebooks, self-check, and a way to start."""
    from autograder.doors.bundle import name_of, not_released, write_bundle

    course = course_of(arguments) if arguments.course else None
    waiting = not_released(course)
    if waiting:
        print(f"Not released yet, so not in it: {', '.join(waiting)}.", file=sys.stderr)
    if arguments.colab is not None:
        return _bundle_for_a_browser(arguments, course)
    target = Path(arguments.output or arguments.file or f"dist/{name_of(course)}.zip")
    names = write_bundle(target, course)
    print(f"{target} holds {len(names)} files. Students unpack it and run `python start.py`.")
    return OK


def _bundle_for_a_browser(arguments: argparse.Namespace, course: Course | None) -> int:
    """Write notebooks that install the kit themselves, and the wheel that they install."""
    from autograder.doors.browser_bundle import write_browser_bundle

    folder = Path(arguments.output or arguments.file or "dist/browser")
    wheel, *notebooks = write_browser_bundle(folder, arguments.colab, course)
    print(f"{folder} holds {', '.join(path.name for path in notebooks)} and {wheel.name}.")
    if arguments.colab:
        print(f"Put {wheel.name} where {arguments.colab} leads, readable by everybody.")
    else:
        print(f"Students upload {wheel.name} beside their notebook, or, on Kaggle, as a data set.")
    print("Students open a notebook in Colab or on Kaggle, and run its first cell.")
    return OK


def release(arguments: argparse.Namespace) -> int:
    """Make the notebooks that students get: for each student of the roster their own variant."""
    from autograder.course.own_release import FOLDER, handouts, write_handouts
    from autograder.platforms.returning.hand_out import hand_out

    course = course_of(arguments)
    name = arguments.assignment
    if not arguments.per_student:
        raise UsageError(
            f"say --per-student for each student's own variant. The notebook that is the same for "
            f"everybody is made by `nbgrader generate_assignment {name}`."
        )
    named = arguments.download or arguments.table or arguments.output
    if named and not arguments.platform:
        raise UsageError(f"{named}: say with --platform which platform the files are for.")
    every = handouts(course, name)
    table = write_handouts(course, name, every)
    count = len({one.variant for one in every})
    print(
        f"{len(every)} notebooks with {count} variants are in {course.root / FOLDER}, in "
        f"<student>/{name}/. Who has which is in {table}."
    )
    if not arguments.platform:
        return OK
    done = hand_out(
        course,
        arguments.platform,
        name,
        every,
        Path(arguments.download) if arguments.download else None,
        Path(arguments.table) if arguments.table else None,
        Path(arguments.output) if arguments.output else None,
    )
    print(f"{len(done.given)} of them are in {done.path}. {done.note}.")
    if done.left_out:
        print(f"Not in it: {', '.join(map(str, done.left_out))}.", file=sys.stderr)
    return PROBLEMS if done.left_out else OK


def verify(arguments: argparse.Namespace) -> int:
    """Compare the rubrics with the notebooks, and grade the references."""
    from autograder.course.verify import disagreements, set_points, wrong_with_reference
    from autograder.course.wrong_work import wrong_with_checks

    course = course_of(arguments)
    names = [arguments.assignment] if arguments.assignment else course.assignments()
    if arguments.set_points:
        for line in [line for name in names for line in set_points(course, name)]:
            print(line)
    found = []
    for name in names:
        lines = disagreements(course, name)
        # What disagrees would show in the points as well, in more words.
        if not lines and not arguments.only_compare:
            print(f"Grading the reference of {name} …", file=sys.stderr)
            lines = wrong_with_reference(course, name, _told)
        if not lines and not arguments.only_compare:
            print(f"Grading wrong work for {name} …", file=sys.stderr)
            lines = wrong_with_checks(course, name, _told)
        if not lines and arguments.thresholds:
            print(
                f"Training the reference of {name}, {arguments.thresholds} times …", file=sys.stderr
            )
            lines = _measure(course, name, arguments.thresholds)
        for line in lines:
            print(line)
        found += lines
    if not found:
        print(f"Rubrics and notebooks agree: {', '.join(names)}.")
    return PROBLEMS if found else OK


def _told(done: int, every: int) -> None:
    """Say how many variants of a reference are done, where there are several."""
    if every > 1:
        print(f"{done} of {every}", file=sys.stderr)


def _measure(course: Course, assignment: str, trainings: int) -> list[str]:
    """Print how accurate the reference of each variant is; return of which the minimum is too near."""
    from autograder.course.each_variant import Every, accuracies

    found = accuracies(Every(course, assignment), trainings, _told)
    for name, every in found.by_variant.items():
        print(
            f"{name or assignment}: {min(every):.1%} to {max(every):.1%} in {len(every)} trainings"
        )
    print(
        f"The minimum is {found.minimum:.1%}, the deviation from one training to the next "
        f"{found.deviation:.2%}."
    )
    return [f"{assignment}: {line}" for line in found.too_near()]


def demo(arguments: argparse.Namespace) -> int:
    """Make a course with a sample class, grade it, and show where to look."""
    from autograder.demo.tour import run_demo

    return run_demo(Path(arguments.folder))


def doctor(arguments: argparse.Namespace) -> int:
    """Try what student code can do on this machine and in this course, and say what is missing."""
    from autograder.course.directory import CourseError, find_course
    from autograder.course.doctor import Finding, examine, examine_course, examine_imports

    if arguments.course:
        course = course_of(arguments)
    else:
        try:
            course = find_course(Path.cwd())
        except CourseError:
            course = None
    findings: list[Finding] = []

    def tell(what: str, look: Callable[[], list[Finding]]) -> None:
        print(f"{what} …", file=sys.stderr, flush=True)
        for finding in look():
            print(f"{'ok     ' if finding.safe else 'PROBLEM'} {finding.text}", flush=True)
            findings.append(finding)

    if course is not None:
        tell("Looking at the course", functools.partial(examine_course, course))
        tell("Looking at what submissions import", functools.partial(examine_imports, course))
    tell("Trying what student code can do here, which takes half a minute", examine)
    return OK if all(finding.safe for finding in findings) else PROBLEMS


def _trainings(text: str) -> int:
    number = int(text)
    if not 2 <= number <= MOST_TRAININGS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 2 to {MOST_TRAININGS}")
    return number


def add_to(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    """Add these commands to the parser of the command line."""
    make = add("init", init)
    make.add_argument("folder", metavar="DIR")

    zipped = add("bundle", bundle)
    zipped.add_argument("file", metavar="FILE", nargs="?", help="the same as --output FILE")
    add_course(zipped, "a course, for its own assignments")
    add_output(zipped, "the zip file, or with --colab the folder; in dist/ if it is not named")
    zipped.add_argument(
        "--colab", metavar="ADDRESS", nargs="?", const="",
        help="for students who have nothing but a browser: notebooks whose first cell installs the kit "
        "from this address (or from a file that was uploaded), and the file to put there",
    )  # fmt: skip

    own = add("release", release)
    own.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(own)
    own.add_argument(
        "--per-student",
        action="store_true",
        help="a folder for each student of the roster, with the variant that is drawn for them",
    )
    own.add_argument(
        "--platform",
        choices=("canvas", "moodle", "brightspace", "blackboard"),
        help="also write all of them as this platform takes files for each student",
    )
    own.add_argument(
        "--download",
        metavar="ZIP_OR_FOLDER",
        help="what was handed in, as the platform exported it",
    )
    own.add_argument(
        "--table",
        metavar="FILE",
        help="table that the platform has exported, such as the gradebook",
    )
    add_output(own, "with --platform: write the archive there (default: in the course)")

    compare = add("verify", verify)
    compare.add_argument("assignment", metavar="ASSIGNMENT", nargs="?")
    add_course(compare)
    compare.add_argument(
        "--set-points",
        action="store_true",
        help="give the source notebook's check cells the points of the rubric first",
    )

    compare.add_argument(
        "--only-compare", action="store_true", help="do not grade the source notebook as well"
    )

    compare.add_argument(
        "--thresholds", metavar="N", type=_trainings, nargs="?", const=3, default=0,
        help="also train the reference N times, that of each variant if there are some, and say "
        "where the minimum accuracy is too near (default: 3)",
    )  # fmt: skip

    look = add("doctor", doctor)
    add_course(look)

    show = add("demo", demo)
    show.add_argument("folder", metavar="DIR", nargs="?", default="demo-course")
