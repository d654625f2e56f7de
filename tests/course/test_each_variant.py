"""Whether every variant holds: missing placeholders, references that fail, minimums too near."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import variant_class
from small_class import BIN, ENVIRONMENT, change
from variant_class import NAME

from autograder.course.directory import Course, CourseError
from autograder.course.each_variant import Accuracies, Every, accuracies, variants_of
from autograder.course.verify import disagreements, wrong_with_reference
from autograder.doors.gradescope_container.build import package

NOTEBOOK = f"source/{NAME}/{NAME}.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with the example, which is not released."""
    return variant_class.make_course(tmp_path / "course", ["ada,Ada,"], release=False)


def few(course: Course, *changes: tuple[str, str]) -> None:
    """Leave two variants of one key, which differ in epochs alone."""
    change(
        course, f"source/{NAME}/{NAME}.toml",
        ('"model.units[0]" = [300, 256, 200]\n', ""), ('"model.units[1]" = [100, 80]\n', ""),
        *changes,
    )  # fmt: skip


def test_the_example_agrees_in_every_variant(course: Course) -> None:
    assert len(variants_of(course.rubric(NAME))) == 12
    assert disagreements(course, NAME) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{{ model.units[0] }}", "300",
         "the text of build_model says 300 where a placeholder for model.units[0] should be"),
        ("network 784-{{ model.units[0] }}", "network 784-300",
         "the text of build_model says 300 where a placeholder for model.units[0] should be"),
        ("epochs={{ training.epochs }}):", "epochs=20):",
         "where training.epochs is 15: train_with_sgd has epochs=20 in its signature, "
         "training.epochs is 15"),
        ("{{ derived.parameters | thousands }} parameters with", "266,610 parameters with",
         "cell 17 says 266,610 where a placeholder should be: it is another number where "
         "model.units[0] is"),
        ("## Set-up", "## Set-up for 20 epochs",
         "cell 2 says 20 epochs where a placeholder should be: it is another number where "
         "training.epochs is"),
        ("{{ model.units[1] }}", "{{ model.width[1] }}",
         "the placeholder {{ model.width[1] }} leads to no key of the rubric"),
        ('variant=\\"{{ variant }}\\"', 'namespace=None',
         f'no cell has Checker("{NAME}", variant="{{{{ variant }}}}"), so that checks would not '
         "know the student's variant"),
    ],
)  # fmt: skip
def test_what_does_not_follow_the_rubric_is_named(
    course: Course, old: str, new: str, said: str
) -> None:
    change(course, NOTEBOOK, (old, new))
    assert f"{NAME}.ipynb: {said}" in disagreements(course, NAME)


def test_a_variant_whose_reference_fails_is_named(course: Course) -> None:
    """Is each variant graded, and that named which does not run through?"""
    few(course)
    change(
        course, NOTEBOOK,
        ('\\"float32\\") / 255', '\\"float32\\") / (256 if {{ training.epochs }} == 15 else 255)'),
    )  # fmt: skip
    lines = wrong_with_reference(course, NAME)
    assert lines
    assert all(line.startswith(f"{NAME}.ipynb: training.epochs=15: ") for line in lines), lines
    assert any("normalize_images" in line for line in lines)


def test_the_accuracy_of_each_variant_is_measured(course: Course) -> None:
    few(
        course, ("[20, 15]", "[1, 2]"), ("\nepochs = 20", "\nepochs = 1"),
        ("minimum = 0.87", "minimum = 0.9"),
    )  # fmt: skip
    told: list[tuple[int, int]] = []
    found = accuracies(Every(course, NAME), 2, lambda done, every: told.append((done, every)))
    assert list(found.by_variant) == ["training.epochs=1", "training.epochs=2"]
    assert all(len(one) == 2 and min(one) > 0.1 for one in found.by_variant.values())
    assert told[-1] == (4, 4)
    assert [line.partition(":")[0] for line in found.too_near()] == list(found.by_variant)


def test_a_minimum_is_too_near_where_right_work_would_fail_by_chance() -> None:
    every = {"a=1": [0.92, 0.93, 0.91], "a=2": [0.89, 0.90, 0.88]}
    assert Accuracies(0.80, every).too_near() == []
    (line,) = Accuracies(0.875, every).too_near()
    assert re.match(
        r"a=2: \d\.\d% of right work is expected below the minimum of 87\.5%; its trainings reach "
        r"89\.0%, with a deviation of 1\.00%\. Lower the minimum, or take the value out",
        line,
    )


def test_gradescopes_container_does_not_know_whose_variant_is_whose(course: Course) -> None:
    with pytest.raises(CourseError, match="has variants"):
        package(course, NAME, course.root / "package.zip", "visible")


def test_a_dead_end_is_not_released(course: Course) -> None:
    change(course, NOTEBOOK, ("{{ model.units[1] }}", "{{ model.width[1] }}"))
    done = subprocess.run(
        [BIN / "nbgrader", "generate_assignment", NAME], cwd=course.root, env=ENVIRONMENT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "the placeholder {{ model.width[1] }} leads to no key of the rubric" in done.stderr
