"""What lies beside a submission neither runs nor decides anything on an instructor's machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.assignment import places
from autograder.assignment.places import python_module
from autograder.assignment.rubric import RubricError, find_rubric
from autograder.course.directory import CONFIG, CourseError, find_course, make_course
from autograder.doors import cli
from autograder.grading.public import described, public_setting
from autograder.sandbox.isolation import ProcessIsolation

BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "MNIST_OFFLINE": "1"}
# Modules that some process of the kit imports, and files by which tools are configured.
MODULES = (
    "numpy", "matplotlib", "nbformat", "tensorflow", "keras", "IPython", "psutil", "pytest", "jinja2",
    "sitecustomize", "usercustomize", "autograder_config", "jupyter_config", "pkg_resources",
    "conftest", "test_mnist_sgd", "rfc3987_syntax", "tomli", "filelock", "nbgrader_config",
)  # fmt: skip


def hostile_folder(folder: Path, notebook: NotebookNode, mark: Path) -> Path:
    """Fill a folder with files that leave a mark when they are run; return the notebook in it."""
    folder.mkdir(parents=True, exist_ok=True)
    act = f"open({str(mark)!r}, 'a').write(__name__ + ' ')\n"
    for name in MODULES:
        (folder / f"{name}.py").write_text(act)
    (folder / "matplotlibrc").write_text("no.such.setting: 1\nbackend: module://conftest\n")
    (folder / "pytest.ini").write_text(
        "[pytest]\naddopts = --junitxml=written.xml\npythonpath = .\n"
    )
    (folder / "mnist_sgd.toml").write_text("this is no rubric")
    path = folder / "mnist_sgd.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "mark.txt"


@pytest.mark.parametrize("start", ["script", "module"])
def test_a_check_runs_nothing_that_lies_beside_the_notebook(
    start: str, tmp_path: Path, mark: Path, releases: dict[str, NotebookNode]
) -> None:
    """From the folder itself, with the child processes and the judge."""
    folder = tmp_path / "downloads"
    hostile_folder(folder, releases["mnist_sgd"], mark)
    script = [str(BIN / "autograder")]
    module = [sys.executable, "-m", "autograder.doors.cli"]
    done = subprocess.run(
        [*(script if start == "script" else module), "check", "mnist_sgd.ipynb"],
        cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "of 22 points" in done.stdout, done.stdout + done.stderr
    assert not mark.exists(), mark.read_text()
    assert not (folder / "written.xml").exists()
    (line,) = [one for one in done.stderr.splitlines() if one.startswith("Rubric: ")]
    assert str(find_rubric("mnist_sgd")) in line
    assert "the public seed" in line
    assert "isolation: " in line


def test_a_module_of_the_kit_starts_without_the_current_folder(tmp_path: Path, mark: Path) -> None:
    hostile_folder(tmp_path / "x", nbformat.v4.new_notebook(), mark)
    code = "import autograder.assignment.places as p, subprocess; "
    code += "subprocess.run(p.python_module('autograder.doors.cli', '--help'), check=True)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "x",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "usage: autograder" in done.stdout, done.stderr
    assert not mark.exists()
    assert "''" not in python_module("x")[2]


@pytest.mark.parametrize("place", ["a course's submissions", "another folder", "below that"])
def test_pytest_refuses_a_notebook_before_it_obeys_what_lies_beside_it(
    place: str, tmp_path: Path, mark: Path, releases: dict[str, NotebookNode]
) -> None:
    root = tmp_path / "downloads"
    if place == "a course's submissions":
        root = make_course(tmp_path / "course").submitted / "eve" / "mnist_sgd"
    path = hostile_folder(root, releases["mnist_sgd"], mark)
    if place == "below that":
        path = shutil.move(path, root / "below") if (root / "below").mkdir() is None else path
        path = Path(path)
    for folder in (tmp_path, root):
        done = subprocess.run(
            [BIN / "pytest", path], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == pytest.ExitCode.USAGE_ERROR, done.stdout
        assert f"Run `autograder check {path}`" in done.stderr
        assert not mark.exists(), mark.read_text()
        assert not (folder / "written.xml").exists()


def test_a_course_among_the_submissions_of_another_is_none(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    folder = course.submitted / "eve" / "mnist_sgd"
    folder.mkdir(parents=True)
    (folder / CONFIG).write_text("raise SystemExit('run')")
    assert find_course(folder) == course
    with pytest.raises(CourseError):
        find_course(tmp_path)


def test_a_rubric_beside_a_notebook_counts_in_the_students_bundle_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = find_rubric("mnist_sgd").read_text(encoding="utf-8")
    for name in ("bundle", "bundle/more", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mnist_sgd.toml").write_text(own, encoding="utf-8")
        (tmp_path / name / "fashion.toml").write_text(own, encoding="utf-8")
    monkeypatch.setattr(places, "bundle_folder", lambda: tmp_path / "bundle")
    for name in ("bundle", "bundle/more"):
        folder = tmp_path / name
        assert public_setting("mnist_sgd", folder).rubric_path == folder / "mnist_sgd.toml"
    assert public_setting("mnist_sgd", tmp_path / "elsewhere").rubric_path == find_rubric(
        "mnist_sgd"
    )
    with pytest.raises(RubricError, match="no rubric for an assignment called 'fashion'"):
        public_setting("fashion", tmp_path / "elsewhere")


def test_the_bundle_is_the_one_whose_environment_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places.bundle_folder() is None
    (tmp_path / "kit").mkdir()
    (tmp_path / "start.py").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert places.bundle_folder() == tmp_path.resolve()


def test_checks_with_a_course_need_a_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path / "course")
    notebook = course.source / "mnist_sgd" / "mnist_sgd.ipynb"
    monkeypatch.setattr("autograder.course.directory.default_isolation", ProcessIsolation)
    words = ["check", str(notebook), "--course", str(course.root)]
    assert cli.main(words) == cli.UNUSABLE
    assert "--without-isolation" in capsys.readouterr().err


def test_the_line_says_what_is_used(tmp_path: Path) -> None:
    setting = public_setting("mnist_sgd", isolation=ProcessIsolation())
    assert described(setting) == (
        f"Rubric: {find_rubric('mnist_sgd')}; the public seed, as in a notebook's own checks "
        "and not as in grading; isolation: process, which does not protect this machine's files."
    )
    course = make_course(tmp_path / "course")
    secret = course.setting("mnist_sgd", ProcessIsolation())
    assert "the course's secret seed" in described(secret)
