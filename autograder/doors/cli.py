"""The command `autograder`. Heavy imports are inside the commands, so that --help answers at once."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import cast

from autograder.assignment.places import safe_path, trusted_folders
from autograder.doors import class_commands
from autograder.report.printable import print_anywhere

OK, PROBLEMS, UNUSABLE = 0, 1, 2
MOST_WORKERS = 1024


class UsageError(ValueError):
    """A command that cannot be carried out as it was given."""


def _course(arguments: argparse.Namespace):  # type: ignore[no-untyped-def]
    from autograder.course.directory import find_course

    folder = Path(arguments.course) if arguments.course else Path.cwd()
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. Name a course directory with --course DIR.")
    return find_course(folder)


def check(arguments: argparse.Namespace) -> int:
    """Check one notebook, as a student or an instructor would."""
    from autograder.assignment.notebook import assignment_of
    from autograder.assignment.rubric import known_assignments
    from autograder.course.report_files import write_json
    from autograder.grading.one import grade
    from autograder.grading.opening import open_notebook
    from autograder.grading.public import described, public_setting
    from autograder.report import render
    from autograder.sandbox.isolation import require_sandbox

    path = Path(arguments.notebook)
    if not path.is_file():
        raise UsageError(f"there is no file {path}. Name a notebook, such as mnist_sgd.ipynb.")
    content = path.read_bytes()
    notebook, _ = open_notebook(content, path.name)
    folder = path.resolve().parent
    course = _course(arguments) if arguments.course else None
    known = course.assignments() if course else known_assignments(trusted_folders(folder))
    assignment = arguments.assignment or assignment_of(notebook, path.name, known)
    setting = course.setting(assignment) if course else public_setting(assignment, folder)
    if course:
        warning = require_sandbox(setting.isolation, arguments.without_isolation)
        if warning:
            print(warning, file=sys.stderr)
    if course or not trusted_folders(folder):
        print(described(setting), file=sys.stderr)
    report = grade(content, path.name, setting).report
    if arguments.json:
        write_json(Path(arguments.json).resolve(), report.to_json())
    print(render.report_text(report))
    return OK if report.score == report.max_score else PROBLEMS


def grade(arguments: argparse.Namespace) -> int:
    """Grade everything that was handed in for an assignment."""
    from autograder.course import cluster
    from autograder.course.classroom import grade_class
    from autograder.course.naming import name_unmatched, unmatched_students
    from autograder.course.report_files import write_json
    from autograder.grading.store import Store
    from autograder.pages import terminal
    from autograder.pages.class_report import write_class_report
    from autograder.sandbox.isolation import require_sandbox

    course = _course(arguments)
    setting = course.setting(arguments.assignment)
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
    terminal.print_class(reports)
    try:
        print(f"\nThe class report is {write_class_report(course, arguments.assignment)}.")
    except Exception as error:
        # The grades are in: a report of another kit or a full disk must not look like their loss.
        print(f"WARNING: the class report could not be made: {error}", file=sys.stderr)
    print(
        f"For feedback pages run `nbgrader generate_feedback {arguments.assignment}` in {course.root}."
    )
    return OK if all(report.score is not None for report in reports) else PROBLEMS


def regrade(arguments: argparse.Namespace) -> int:
    """Judge a class again on kept evidence, after a change of the rubric; no student code runs."""
    from autograder.course import regrading
    from autograder.course.report_files import write_json
    from autograder.pages import terminal
    from autograder.pages.class_report import write_class_report

    course = _course(arguments)
    setting = course.setting(arguments.assignment)
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
    from autograder.course.penalties import late_work
    from autograder.pages import terminal

    course = _course(arguments)
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
    if changed and arguments.write:
        print("The gradebook is up to date.")
    elif changed:
        print(f"The gradebook has other penalties for {len(changed)}: --write enters these.")
    return PROBLEMS if unreadable else OK


def report(arguments: argparse.Namespace) -> int:
    """Write the class report: one page about how a class did in an assignment."""
    from autograder.pages.class_report import write_class_report

    course = _course(arguments)
    target = Path(arguments.output) if arguments.output else None
    path = write_class_report(course, arguments.assignment, target, arguments.anonymous)
    print(f"The class report is {path}.")
    return OK


def export(arguments: argparse.Namespace) -> int:
    """Write grades for a learning platform, or as JUnit XML."""
    from autograder.course.report_files import write_json
    from autograder.platforms import export

    done = export.export(
        _course(arguments),
        arguments.assignment,
        arguments.form,
        Path(arguments.output) if arguments.output else None,
        Path(arguments.table) if arguments.table else None,
        visibility=arguments.visibility,
        column=arguments.column,
        missing=arguments.missing,
    )
    print(f"The grades are in {done.path}.")
    for sentence in done.sentences():
        print(sentence, file=sys.stderr)
    if arguments.json:
        write_json(Path(arguments.json).resolve(), done.to_json())
    return PROBLEMS if done.left_out else OK


def give_back(arguments: argparse.Namespace) -> int:
    """Write the feedback pages as a learning platform takes them back."""
    from autograder.course.report_files import write_json
    from autograder.platforms.give_back import give_back as write_feedback

    done = write_feedback(
        _course(arguments),
        arguments.platform,
        arguments.assignment,
        Path(arguments.download) if arguments.download else None,
        Path(arguments.table) if arguments.table else None,
        Path(arguments.output) if arguments.output else None,
    )
    pages = "page is" if len(done.given) == 1 else "pages are"
    print(f"{len(done.given)} feedback {pages} in {done.path}.")
    for sentence in done.sentences():
        print(sentence, file=sys.stderr)
    if arguments.json:
        write_json(Path(arguments.json).resolve(), done.to_json())
    return PROBLEMS if done.left_out else OK


def package(arguments: argparse.Namespace) -> int:
    """Make the zip file with which a platform grades submissions itself."""
    from autograder.doors.gradescope_container.build import package as write_package

    course = _course(arguments)
    names = [arguments.assignment] if arguments.assignment else course.assignments()
    if arguments.output and len(names) != 1:
        raise UsageError("--output names one file: say which assignment it is for.")
    for name in names:
        target = Path(arguments.output or course.root / f"{name}-gradescope.zip")
        points = write_package(course, name, target, arguments.visibility)
        print(f"{target} grades {name} on Gradescope: set {points:g} autograder points there.")
    print("The course's secret seed is in it. Give it to nobody who takes the course.")
    return OK


def store(arguments: argparse.Namespace) -> int:
    """Show how much evidence is kept, and remove what was not used for long."""
    from autograder.pages import terminal

    course = _course(arguments)
    if arguments.limit is not None or arguments.older_than is not None:
        age = None if arguments.older_than is None else 86400.0 * arguments.older_than
        with course.locked():
            removed = course.store.prune(arguments.limit, age)
        size = sum(entry.bytes for entry in removed) / 2**20
        print(f"Removed the evidence of {len(removed)} submissions, {size:.1f} MiB.")
    terminal.print_store(course.store.entries())
    return OK


def init(arguments: argparse.Namespace) -> int:
    """Make a course directory, or make grading safe in one that nbgrader has made."""
    from autograder.course.adoption import adopt
    from autograder.course.directory import CONFIG, CourseError, make_course
    from autograder.course.naming import check_root, name_unmatched, unmatched_students
    from autograder.course.road import other_folders

    root = Path(arguments.folder).resolve()
    check_root(root)
    adopted = adopt(root) if (root / CONFIG).is_file() else None
    if adopted and adopted.copy:
        print(adopted.difference)
        print(f"This was added to {adopted.path}; {adopted.copy} is as it was.")
    course = make_course(root)
    wrong = other_folders(course, adopted.road.settings) if adopted else []
    if wrong:
        raise CourseError(f"{'; '.join(wrong)}. Take the setting out and rename the folders.")
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
    print(f"Next, in that folder: nbgrader generate_assignment {names[0]}")
    return OK


def bundle(arguments: argparse.Namespace) -> int:
    """Make the zip file that students get: notebooks, self-check, and a way to start."""
    from autograder.doors.bundle import write_bundle

    target = Path(arguments.file)
    names = write_bundle(target)
    print(f"{target} holds {len(names)} files. Students unpack it and run `python start.py`.")
    return OK


def verify(arguments: argparse.Namespace) -> int:
    """Compare the rubrics with the notebooks."""
    from autograder.course.verify import disagreements, set_points

    course = _course(arguments)
    names = [arguments.assignment] if arguments.assignment else course.assignments()
    if arguments.set_points:
        for line in [line for name in names for line in set_points(course, name)]:
            print(line)
    found = [line for name in names for line in disagreements(course, name)]
    for line in found:
        print(line)
    if not found:
        print(f"Rubrics and notebooks agree: {', '.join(names)}.")
    return PROBLEMS if found else OK


def demo(arguments: argparse.Namespace) -> int:
    """Make a course with a sample class, grade it, and show where to look."""
    from autograder.demo.tour import run_demo

    return run_demo(Path(arguments.folder))


def doctor(arguments: argparse.Namespace) -> int:
    """Try what student code can do on this machine and in this course, and say what is missing."""
    from autograder.course.directory import CourseError, find_course
    from autograder.course.doctor import examine, examine_course

    if arguments.course:
        course = _course(arguments)
    else:
        try:
            course = find_course(Path.cwd())
        except CourseError:
            course = None
    findings = (examine_course(course) if course else []) + examine()
    for finding in findings:
        print(f"{'ok     ' if finding.safe else 'PROBLEM'} {finding.text}")
    return OK if all(finding.safe for finding in findings) else PROBLEMS


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="autograder",
        description="Check and grade notebooks of the MNIST assignments.",
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        words = (function.__doc__ or "").strip().splitlines()[0]
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(function=function)
        return command

    one = add("check", check)
    one.add_argument("notebook", metavar="NOTEBOOK")
    one.add_argument("--json", metavar="FILE", help="also write the report there")
    one.add_argument("--assignment", metavar="NAME", help="which assignment it is, if unclear")
    one.add_argument("--course", metavar="DIR", help="use this course's rubric and secret seed")
    _add_without_isolation(one)

    every = add("grade", grade)
    every.add_argument("assignment", metavar="ASSIGNMENT")
    every.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    every.add_argument("--json", metavar="FILE", help="also write a list of reports there")
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
    again.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    again.add_argument("--json", metavar="FILE", help="write the new reports there")
    again.add_argument("--student", metavar="ID", action="append", help="only this one; may repeat")
    again.add_argument("--workers", metavar="N", type=_count, default=0, help="judges at a time")
    again.add_argument("--write", action="store_true", help="enter the changes in the gradebook")

    costs = add("late", late)
    costs.add_argument("assignment", metavar="ASSIGNMENT", nargs="?", help="all if none is named")
    costs.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    costs.add_argument("--write", action="store_true", help="enter the penalties in the gradebook")

    page = add("report", report)
    page.add_argument("assignment", metavar="ASSIGNMENT")
    page.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    page.add_argument("--anonymous", action="store_true", help="leave out who did what")
    page.add_argument("--output", metavar="FILE", help="write it there")

    out = add("export", export)
    out.add_argument(
        "form",
        choices=(
            "canvas", "moodle", "brightspace", "blackboard", "sakai", "openedx", "gradescope", "junit",
        ),
    )  # fmt: skip
    out.add_argument("assignment", metavar="ASSIGNMENT")
    out.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    out.add_argument(
        "--table", "--roster", metavar="FILE", help="table that the platform has exported"
    )
    out.add_argument("--column", metavar="NAME", help="what the platform calls the assignment")
    out.add_argument(
        "--missing",
        choices=("blank", "zero"),
        default="blank",
        help="what they get who handed nothing in",
    )
    out.add_argument("--json", metavar="FILE", help="also write there who is in it and who is not")
    out.add_argument("--output", metavar="PATH", help="write it there")
    _add_visibility(out)

    back = add("return", give_back)
    back.add_argument(
        "platform", choices=("canvas", "moodle", "brightspace", "blackboard", "gradescope")
    )
    back.add_argument("assignment", metavar="ASSIGNMENT")
    back.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    back.add_argument(
        "--download", metavar="ZIP_OR_FOLDER", help="the submissions as the platform exported them"
    )
    back.add_argument(
        "--table",
        metavar="FILE",
        help="table that the platform has exported, such as the gradebook",
    )
    back.add_argument("--output", metavar="FILE", help="write it there")
    back.add_argument("--json", metavar="FILE", help="also write there who is in it and who is not")

    pack = add("package", package)
    pack.add_argument("platform", choices=("gradescope",))
    pack.add_argument("assignment", metavar="ASSIGNMENT", nargs="?", help="all if none is named")
    pack.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    pack.add_argument("--output", metavar="FILE", help="write it there")
    _add_visibility(pack)

    kept = add("store", store)
    kept.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    kept.add_argument("--limit", metavar="MIB", type=_size, help="remove until no more is kept")
    kept.add_argument(
        "--older-than", metavar="DAYS", type=_size, help="remove what was not used for so long"
    )

    class_commands.add_to(add)

    make = add("init", init)
    make.add_argument("folder", metavar="DIR")

    zipped = add("bundle", bundle)
    zipped.add_argument("file", metavar="ZIP", nargs="?", default="dist/mnist-keras.zip")

    compare = add("verify", verify)
    compare.add_argument("assignment", metavar="ASSIGNMENT", nargs="?")
    compare.add_argument("--course", metavar="DIR", help="the course, if not the current folder")
    compare.add_argument(
        "--set-points",
        action="store_true",
        help="give the source notebook's check cells the points of the rubric first",
    )

    look = add("doctor", doctor)
    look.add_argument("--course", metavar="DIR", help="the course, if not the current folder")

    show = add("demo", demo)
    show.add_argument("folder", metavar="DIR", nargs="?", default="demo-course")
    return top


def _add_without_isolation(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--without-isolation",
        action="store_true",
        help="grade even where student code cannot be shut in",
    )


def _add_visibility(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--visibility",
        choices=("visible", "hidden", "after_due_date", "after_published"),
        default="visible",
        help="when students see the tests with hidden inputs on Gradescope",
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


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0 fine, 1 problems found, 2 could not run."""
    print_anywhere()
    arguments = parser().parse_args(words)
    # The current folder may hold what a student handed in, and `python -m` imports from there.
    sys.path[:] = safe_path()
    # jsonschema, which reads notebooks, imports this package for a format that they have not, and its
    # grammar would cost every command more than a second.
    sys.modules.setdefault("rfc3987_syntax", cast("ModuleType", None))
    if os.environ.get("MNIST_PATH"):
        # Grading works in other folders, too, where a relative path would lead elsewhere.
        os.environ["MNIST_PATH"] = str(Path(os.environ["MNIST_PATH"]).absolute())
    try:
        status: int = arguments.function(arguments)
        return status
    except ModuleNotFoundError as error:
        name = (error.name or "?").partition(".")[0]
        return _stop(
            f"the package {name} is not installed. Install the kit with its dependencies: "
            "see environment.yml."
        )
    except KeyboardInterrupt:
        return _stop("stopped. Run the same command again to go on.")
    except (ValueError, OSError) as error:
        if type(error) in (ValueError, UnicodeDecodeError):
            raise
        return _stop(str(error))


def _stop(message: str) -> int:
    print(f"autograder: {' '.join(message.split())}", file=sys.stderr)
    return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
