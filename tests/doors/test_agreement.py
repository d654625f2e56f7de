"""The same submission gets the same points in every way in: notebook, pytest, command, nbgrader."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import in_process
import nbformat
import pytest
from conftest import ASSIGNMENTS, DENSE_ASSIGNMENTS

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.assignment.samples import build, read_sample
from autograder.grading.one import grade
from autograder.grading.public import public_setting
from autograder.sandbox.starting import Starter

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "MNIST_OFFLINE": "1",
    "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")]),
}

# One with partial credit in several tasks, and the two ends. What it leaves undone takes no time; the
# training is compared with the reference here, and in `test_corpus.py`.
PARTIAL = """\
# assignment: {assignment}
# %% normalize_images
def normalize_images(images):
    return images / 256
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="sigmoid"),
    ])
# %% {training}
def {training}(model, images, labels, epochs=20):
    raise NotImplementedError()
"""


def submissions(folder: Path) -> dict[tuple[str, str], Path]:
    """Write references, blank releases, and a partly right notebook of the dense assignments."""
    written = {}
    for assignment in ASSIGNMENTS:
        reference = nbformat.read(ROOT / f"solutions/{assignment}/{assignment}.ipynb", as_version=4)
        blank = nbformat.read(ROOT / f"assignment/{assignment}/{assignment}.ipynb", as_version=4)
        notebooks = {"reference": reference, "blank": blank}
        if assignment in DENSE_ASSIGNMENTS:
            text = folder / f"{assignment}.py"
            training = assignment.replace("mnist", "train_with")
            source = PARTIAL.format(assignment=assignment, training=training)
            text.write_text(source, encoding="utf-8")
            notebooks["partial"] = build(read_sample(text), reference)
        for name, notebook in notebooks.items():
            path = folder / name / f"{assignment}.ipynb"
            path.parent.mkdir(exist_ok=True)
            nbformat.write(notebook, path)
            written[name, assignment] = path
    return written


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    return submissions(tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def graded_points(handed_in: dict, warm: Starter) -> dict[tuple[str, str], dict[str, float]]:
    """The points of each task by `grade` with the public seed, which `autograder check` uses."""
    points = {}
    for key, path in handed_in.items():
        setting = dataclasses.replace(public_setting(key[1]), start=warm)
        grading = grade(path.read_bytes(), path.name, setting)
        if key[0] == "reference":
            # Nothing on a perfect submission's page says that anything failed.
            assert grading.report.remarks == ()
            assert [one for one in grading.cells.values() if one.get("error")] == []
        tasks = grading.report.tasks
        points[key] = {task.name: task.points for task in tasks if task.points is not None}
    return points


def test_grading_gives_full_marks_to_the_reference_and_zero_to_the_blank(
    graded_points: dict,
) -> None:
    for assignment in ASSIGNMENTS:
        most = sum(task.max_points for task in load_rubric(find_rubric(assignment)).automatic_tasks)
        assert sum(graded_points["reference", assignment].values()) == most
        assert sum(graded_points["blank", assignment].values()) == 0
    for assignment in DENSE_ASSIGNMENTS:
        assert 0 < sum(graded_points["partial", assignment].values()) < 20


def test_stock_nbgrader_gives_the_same_points(
    handed_in: dict, graded_points: dict, tmp_path: Path
) -> None:
    """Does nbgrader's own `Execute` read the same points from the released check cells?

    Its time limit of 30 seconds a cell is raised, for slow machines, and the cells that grading does
    not run are left out.
    """
    course = tmp_path / "stock"
    course.mkdir()
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.Execute.timeout = 600\n", encoding="utf-8"
    )
    write_lean(ROOT / "solutions/mnist_sgd/mnist_sgd.ipynb", course / "source" / "mnist_sgd")
    # Stock nbgrader takes its time, and a whole training's own check is run in `test_corpus.py`.
    names = ("partial",)
    for name in names:
        write_lean(handed_in[name, "mnist_sgd"], course / "submitted" / name / "mnist_sgd")
    for command in ("generate_assignment", "autograde"):
        done = subprocess.run(
            [str(BIN / "nbgrader"), command, "mnist_sgd"], cwd=course, env=ENVIRONMENT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
    expected = {name: sum(graded_points[name, "mnist_sgd"].values()) for name in names}
    assert gradebook_points(course) == expected


def write_lean(path: Path, folder: Path) -> None:
    """Write a notebook into a folder, without the cells that grading does not run."""
    notebook = nbformat.read(path, as_version=4)
    left_out = load_rubric(find_rubric(path.stem)).not_executed
    notebook.cells = [
        cell for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in left_out
    ]  # fmt: skip
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / path.name)


@pytest.mark.parametrize(
    ("name", "assignment"), [("reference", "mnist_cnn"), ("partial", "mnist_sgd")]
)
def test_pytest_gives_the_same_points(
    name: str, assignment: str, handed_in: dict, graded_points: dict
) -> None:
    path = handed_in[name, assignment]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(path), "-q", "-p", "no:cacheprovider"],
        cwd=path.parent, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == (0 if name == "reference" else 1), done.stdout
    found = {
        task: float(points)
        for task, points in re.findall(r"^(\w+) +([\d.]+) of [\d.]+ ", done.stdout, re.MULTILINE)
    }
    assert found == graded_points[name, assignment]
    if name == "partial":
        assert "divided by 256" in done.stdout
        assert "Traceback" not in done.stdout


def test_the_command_gives_the_same_points(
    handed_in: dict, graded_points: dict, tmp_path: Path
) -> None:
    target = tmp_path / "report.json"
    done = subprocess.run(
        [str(BIN / "autograder"), "check", str(handed_in["partial", "mnist_adam"]),
         "--json", str(target)],
        env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    report = json.loads(target.read_text(encoding="utf-8"))
    found = {task["name"]: task["points"] for task in report["tasks"] if task["points"] is not None}
    assert found == graded_points["partial", "mnist_adam"]
    assert "divided by 256" in done.stdout


def test_nbgrader_and_grade_give_the_same_points_in_a_course(
    handed_in: dict, graded_points: dict, tmp_path: Path
) -> None:
    """Do `nbgrader autograde` and `autograder grade` fill the gradebook alike, partial credit too?"""
    course = tmp_path / "course"
    autograder = str(BIN / "autograder")

    def run(*words: str) -> str:
        done = subprocess.run(words, cwd=course if course.exists() else tmp_path, check=False,
                              env=ENVIRONMENT, capture_output=True, text=True)  # fmt: skip
        assert done.returncode in (0, 1), done.stderr + done.stdout
        return done.stdout

    # The reference goes through `autograder grade` in `sandbox/test_hostile.py`, and by pytest above.
    once = {("blank", "mnist_sgd"), ("partial", "mnist_sgd")}
    run(autograder, "init", str(course))
    for (name, assignment), path in handed_in.items():
        if (name, assignment) in once:
            folder = course / "submitted" / name / assignment
            folder.mkdir(parents=True)
            (folder / path.name).write_bytes(path.read_bytes())
    run(str(BIN / "nbgrader"), "generate_assignment", "mnist_sgd")
    run(str(BIN / "nbgrader"), "autograde", "mnist_sgd")
    by_nbgrader = gradebook_points(course)
    reports = course / "all.json"
    done = in_process.autograder(
        "grade", "mnist_sgd", "--fresh", "--json", str(reports), folder=course
    )
    assert done.returncode == 0, done.stderr
    assert gradebook_points(course) == by_nbgrader
    expected = {
        name: sum(points.values()) for (name, assignment), points in graded_points.items()
        if (name, assignment) in once
    }  # fmt: skip
    assert by_nbgrader == expected
    written = json.loads(reports.read_text(encoding="utf-8"))
    assert {report["student"]: report["score"] for report in written} == expected


def gradebook_points(course: Path) -> dict[str, float]:
    """Return each student's automatic points, as nbgrader's gradebook has them."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: sum(
                grade.auto_score or 0
                for notebook in submission.notebooks for grade in notebook.grades
            )
            for submission in gradebook.assignment_submissions("mnist_sgd")
        }  # fmt: skip
