"""The student bundle holds what students need, no answer to a task, and nothing of Linux only."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import formats
import nbformat
import own_course
import pytest

from autograder.course.directory import Course, CourseError, make_course
from autograder.doors import bundle_start, cli
from autograder.doors.bundle import FOLDER, write_bundle

ROOT = Path(__file__).resolve().parents[2]
# Modules that Windows does not have, or that only Linux has.
POSIX_ONLY = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
# What a notebook's first cells do, with one function right and one wrong.
SESSION = f"""
import sys
import psutil
for name in {POSIX_ONLY!r}:
    sys.modules[name] = None
import os, socket
del os.fork, socket.AF_UNIX, os.setsid, os.killpg
import numpy as np
from autograder import Checker
from autograder.data import load_mnist
(x_train, y_train), _ = load_mnist()
def normalize_images(images):
    return images / 255.0
def flatten_images(images):
    return images.reshape(-1)
check = Checker("mnist_sgd", globals())
print(repr(check("normalize_images")), repr(check("flatten_images")))
import autograder.doors.cli, autograder.doors.pytest_plugin
import autograder.sandbox.starting, autograder.grading.one
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(folder / "a.zip")
    with zipfile.ZipFile(folder / "a.zip") as archive:
        archive.extractall(folder)
    return folder / FOLDER


def test_the_same_kit_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_bundle(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_no_solution_and_no_hidden_material_is_in_it(bundle: Path) -> None:
    """Not a line of a solution cell that the released notebook does not have, in any file."""
    names = {path.relative_to(bundle).parts[0] for path in bundle.rglob("*")}
    assert names == {
        "README.txt", ".gitignore", "start.py", "kit", "mnist_sgd.ipynb", "mnist_adam.ipynb",
        "mnist_cnn.ipynb",
    }  # fmt: skip
    every = "\n".join(
        path.read_text(encoding="utf-8")
        for path in bundle.rglob("*")
        # The probe compiles models of its own, in the same words.
        if path.suffix in (".py", ".ipynb", ".toml", ".md", ".txt") and path.name != "models.py"
    )  # fmt: skip
    released = "\n".join(path.read_text("utf-8") for path in (ROOT / "assignment").rglob("*.ipynb"))
    for name in ("mnist_sgd", "mnist_adam"):
        solution = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
        for cell in solution.cells:
            if not cell.metadata.get("nbgrader", {}).get("solution") or cell.cell_type != "code":
                continue
            for line in cell.source.splitlines():
                text = line.strip()
                if len(text) > 25 and text not in released and not text.startswith("#"):
                    assert text not in every, text
    assert not list(bundle.rglob("sample_class"))
    assert not list(bundle.rglob("*solution*"))


@pytest.fixture(scope="module")
def clone(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of a repository that holds the bundle, with one right function and one wrong one."""
    path = bundle / "mnist_sgd.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = {
            "flatten_images": "def flatten_images(images):\n    return images.reshape(-1, 784)\n",
            "normalize_images": "def normalize_images(images):\n    return images / 256\n",
        }.get(name, cell.source)  # fmt: skip
    nbformat.write(notebook, path)
    (bundle / ".venv").mkdir()
    (bundle / ".venv" / "made.txt").touch()
    folder = tmp_path_factory.mktemp("clone") / "homework"
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (
        ("-C", str(bundle), "init", "--quiet"),
        ("-C", str(bundle), "add", "--all"),
        ("-C", str(bundle), *who, "commit", "--quiet", "--message", "My work"),
        ("clone", "--quiet", str(bundle), str(folder)),
    ):
        subprocess.run(["git", *words], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit, installed from the clone into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--target", str(folder), str(clone / "kit")],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def test_one_line_of_pytest_checks_a_bare_clone(
    clone: Path, installed: Path, tmp_path: Path
) -> None:
    """As continuous integration runs it; the results are read from JUnit XML."""
    assert not (clone / ".venv").exists()
    results = tmp_path / "results.xml"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "mnist_sgd.ipynb", f"--junitxml={results}"],
        cwd=clone, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(installed), "MNIST_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert formats.junit_problems(results.read_bytes()) == []
    passed = {
        case.get("name")
        for case in ElementTree.parse(results).iter("testcase") if case.find("failure") is None
    }  # fmt: skip
    # All of the right function, and what is right with the wrong one.
    assert passed == {
        "one_row_per_image", "row_major", "keeps_dtype", "leaves_input_unchanged", "floating_point",
    }  # fmt: skip
    assert "normalize_images: divided by 256" in done.stdout
    assert "of 22 points" in done.stdout


def test_the_kit_in_it_installs_and_checks_without_anything_of_linux(
    installed: Path, tmp_path: Path
) -> None:
    environment = {
        **os.environ, "PYTHONPATH": str(installed), "MNIST_OFFLINE": "1", "PATH": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }  # fmt: skip
    script = tmp_path / "session.py"
    script.write_text(SESSION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    right, wrong = map(float, done.stdout.split("\n")[-2].split())
    assert right == 2.0
    assert wrong < 2.0


def test_the_way_to_start_needs_nothing_but_python(bundle: Path) -> None:
    tree = ast.parse((bundle / "start.py").read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(("word", "status"), [("--help", 0), ("-h", 0), ("chekc", 2), ("grade", 2)])
def test_help_and_slips_install_nothing(
    word: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setattr(bundle_start, "READY", tmp_path / "ready.txt")
    monkeypatch.setattr(bundle_start, "install", lambda: pytest.fail("it installs"))
    monkeypatch.setattr(sys, "argv", ["start.py", word])
    assert bundle_start.main() == status
    said = capsys.readouterr().out
    assert "python start.py check NOTEBOOK.ipynb" in said
    assert "roster" not in said and ("There is no command" in said) == (status == 2)


@pytest.mark.parametrize(
    ("words", "started"),
    [
        ((), ("jupyter", "lab", "mnist_sgd.ipynb")),
        (
            ("--no-browser", "--port", "9000"),
            ("jupyter", "lab", "--no-browser", "--port", "9000", "mnist_sgd.ipynb"),
        ),
        (
            ("mnist_adam.ipynb", "--no-browser"),
            ("jupyter", "lab", "mnist_adam.ipynb", "--no-browser"),
        ),
        (("check", "mnist_sgd.ipynb"), ("autograder.doors.cli", "check", "mnist_sgd.ipynb")),
    ],
)
def test_options_go_to_jupyter_and_commands_to_the_kit(
    words: tuple[str, ...],
    started: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    calls: list[list[str]] = []
    (tmp_path / "ready.txt").touch()
    monkeypatch.setattr(bundle_start, "READY", tmp_path / "ready.txt")
    monkeypatch.setattr(
        bundle_start.subprocess, "call", lambda words, **_: calls.append(words) or 0
    )
    monkeypatch.setattr(sys, "argv", ["start.py", *words])
    assert bundle_start.main() == 0
    assert [tuple(call[2:]) for call in calls] == [started]


def test_the_notebook_that_was_saved_last_is_opened(tmp_path: Path) -> None:
    names = ("mnist_adam.ipynb", "mnist_sgd.ipynb")
    for name in names:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000, 1000))
    assert bundle_start.notebook_to_open(tmp_path) == "mnist_sgd.ipynb"
    os.utime(tmp_path / "mnist_adam.ipynb", (2000, 2000))
    assert bundle_start.notebook_to_open(tmp_path) == "mnist_adam.ipynb"


# What pip 23 to 26 say, shortened.
WITHOUT_NETWORK = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)': /tensorflow/
ERROR: Could not find a version that satisfies the requirement tensorflow>=2.18 (from versions: none)
ERROR: No matching distribution found for tensorflow>=2.18
"""
NOT_BUILT = """\
ERROR: Could not find a version that satisfies the requirement tensorflow>=2.18 (from versions: 2.16.2)
ERROR: No matching distribution found for tensorflow>=2.18
"""
FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"


@pytest.mark.parametrize(
    ("said", "machine", "expected"),
    [
        (WITHOUT_NETWORK, ("linux", "x86_64"), "There is no network"),
        (WITHOUT_NETWORK, ("darwin", "x86_64"), "There is no network"),
        (NOT_BUILT, ("darwin", "x86_64"), "no longer built for Macs with an Intel processor"),
        (NOT_BUILT, ("win32", "ARM64"), "does not exist for this computer: tensorflow>=2.18 for"),
        (FULL, ("linux", "x86_64"), "The disk is full"),
        ("ERROR: something else", ("linux", "x86_64"), "The lines above say why"),
    ],
)
def test_a_failed_installation_says_why_and_what_to_do(
    said: str, machine: tuple[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_start.sys, "platform", machine[0])
    monkeypatch.setattr(bundle_start.platform, "machine", lambda: machine[1])
    assert expected in bundle_start.why(said)


def test_a_package_that_is_really_not_there_is_told_from_a_missing_network() -> None:
    """By what pip itself says, without asking any index."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-index", "--disable-pip-version-check",
         "no-such-package-of-the-kit"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "does not exist for this computer: no-such-package-of-the-kit" in bundle_start.why(
        done.stdout + done.stderr
    )


def test_what_takes_long_is_said_while_it_lasts() -> None:
    lines = (
        "Collecting tensorflow>=2.18 (from keras-autograder==0.1.0)",
        "  Downloading tensorflow-2.20.0-cp311-cp311-manylinux_2_17_x86_64.whl (620.7 MB)",
        "  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)",
        "Installing collected packages: wheel, tensorflow, keras",
    )
    assert [bundle_start.progress(line) for line in lines] == [
        "",
        "Downloading tensorflow (620.7 MB) …",
        "",
        "Unpacking 3 packages, which takes a minute or two …",
    ]


# --- What an instructor's own course hands out ---------------------------------------------------


@pytest.fixture(scope="module")
def own_class(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with an assignment of its own, with words, checks and data; released by hand."""
    root = tmp_path_factory.mktemp("own") / "Deep learning 101"
    course = make_course(root)
    for name in course.assignments():
        shutil.rmtree(course.source / name)
    shutil.copytree(own_course.EXAMPLE, root, dirs_exist_ok=True)
    own_course.place_data(course)
    shutil.copytree(course.source / own_course.NAME, course.release / own_course.NAME)
    return course


def test_a_course_s_bundle_has_its_notebook_rubric_words_and_data_and_none_of_its_checks(
    own_class: Course, tmp_path: Path
) -> None:
    names = set(write_bundle(tmp_path / "a.zip", own_class))
    rubrics = "kit/autograder/assignment/rubrics"
    own = f"{rubrics}/checks/fashion_mnist/feedback.toml"
    assert {"fashion_mnist.ipynb", "fashion_mnist.toml", own} <= names
    assert {one for one in names if one.startswith(rubrics)} == {
        f"{rubrics}/fashion_mnist.toml",
        own,
    }
    assert "kit/assignment/fashion_mnist/fashion_mnist.ipynb" in names
    assert any(one.startswith("fashion-mnist/") for one in names)
    assert not [one for one in names if "test_class_names" in one or "mnist_sgd" in one]
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "Deep-learning-101"
    assert "fashion_mnist.ipynb" in (folder / "README.txt").read_text(encoding="utf-8")
    # The kit in it has the course's words and rubric, also where nothing lies beside the notebook.
    script = (
        "from autograder.assignment.rubric import handed_words\n"
        "from autograder.assignment.own_texts import own_texts\n"
        "from autograder import Checker\n"
        "check = Checker('fashion_mnist', {})\n"
        "print(sorted(own_texts(handed_words('fashion_mnist'))['class_names']))\n"
        "print(repr(check.all()).split('class_names', 2)[2].splitlines()[0])\n"
    )
    (folder / "try.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "try.py"], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder / "kit")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    causes, task = done.stdout.strip().splitlines()[-2:]
    assert "counts_from_one" in causes
    assert "marked by the course" in task


def test_a_course_that_has_not_released_an_assignment_is_told_how(tmp_path: Path) -> None:
    course = make_course(tmp_path / "class")
    with pytest.raises(CourseError, match=r"Run in .*: nbgrader generate_assignment mnist_adam"):
        write_bundle(tmp_path / "a.zip", course)


def test_what_is_not_released_yet_is_left_out_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path / "class")
    shutil.copytree(course.source / "mnist_sgd", course.release / "mnist_sgd")
    words = ["bundle", "--course", str(course.root), "--output", str(tmp_path / "a.zip")]
    assert cli.main(words) == 0
    assert capsys.readouterr().err == "Not released yet, so not in it: mnist_adam, mnist_cnn.\n"
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert not [one for one in archive.namelist() if "mnist_adam" in one and "tests" not in one]


def test_two_assignments_with_different_files_of_one_name_are_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path / "class")
    for name in course.assignments():
        shutil.copytree(course.source / name, course.release / name)
        (course.release / name / "notes.txt").write_text(name, encoding="utf-8")
    with pytest.raises(CourseError, match="another file of this name"):
        write_bundle(tmp_path / "a.zip", course)
