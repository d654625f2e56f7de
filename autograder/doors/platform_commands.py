"""The commands about what goes out: grades, feedback, a grader for a platform to run.

Heavy imports are inside the commands, so that --help answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

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

TITLE = "what goes out"


def export(arguments: argparse.Namespace) -> int:
    """Write grades for a learning platform, or as JUnit XML."""
    from autograder.course.report_files import write_json
    from autograder.platforms.grade_files import export

    done = export.export(
        course_of(arguments),
        arguments.assignment,
        arguments.form,
        Path(arguments.output) if arguments.output else None,
        Path(arguments.table) if arguments.table else None,
        visibility=arguments.visibility,
        column=arguments.column,
        missing=arguments.missing,
    )
    print(f"The grades are in {done.path}.")
    if arguments.form in export.WHERE:
        print(export.WHERE[arguments.form])
    for sentence in done.sentences():
        print(sentence, file=sys.stderr)
    if arguments.json:
        write_json(Path(arguments.json).resolve(), done.to_json())
    return PROBLEMS if done.left_out else OK


def give_back(arguments: argparse.Namespace) -> int:
    """Write the feedback pages as a learning platform takes them back."""
    from autograder.course.report_files import write_json
    from autograder.platforms.returning.give_back import give_back as write_feedback

    done = write_feedback(
        course_of(arguments),
        arguments.platform,
        arguments.assignment,
        Path(arguments.download) if arguments.download else None,
        Path(arguments.table) if arguments.table else None,
        Path(arguments.output) if arguments.output else None,
    )
    what = "result" if arguments.platform == "gradescope" else "feedback page"
    are = f"{what} is" if len(done.given) == 1 else f"{what}s are"
    print(f"{len(done.given)} {are} in {done.path}.")
    for sentence in done.sentences():
        print(sentence, file=sys.stderr)
    if arguments.json:
        write_json(Path(arguments.json).resolve(), done.to_json())
    return PROBLEMS if done.left_out else OK


def package(arguments: argparse.Namespace) -> int:
    """Make the zip file with which a platform grades submissions itself."""
    from autograder.doors.gradescope_container.build import package as write_package

    course = course_of(arguments)
    names = [arguments.assignment] if arguments.assignment else course.assignments()
    if arguments.output and len(names) != 1:
        raise UsageError("--output names one file: say which assignment it is for.")
    for name in names:
        target = Path(arguments.output or course.root / f"{name}-gradescope.zip")
        points = write_package(course, name, target, arguments.visibility)
        print(f"{target} grades {name} on Gradescope: set {points:g} autograder points there.")
        by_hand = sum(task.max_points for task in course.rubric(name).tasks) - points
        if by_hand:
            print(
                f"A person marks {by_hand:g} more there, so that {name} has {points + by_hand:g}."
            )
    print("The course's secret seed is in it. Give it to nobody who takes the course.")
    return OK


def _add_visibility(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--visibility",
        choices=("visible", "hidden", "after_due_date", "after_published"),
        default="visible",
        help="when students see the tests with hidden inputs on Gradescope (default: visible)",
    )


def add_to(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    """Add these commands to the parser of the command line."""
    out = add("export", export)
    out.add_argument(
        "form",
        choices=(
            "canvas", "moodle", "brightspace", "blackboard", "sakai", "openedx", "gradescope", "junit",
        ),
        help="the platform; what each needs is in docs/instructor-guide.md",
    )  # fmt: skip
    out.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(out)
    out.add_argument(
        "--table",
        "--roster",
        metavar="FILE",
        help="table that the platform has exported, which comes back with the grades filled in",
    )
    out.add_argument(
        "--column",
        metavar="NAME",
        help="what the platform calls the assignment (default: its name in the course)",
    )
    out.add_argument(
        "--missing",
        choices=("blank", "zero"),
        default="blank",
        help="what they get who handed nothing in (default: blank)",
    )
    add_json(out, "who is in it and who is not")
    add_output(out)
    _add_visibility(out)

    back = add("return", give_back)
    back.add_argument(
        "platform", choices=("canvas", "moodle", "brightspace", "blackboard", "gradescope")
    )
    back.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(back)
    back.add_argument(
        "--download", metavar="ZIP_OR_FOLDER", help="the submissions as the platform exported them"
    )
    back.add_argument(
        "--table",
        metavar="FILE",
        help="table that the platform has exported, such as the gradebook",
    )
    add_output(back)
    add_json(back, "who is in it and who is not")

    pack = add("package", package)
    pack.add_argument("platform", choices=("gradescope",))
    pack.add_argument("assignment", metavar="ASSIGNMENT", nargs="?", help="all if none is named")
    add_course(pack)
    add_output(pack)
    _add_visibility(pack)
