"""The command line: answers at once, and says in one line what cannot be done."""

import dataclasses
import os
import re
import stat
import statistics
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import nbformat
import pytest
from made_reports import report
from nbformat import NotebookNode

from autograder.course import each_variant
from autograder.course.directory import CONFIG, Course, find_course, make_course
from autograder.doors import cli
from autograder.doors.cli import parser
from autograder.grading.values import Grading
from autograder.report.results import Report

HEAVY = ("tensorflow", "keras", "nbgrader", "numpy", "nbformat", "pytest", "matplotlib", "rich")
HELP_SECONDS = 0.5
COMMANDS = ("check", "grade", "init", "verify", "demo")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A new course directory."""
    return make_course(tmp_path / "class")


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]):
    """Return a function that runs a command, expects it to be refused, and returns the reason."""

    def run(*words: object) -> str:
        status = cli.main([str(word) for word in words])
        output = capsys.readouterr()
        assert status == 2
        assert output.out == ""
        assert re.fullmatch(r"autograder: [^\n]+\n", output.err), output.err
        assert "Traceback" not in output.err
        return output.err.removeprefix("autograder: ").strip()

    return run


# --- Help ----------------------------------------------------------------------------------------


def test_help_answers_at_once() -> None:
    def seconds() -> float:
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "autograder.doors.cli", "--help"],
            capture_output=True,
            check=True,
        )
        assert b"usage: autograder" in done.stdout
        return time.perf_counter() - began

    # On a busy machine the first three may all be late; what counts is what the command needs.
    assert any(statistics.median(seconds() for _ in range(3)) < HELP_SECONDS for _ in range(3))


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"autograder {metadata.version('keras-autograder')}\n"


def test_the_command_line_imports_nothing_heavy() -> None:
    script = f"import sys, autograder.doors.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    assert f"usage: autograder {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [[], ["fly"], ["check"], ["grade", "mnist_sgd", "--workers", "0"], ["grade", "x", "--wrong"]],
)
def test_a_command_that_does_not_exist_ends_with_status_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == 2
    assert "usage: autograder" in capsys.readouterr().err


# --- What cannot be done -------------------------------------------------------------------------


def test_a_notebook_that_does_not_exist_is_refused(refused, tmp_path: Path) -> None:
    path = tmp_path / "mnist_sgd.ipynb"
    assert refused("check", path) == (
        f"there is no file {path}. Name a notebook, such as mnist_sgd.ipynb."
    )


def test_a_folder_in_place_of_a_notebook_is_refused(refused, tmp_path: Path) -> None:
    assert refused("check", tmp_path) == f"{tmp_path} is a folder. Name the notebook in it."


def test_a_file_that_is_larger_than_any_notebook_is_not_read(refused, tmp_path: Path) -> None:
    """It takes no space on the disk, and would take all memory."""
    path = tmp_path / "mnist_sgd.ipynb"
    with path.open("wb") as file:
        file.truncate(2**40)
    assert refused("check", path) == "mnist_sgd.ipynb is larger than 536870912 bytes"


def test_a_file_that_is_not_a_notebook_is_refused(refused, tmp_path: Path) -> None:
    path = tmp_path / "mnist_sgd.ipynb"
    path.write_text("My solution is in the other file.", encoding="utf-8")
    assert refused("check", path) == ("mnist_sgd.ipynb is not a notebook: it is not valid JSON.")


def test_a_notebook_of_another_assignment_is_refused(refused, tmp_path: Path) -> None:
    path = tmp_path / "homework.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), path)
    assert refused("check", path) == (
        "homework.ipynb does not belong to an assignment that is known here: "
        "mnist_adam, mnist_cnn, mnist_sgd."
    )


def test_a_notebook_for_an_assignment_that_is_named_but_unknown_is_refused(
    refused, solutions: dict[str, NotebookNode], tmp_path: Path
) -> None:
    path = tmp_path / "mnist_sgd.ipynb"
    nbformat.write(solutions["mnist_sgd"], path)
    said = refused("check", path, "--assignment", "mnist_gan")
    assert said == (
        "no rubric for an assignment called 'mnist_gan'. "
        "Known assignments: mnist_adam, mnist_cnn, mnist_sgd."
    )


@pytest.mark.parametrize("words", [("grade", "mnist_sgd"), ("verify",)])
def test_a_folder_that_is_no_course_is_refused(refused, words: tuple, tmp_path: Path) -> None:
    said = refused(*words, "--course", tmp_path)
    assert said.startswith(f"{tmp_path} is not a course directory: there is no {CONFIG} in it")
    assert "autograder init DIR" in said


def test_a_course_that_does_not_exist_is_refused(refused, tmp_path: Path) -> None:
    said = refused("grade", "mnist_sgd", "--course", tmp_path / "nowhere")
    assert said.startswith(f"{tmp_path / 'nowhere'} is not a folder.")


def test_the_current_folder_is_the_course_by_default(
    refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused("verify").startswith(f"{tmp_path} is not a course directory")


def test_an_assignment_that_the_course_does_not_have_is_refused(refused, course: Course) -> None:
    assert refused("grade", "mnist_gan", "--course", course.root) == (
        f"{course.root} has no assignment called 'mnist_gan'. It has: mnist_adam, mnist_cnn, mnist_sgd."
    )


def test_a_course_without_submissions_is_refused(refused, course: Course) -> None:
    said = refused("grade", "mnist_sgd", "--course", course.root)
    assert said == (
        "there are no submissions of mnist_sgd: expected folders "
        f"{course.root}/submitted/<student>/mnist_sgd."
    )


def test_a_student_without_a_submission_is_refused_by_name(refused, course: Course) -> None:
    (course.submitted / "ada" / "mnist_sgd").mkdir(parents=True)
    said = refused("grade", "mnist_sgd", "--course", course.root, "--student", "kurt")
    assert said == f"no submission of mnist_sgd by kurt in {course.submitted}."


@pytest.mark.parametrize("words", [("grade", "mnist_sgd"), ("verify", "mnist_sgd")])
def test_a_wrong_rubric_is_refused_by_the_name_of_its_key(
    refused, words: tuple, course: Course
) -> None:
    path = course.source / "mnist_sgd" / "mnist_sgd.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("epochs = 20", "epochs = -1"), encoding="utf-8")
    assert refused(*words, "--course", course.root) == (
        f"{path}: training.epochs: expected a whole number from 1 to 10000, found -1."
    )


@pytest.mark.parametrize("package", ["nbformat", "keras.models"])
def test_a_package_that_is_not_installed_is_named(
    refused, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(folder: Path) -> int:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)

    monkeypatch.setattr("autograder.course.directory.make_course", missing)
    name = package.partition(".")[0]
    assert refused("init", tmp_path / "class") == (
        f"the package {name} is not installed. In the kit's folder run: python -m pip install "
        '".[instructor]". What students need to check themselves is in "." alone.'
    )


def test_a_missing_package_is_named_by_the_command_itself(tmp_path: Path) -> None:
    script = "import sys; sys.modules['nbformat'] = None; import autograder.doors.cli as c; "
    script += f"sys.exit(c.main(['init', {str(tmp_path / 'class')!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("autograder: the package nbformat is not installed. ")
    assert done.stderr.count("\n") == 1


def test_stopping_a_command_says_how_to_go_on(
    refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(folder: Path) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.course.directory.make_course", stop)
    assert refused("init", tmp_path) == "stopped. Run the same command again to go on."


# --- A new course --------------------------------------------------------------------------------


def test_init_makes_a_course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "my class"
    assert cli.main(["init", str(root)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{root} is a course with the assignments mnist_adam, mnist_cnn, mnist_sgd.",
        "Next, in that folder: nbgrader generate_assignment mnist_sgd",
    ]
    for name in ("mnist_adam", "mnist_sgd"):
        assert (root / "source" / name / f"{name}.ipynb").is_file()
        assert (root / "source" / name / f"{name}.toml").is_file()
    assert (root / "submitted").is_dir()
    assert 'course_id = "my-class"' in (root / CONFIG).read_text(encoding="utf-8").replace("'", '"')
    assert find_course(root / "source" / "mnist_sgd").root == root


def test_a_new_course_keeps_students_work_and_the_seed_out_of_version_control(
    course: Course,
) -> None:
    ignored = (course.root / ".gitignore").read_text(encoding="utf-8").splitlines()
    kept_out = {
        "submitted/",
        "autograded/",
        "feedback/",
        "reports/",
        "gradebook.db*",
        ".autograder/",
    }
    assert kept_out <= set(ignored)


def test_a_new_courses_seed_is_secret_and_its_own(course: Course, tmp_path: Path) -> None:
    path = course.private / "seed"
    assert len(course.seed()) == 32
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert course.seed() == Course(course.root).seed()
    assert course.seed() != make_course(tmp_path / "another").seed()


def test_init_completes_a_course_and_overwrites_nothing(course: Course) -> None:
    seed = course.seed()
    rubric = course.source / "mnist_sgd" / "mnist_sgd.toml"
    rubric.write_text("mine", encoding="utf-8")
    (course.root / ".gitignore").unlink()
    assert cli.main(["init", str(course.root)]) == 0
    assert rubric.read_text(encoding="utf-8") == "mine"
    assert (course.root / ".gitignore").is_file()
    assert course.seed() == seed


def test_init_refuses_a_folder_with_something_else_in_it(refused, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("…", encoding="utf-8")
    said = refused("init", tmp_path)
    assert said == f"{tmp_path} is not empty, and not a course. Name another folder."
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_init_refuses_a_file(refused, tmp_path: Path) -> None:
    path = tmp_path / "class"
    path.write_text("", encoding="utf-8")
    assert refused("init", path).startswith(f"{path} is a file.")


def test_init_refuses_the_kit_itself(refused, repository: Path) -> None:
    assert refused("init", repository).startswith(f"{repository} is the kit itself.")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that is closed")
def test_init_refuses_a_folder_that_it_may_not_write_to(refused, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert refused("init", tmp_path / "class").startswith("cannot make a course in")
    finally:
        tmp_path.chmod(0o700)


# --- Rubric and notebook agree -------------------------------------------------------------------


def verified(course: Course, capsys: pytest.CaptureFixture[str], *names: str) -> tuple[int, str]:
    """What is said without grading; `.ci/run` grades the references, too."""
    status = cli.main(["verify", *names, "--only-compare", "--course", str(course.root)])
    return status, capsys.readouterr().out.strip()


def test_the_kits_rubrics_and_notebooks_agree(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(Course(repository), capsys) == (
        0,
        "Rubrics and notebooks agree: mnist_adam, mnist_cnn, mnist_sgd.",
    )


DISAGREEMENTS = {
    "epochs": (
        "mnist_sgd",
        ("epochs = 20", "epochs = 30"),
        "train_with_sgd has epochs=20 in its signature, training.epochs is 30",
    ),
    "points": (
        "mnist_sgd",
        ("row_major = 0.75", "row_major = 1.75"),
        "the cell check_flatten_images has 2 points, tasks.flatten_images has 3",
    ),
    "width": (
        "mnist_sgd",
        ("[300, 100, 10]", "[250, 100, 10]"),
        "the text of build_model does not mention model.units (250): 250",
    ),
    "parameters": (
        "mnist_sgd",
        ("[300, 100, 10]", "[100, 300, 10]"),
        "the text of build_model does not mention the number of parameters: 111,810",
    ),
    "validation split": (
        "mnist_adam",
        ("validation_split = 0.2", "validation_split = 0.3"),
        "the text of train_with_adam does not mention training.validation_split: 30",
    ),
    "optimizer": (
        "mnist_sgd",
        ('optimizer = "SGD"', 'optimizer = "Adam"'),
        "the text of train_with_sgd does not mention training.optimizer: Adam",
    ),
    "task": (
        "mnist_sgd",
        ("tasks.show_digits", "tasks.show_images"),
        "tasks.show_images: there is no cell check_show_images",
    ),
    "points of the written answer": (
        "mnist_sgd",
        ("max_points = 2.0", "max_points = 3.0"),
        "the cell explain_softmax has 2 points, tasks.explain_softmax has 3",
    ),
    "cell that is not run": (
        "mnist_sgd",
        ('"full_training"', '"long_training"'),
        "notebook.not_executed names the cell long_training, which is not there",
    ),
}


@pytest.mark.parametrize("case", DISAGREEMENTS)
def test_verify_says_where_a_rubric_and_its_notebook_disagree(
    case: str, course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    name, (old, new), line = DISAGREEMENTS[case]
    path = course.source / name / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    status, said = verified(course, capsys, name)
    assert status == 1
    assert f"{name}.ipynb: {line}" in said.splitlines()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (report("", 10, 10), []),
        (
            report("", 10, 5),
            ["the reference has 5 of 10 points for flatten_images: divided by 256"],
        ),
        (
            dataclasses.replace(report("", 10, 10), status="ungraded", reason="no sandbox"),
            ["the reference could not be graded: no sandbox"],
        ),
        (
            dataclasses.replace(report("", 10, 10), status="flagged", flags=("look",)),
            ["the reference is flagged: look"],
        ),
    ],
)
def test_verify_grades_the_reference(
    found: Report,
    said: list[str],
    course: Course,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(each_variant, "grade", lambda *_, **__: Grading(found, None, {}, {}))
    assert cli.main(["verify", "mnist_sgd", "--course", str(course.root)]) == bool(said)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ([f"mnist_sgd.ipynb: {one}" for one in said] or [
        "Rubrics and notebooks agree: mnist_sgd."
    ])  # fmt: skip


def test_grading_shows_who_handed_nothing_in_and_enters_the_names(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the roster was written by hand; one that cannot be used costs nobody a grade."""
    from nbgrader.api import Gradebook

    from autograder.course import classroom
    from autograder.course.report_files import save_report
    from autograder.platforms.grade_files import grades

    def graded(*_: object, **__: object) -> list[Report]:
        save_report(course, report("ada", 10, 5))
        return [report("ada", 10, 5)]

    monkeypatch.setattr(classroom, "grade_class", graded)
    monkeypatch.setattr(grades, "unmarked", lambda *_: [])
    (course.submitted / "ada" / "mnist_sgd").mkdir(parents=True)
    roster = course.root / "roster.csv"
    roster.write_text("id,name,email\nada,Ada,ada@example.org\nbob,,\n", encoding="utf-8")
    words = ["grade", "mnist_sgd", "--course", str(course.root), "--without-isolation"]
    assert cli.main(words) == 0
    assert re.search(r"bob +mnist_sgd +– +– +nothing handed in", capsys.readouterr().out)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        found = {one.id: (one.last_name, one.email) for one in gradebook.students}
    assert found == {"ada": ("Ada", "ada@example.org"), "bob": ("bob", None)}
    assert "nothing handed in" in (course.reports / "mnist_sgd.html").read_text(encoding="utf-8")
    roster.write_text("name\nAda\n", encoding="utf-8")
    assert cli.main(words) == 0
    said = capsys.readouterr()
    assert "ada" in said.out
    assert "WARNING: names could not be entered in the gradebook" in said.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_the_shell_completes_commands_and_options(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder.doors.cli", "--print-completion", shell],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "regrade" in done.stdout
    assert "without-isolation" in done.stdout


def test_options_that_several_commands_have_are_the_same_in_all() -> None:
    """One metavar and one kind of words for each of them."""
    commands = next(
        action for action in parser()._actions if isinstance(action.choices, dict)
    ).choices  # fmt: skip
    found: dict[str, set[str | None]] = {}
    for command in commands.values():
        for action in command._actions:
            for name in action.option_strings:
                if name in ("--course", "--output", "--json", "--student", "--workers"):
                    found.setdefault(name, set()).add(action.metavar)
    assert {name: len(metavars) for name, metavars in found.items()} == dict.fromkeys(found, 1)
    writing = {"report", "export", "return", "package", "bundle"}
    assert all("--output" in commands[name].format_help() for name in writing)
