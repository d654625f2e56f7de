"""The demo: a course with a sample class, graded as a real one would be.

Makes a course directory, hands in the submissions of `sample_class/`, grades them through nbgrader's
autograde, and writes gradebook, feedback, exported grades and a table. Beside them it puts the class as
Canvas would export it, so that a new course has something to collect.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import nbformat

from autograder import data
from autograder.assignment.samples import Sample, build, read_sample
from autograder.course.classroom import grade_class
from autograder.course.directory import CONFIG, Course, CourseError, make_course, put_tools_on_path
from autograder.course.report_files import write_json
from autograder.pages import terminal
from autograder.pages.class_report import write_class_report
from autograder.platforms import canvas
from autograder.platforms.listings import add_files
from autograder.report.results import Report

SOLUTION = re.compile(r"### (BEGIN|END) SOLUTION")
CLASS = Path(__file__).with_name("sample_class")
MARK = ".demo"
# What the sample students write, in turn: right, half right, and nothing to the point.
ANSWERS = {
    "explain_softmax": (
        "Softmax makes ten positive numbers whose sum is 1, so that they can be read as the "
        "probabilities of the ten digits. With ReLU they could be 0 or far above 1.",
        "It turns the outputs into numbers between 0 and 1.",
        "Because everybody uses it.",
    ),
    "explain_convolutions": (
        "The same nine weights are used at every place, so a stroke is found wherever it is, and few "
        "weights do. Max pooling forgets a little of where it was. The dense layer at the end has a "
        "weight of its own for each place, so it does care.",
        "The filters are shared, so there are fewer parameters.",
        "Convolutional networks are simply better.",
    ),
    "explain_overfitting": (
        "The training loss keeps falling while the validation loss rises from about epoch 10 on: the "
        "network learns the training images by heart. I would stop there.",
        "The two curves move apart, so it overfits.",
        "The accuracy is good, so there is no overfitting.",
    ),
}


def run_demo(folder: Path) -> int:
    """Run the demo in a folder that is new, or that an earlier demo made; return the exit status.

    Raises:
        CourseError: The folder holds something else.
    """
    with data.providing(data.embedded_dataset()):
        return _run(folder)


def _run(folder: Path) -> int:
    started = time.monotonic()
    course = make_demo_course(folder)
    samples = [read_sample(path) for path in sorted(CLASS.glob("*.py"))]
    hand_in(course, samples)
    add_files(course, [export_as_canvas(course)])
    print(
        f"A course with a class of {len({one.headers['student'] for one in samples})} is in "
        f"{course.root}. Grading their {len(samples)} submissions for three assignments takes a few "
        "minutes …",
        flush=True,
    )
    reports: list[Report] = []
    assignments = sorted({one.assignment for one in samples})
    for assignment in assignments:
        setting = course.setting(assignment)
        with terminal.progress(assignment) as progress:
            reports += grade_class(course, assignment, setting, progress=progress)
    for assignment in assignments:
        _nbgrader(course, "generate_feedback", assignment, "--force")
    _nbgrader(course, "export", "--to", "grades.csv")
    for assignment in assignments:
        write_class_report(course, assignment)
    write_json(course.root / "reports.json", [report.to_json() for report in reports])
    terminal.print_class(sorted(reports, key=lambda report: (report.assignment, report.student)))
    shown = next(report for report in reports if report.failures)
    print(
        f"\nGraded in {time.monotonic() - started:.0f} s, isolation: {reports[0].isolation}. "
        "Where to look next:"
    )
    page = f"feedback/{shown.student}/{shown.assignment}/{shown.assignment}.html"
    for path, what in (
        (f"reports/{shown.assignment}.html", "the class report (open it in a browser)"),
        (page, "feedback as a student sees it"),
        ("grades.csv", "the exported grades"),
        ("reports.json", "every verdict with its message"),
        ("canvas", "the same class as Canvas exports it, to try `autograder collect`"),
        (
            "gradebook.db",
            "nbgrader's gradebook; `autograder mark` shows its written answers, and formgrader, in "
            "`jupyter lab`, menu Nbgrader, all of it",
        ),
    ):
        print(f"  {course.root / path}\n      {what}")
    if reports[0].isolation == "process":
        print(
            "\nThere is no bubblewrap here, so the sample class ran with limits only. It is harmless; "
            "strangers' code is not: see `autograder doctor`."
        )
    return 0 if all(report.score is not None for report in reports) else 1


def make_demo_course(folder: Path) -> Course:
    """Make a course for the demo in place of one that an earlier demo made."""
    if (folder / MARK).is_file() and (folder / CONFIG).is_file():
        shutil.rmtree(folder)
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} holds something else. Name a folder for the demo's course.")
    course = make_course(folder)
    (course.root / MARK).write_text("This course was made by the demo.\n", encoding="utf-8")
    for assignment in course.assignments():
        _nbgrader(course, "generate_assignment", assignment)
    return course


def hand_in(course: Course, samples: list[Sample]) -> None:
    """Write the samples into the course as submissions."""
    for count, sample in enumerate(samples):
        assignment = sample.assignment
        blank = sample.name.startswith("blank")
        origin = (course.release if blank else course.source) / assignment / f"{assignment}.ipynb"
        notebook = build(sample, nbformat.read(origin, as_version=4))
        if not blank:
            take_out_the_solution(notebook, count)
        folder = course.submitted / sample.headers["student"] / assignment
        folder.mkdir(parents=True)
        text = nbformat.writes(notebook)
        if sample.name.startswith("broken"):
            text = text[: len(text) // 2]
        (folder / f"{assignment}.ipynb").write_text(text, encoding="utf-8")


def take_out_the_solution(notebook: nbformat.NotebookNode, count: int) -> None:
    """Replace what a notebook has of the source's own: the marks round solutions, and model answers.

    Args:
        notebook: The notebook; it is changed.
        count: Which of the sample answers it gets.
    """
    for cell in notebook.cells:
        answers = ANSWERS.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if answers and cell.cell_type == "markdown":
            cell.source = f"**Your answer**\n\n{answers[count % len(answers)]}"
        lines = cell.source.splitlines()
        cell.source = "\n".join(line for line in lines if not SOLUTION.fullmatch(line.strip()))


def export_as_canvas(course: Course) -> Path:
    """Write what was handed in as Canvas exports it: a zip file an assignment, and the gradebook.

    Returns:
        The gradebook, which lists the class.
    """
    folder = course.root / "canvas"
    folder.mkdir()
    numbers = {
        path.name: 501 + count for count, path in enumerate(sorted(course.submitted.iterdir()))
    }
    for assignment in course.assignments():
        with zipfile.ZipFile(folder / f"{assignment}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for student, number in numbers.items():
                notebook = course.submitted / student / assignment / f"{assignment}.ipynb"
                if notebook.is_file():
                    archive.write(notebook, f"{student}_{number}_{9000 + number}_{notebook.name}")
    path = folder / "gradebook.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        names = course.assignments()
        points = [sum(task.max_points for task in course.rubric(name).tasks) for name in names]
        table = csv.writer(file)
        columns = [f"{name} ({12345 + count})" for count, name in enumerate(names)]
        table.writerow([*canvas.COLUMNS, *columns])
        table.writerow(["    Points Possible", "", "", "", "", *(f"{one:g}" for one in points)])
        table.writerows(
            (student.title(), number, "", student, "", *("" for _ in names))
            for student, number in numbers.items()
        )
    return path


def _nbgrader(course: Course, *words: str) -> None:
    """Run an nbgrader command in the course.

    Raises:
        CourseError: The command failed; the message ends with its last words.
    """
    put_tools_on_path()
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CourseError(f"nbgrader {' '.join(words)} failed: {done.stderr[-1500:]}")
