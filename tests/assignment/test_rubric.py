"""Rubrics: what a right one says, and that a wrong one is refused with the name of the key."""

import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from autograder.assignment.rubric import (
    RUBRICS,
    Rubric,
    RubricError,
    find_rubric,
    load_rubric,
    packaged_assignments,
)
from autograder.assignment.task_tables import CHECKS, checks_of_kind, kinds
from autograder.report.render import repr_of_points
from autograder.report.results import CheckResult, task_result

PARAMETERS = {"mnist_sgd": 266_610, "mnist_adam": 104_938, "mnist_cnn": 5_258}
LEAST = load_rubric(RUBRICS / "mnist_sgd.toml").minimum_accuracy
AUTOMATIC_POINTS = {"mnist_sgd": 20.0, "mnist_adam": 20.0, "mnist_cnn": 30.0}


@pytest.fixture
def write(tmp_path: Path):
    """Return a function that writes a changed copy of mnist_sgd's rubric and returns its path."""

    def changed(*changes: tuple[str, str]) -> Path:
        text = (RUBRICS / "mnist_sgd.toml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"the rubric has no {old!r} to change"
            text = text.replace(old, new, 1)
        path = tmp_path / "mnist_sgd.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return changed


def test_every_assignment_has_a_packaged_rubric() -> None:
    assert packaged_assignments() == ("mnist_adam", "mnist_cnn", "mnist_sgd")


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_a_packaged_rubric_describes_the_contract(name: str, rubrics: dict[str, Rubric]) -> None:
    rubric = rubrics[name]
    assert rubric.assignment == name
    assert rubric.max_score == AUTOMATIC_POINTS[name]
    assert rubric.parameter_count == PARAMETERS[name]
    assert rubric.pixels == 784
    assert rubric.loss == "sparse_categorical_crossentropy"


def test_the_rubrics_say_what_each_assignment_teaches(rubrics: dict[str, Rubric]) -> None:
    sgd, adam = rubrics["mnist_sgd"], rubrics["mnist_adam"]
    assert (sgd.units, sgd.optimizer, sgd.epochs, sgd.validation_split) == (
        (300, 100, 10),
        "SGD",
        20,
        0.0,
    )
    assert (adam.units, adam.optimizer, adam.epochs, adam.validation_split) == (
        (128, 32, 10),
        "Adam",
        25,
        0.2,
    )


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_a_tasks_most_points_are_the_sum_of_its_checks(
    name: str, rubrics: dict[str, Rubric]
) -> None:
    for task in rubrics[name].automatic_tasks:
        assert task.max_points == sum(task.points.values()), task.name
        assert all(points > 0 for points in task.points.values()), task.name


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_a_written_task_has_points_of_its_own_and_no_check_cell(
    name: str, rubrics: dict[str, Rubric]
) -> None:
    (written,) = [task for task in rubrics[name].tasks if not task.automatic]
    assert written.max_points == 2.0
    assert written.check_cell == written.name


def test_an_automatic_tasks_check_cell_is_named_after_it(rubrics: dict[str, Rubric]) -> None:
    assert rubrics["mnist_sgd"].task("build_model").check_cell == "check_build_model"


def test_a_task_that_does_not_exist_is_answered_with_those_that_do(
    rubrics: dict[str, Rubric],
) -> None:
    with pytest.raises(KeyError, match=r"no task 'fly'. Its tasks are: show_digits, normalize_"):
        rubrics["mnist_sgd"].task("fly")


def test_a_rubric_may_leave_out_a_check(write) -> None:
    rubric = load_rubric(write(("keeps_dtype = 0.5\n", "")))
    task = rubric.task("flatten_images")
    assert set(task.points) == {"one_row_per_image", "row_major"}
    assert task.max_points == 1.5


def test_points_that_do_not_add_up_in_floating_point_are_all_given(write) -> None:
    """Does nbgrader, which refuses more than the most, take full marks of 0.7 and 0.1 points?"""
    changes = (
        ("keeps_dtype = 0.5\n", ""),
        ("one_row_per_image = 0.75", "one_row_per_image = 0.7"),
        ("row_major = 0.75", "row_major = 0.1"),
    )
    task = load_rubric(write(*changes)).task("flatten_images")
    assert task.max_points == 0.8 != 0.7 + 0.1
    passed = [CheckResult(name, True, 0, 0) for name in task.points]
    shown = new_output(
        "execute_result",
        data={"text/plain": repr_of_points(task_result(task, passed).points or 0)},
        execution_count=1,
    )
    cell = new_code_cell(outputs=[shown])
    cell.metadata.nbgrader = {"grade": True, "grade_id": "check", "points": task.max_points}
    assert determine_grade(cell) == (0.8, 0.8)


def test_a_courses_own_rubric_is_preferred_to_the_packages(write) -> None:
    path = write(("epochs = 20", "epochs = 5"))
    found = find_rubric("mnist_sgd", (path.parent,))
    assert found == path
    assert load_rubric(found).epochs == 5


def test_an_unknown_assignment_is_answered_with_the_known_ones() -> None:
    with pytest.raises(RubricError, match=r"'mnist_gan'. Known assignments: mnist_adam, mnist_cnn"):
        find_rubric("mnist_gan")


# Each: what to change, the key that the error names, and what the error says of it.
WRONG = {
    "missing text": (('title = "Handwritten', '# "Handwritten'), "title", "found nothing"),
    "missing number": (("epochs = 20\n", ""), "training.epochs", "found nothing"),
    "missing list": (("units = [300, 100, 10]\n", ""), "model.units", "found nothing"),
    "missing limit": (("memory_mib = 4096\n", ""), "limits.memory_mib", "found nothing"),
    "missing accuracy": (
        (f"[accuracy.mnist_5k]\nminimum = {LEAST['mnist_5k']:g}\n", "[accuracy.mnist_5k]\n"),
        "accuracy.mnist_5k.minimum",
        "found nothing",
    ),
    "missing points": (
        ("[tasks.test_accuracy.points]\nreaches_minimum = 2.0\n", ""),
        "tasks.test_accuracy.points",
        "expected a table, found nothing",
    ),
    "missing kind": (('kind = "normalize"\n', ""), "tasks.normalize_images.kind", "found nothing"),
    "number as text": (("epochs = 20", 'epochs = "20"'), "training.epochs", "found '20'"),
    "fraction for a count": (
        ("epochs = 20", "epochs = 2.5"),
        "training.epochs",
        "expected a whole number from 1 to 10000, found 2.5",
    ),
    "true for a count": (("epochs = 20", "epochs = true"), "training.epochs", "found True"),
    "text as number": (('optimizer = "SGD"', "optimizer = 1"), "training.optimizer", "found 1"),
    "list as text": (("units = [300, 100, 10]", 'units = "300"'), "model.units", "found '300'"),
    "width of zero": (("[300, 100, 10]", "[300, 0, 10]"), "model.units", "above 0"),
    "table as number": (
        (f"[accuracy.mnist]\nminimum = {LEAST['mnist']:g}\nmeasured", "[accuracy]\nmnist = 0.5\n#"),
        "accuracy.mnist",
        "expected a table, found 0.5",
    ),
    "unknown key": (
        ("epochs = 20", "epochs = 20\nepoch = 3"),
        "training.epoch",
        "there is no such key",
    ),
    "unknown key at the top": (
        ('title = "', 'titel = "x"\ntitle = "'),
        "titel",
        "there is no such key",
    ),
    "unknown limit": (
        ("memory_mib = 4096", "memory_mib = 4096\nmemory_gib = 4"),
        "limits.memory_gib",
        "there is no such key",
    ),
    "unknown check": (
        ("keeps_dtype = 0.5", "keeps_dtypes = 0.5"),
        "tasks.flatten_images.points.keeps_dtypes",
        "Keys that may stand here: returns_array, one_row_per_image, row_major, keeps_dtype",
    ),
    "unknown kind": (
        ('kind = "flatten"', 'kind = "flat"'),
        "tasks.flatten_images.kind",
        "found 'flat'",
    ),
    "unknown optimizer": (
        ('optimizer = "SGD"', 'optimizer = "RMSprop"'),
        "training.optimizer",
        "expected one of SGD, Adam, found 'RMSprop'",
    ),
    "unknown loss": (
        ('"sparse_categorical_crossentropy"', '"mse"'),
        "training.loss",
        "found 'mse'",
    ),
    "unknown activation": (
        ('["relu", "relu", "softmax"]', '["relu", "rleu", "softmax"]'),
        "model.activations",
        "'rleu'",
    ),
    "fewer activations than layers": (
        ('["relu", "relu", "softmax"]', '["relu", "softmax"]'),
        "model.activations",
        "expected 3 of them, as in model.units",
    ),
    "no softmax at the end": (
        ('["relu", "relu", "softmax"]', '["relu", "relu", "linear"]'),
        "model.activations",
        "expected softmax as the last, found 'linear'",
    ),
    "negative points": (
        ("row_major = 0.75", "row_major = -1"),
        "tasks.flatten_images.points.row_major",
        "expected a number from 0 to 1000, found -1",
    ),
    "points that are not a number": (
        ("row_major = 0.75", "row_major = nan"),
        "tasks.flatten_images.points.row_major",
        "found nan",
    ),
    "points that are infinite": (
        ("row_major = 0.75", "row_major = inf"),
        "tasks.flatten_images.points.row_major",
        "found inf",
    ),
    "negative points of a written answer": (
        ("max_points = 2.0", "max_points = -2.0"),
        "tasks.explain_softmax.max_points",
        "found -2.0",
    ),
    "both points and most points": (
        ('kind = "flatten"', 'kind = "flatten"\nmax_points = 2'),
        "tasks.flatten_images.max_points",
        "the checks' points add up to it",
    ),
    "no check at all": (
        ("[tasks.test_accuracy.points]\nreaches_minimum = 2.0", "[tasks.test_accuracy.points]"),
        "tasks.test_accuracy.points",
        "expected points for any of reaches_minimum",
    ),
    "minimum in percent": (
        (f"minimum = {LEAST['mnist_5k']:g}", "minimum = 99"),
        "accuracy.mnist_5k.minimum",
        "99",
    ),
    "split of all images": (
        ("validation_split = 0.0", "validation_split = 1.0"),
        "training.validation_split",
        "expected a number from 0 to 0.9, found 1.0",
    ),
    "no time": (("cell_seconds = 60", "cell_seconds = 0"), "limits.cell_seconds", "found 0"),
    "another assignment's name": (
        ('assignment = "mnist_sgd"', 'assignment = "mnist"'),
        "assignment",
        "expected the file's own name, 'mnist_sgd', found 'mnist'",
    ),
    "name that no function can have": (
        ("[tasks.explain_softmax]", '[tasks."explain softmax"]'),
        "tasks.explain softmax",
        "expected a name that can be a function's",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_rubric_is_refused_by_the_name_of_the_key(case: str, write) -> None:
    change, key, said = WRONG[case]
    path = write(change)
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {key}: ")
    assert said in message


def test_a_missing_rubric_is_refused_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mnist_sgd.toml"
    with pytest.raises(RubricError, match=r"cannot read .*mnist_sgd\.toml: No such file"):
        load_rubric(path)


@pytest.mark.parametrize("content", [b"epochs = = 3", b"\xff\xfe", b"[model", b"a = 1\na = 2"])
def test_a_file_that_is_not_toml_is_refused_by_its_path(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mnist_sgd.toml"
    path.write_bytes(content)
    with pytest.raises(RubricError, match=r"mnist_sgd\.toml is not valid TOML"):
        load_rubric(path)


def test_a_rubric_without_a_table_is_refused_by_its_name(write) -> None:
    path = write()
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[training\].*?(?=\n\[|\n# Lowest)", "", text, flags=re.DOTALL))
    with pytest.raises(RubricError, match="training: expected a table, found nothing"):
        load_rubric(path)


def test_a_rubric_without_tasks_is_refused(write) -> None:
    path = write()
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[tasks.")], encoding="utf-8")
    with pytest.raises(RubricError, match="tasks: expected a table for each task, found nothing"):
        load_rubric(path)


def test_the_checks_of_a_kind_are_those_that_pytest_collects(repository: Path) -> None:
    options = ["--collect-only", "-q", "-c", "/dev/null", "--rootdir", str(CHECKS)]
    plugins = ["-p", "no:cacheprovider", "-p", "no:autograder"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *plugins, str(CHECKS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    tests = [line.split("::") for line in done.stdout.splitlines() if "::" in line]
    collected = {
        module: tuple(test.removeprefix("test_") for _, test in group)
        for module, group in itertools.groupby(tests, lambda test: Path(test[0]).stem)
    }
    assert collected == {f"test_{kind}": checks_of_kind(kind) for kind in kinds()}


def test_a_kind_without_checks_has_none() -> None:
    assert checks_of_kind("written") == ()


def test_a_check_whose_functions_no_task_asks_for_is_refused(tmp_path: Path) -> None:
    """The accuracy of a network that nobody builds: even the reference would have no points."""
    text = find_rubric("mnist_sgd").read_text(encoding="utf-8")
    begin, end = text.index("[tasks.build_model]"), text.index("[tasks.train_with_sgd]")
    path = tmp_path / "mnist_sgd.toml"
    path.write_text(text[:begin] + text[end:], encoding="utf-8")
    with pytest.raises(RubricError) as refused:
        load_rubric(path)
    assert str(refused.value) == (
        f"{path}: tasks.test_accuracy.kind: expected tasks of the kinds normalize, model, train, whose "
        "functions this check calls, found 'none of the kind model'."
    )
