"""What grading leaves out takes with it what depends on it, and nothing else."""

from __future__ import annotations

import nbformat
import pytest

from autograder.assignment.rubric import Rubric
from autograder.assignment.skipped import cells_not_run


def released(*cells: tuple[str, str]) -> nbformat.NotebookNode:
    """A notebook with code cells, given by their ids and sources."""
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source, metadata={"nbgrader": {"grade_id": name}})
            for name, source in cells
        ]
    )


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ("print(trial)", True),
        ("def show():\n    return trial\nshow()", True),
        ("trial = 3\nprint(trial)", False),
        ("trial.append(3)", True),
        ("print(other)", False),
        ("for trial in range(3):\n    print(trial)", False),
        ("for one in trial:\n    trial = one", True),
        ("print([trial for trial in range(3)])", False),
        ("print([one for one in trial])", True),
        ("print([trial for trial in range(3)])\nprint(trial)", True),
        ("with open('f') as trial:\n    print(trial)", False),
        ("if other:\n    trial = 1\nprint(trial)", False),
        ("try:\n    pass\nexcept ValueError:\n    print(trial)", True),
        ("trial += 1", True),
        ("def show(trial):\n    return trial\nshow(1)", False),
        ("def show():\n    trial = 1\n    return trial\nshow()", False),
        ("print((lambda trial: trial)(1))", False),
        ("print(f'{trial}')", True),
        ("%matplotlib inline\nprint(trial)", False),
    ],
)
def test_a_cell_that_uses_what_was_not_made_is_left_out(
    source: str, left_out: bool, rubrics: dict[str, Rubric]
) -> None:
    release = released(
        ("before", "trial = other = 1"), ("full_training", "trial = fit()"), ("after", source)
    )
    assert ("after" in cells_not_run(release, rubrics["mnist_sgd"])) == left_out


def test_it_goes_on_from_cell_to_cell_until_the_name_is_made_anew(
    rubrics: dict[str, Rubric],
) -> None:
    release = released(
        ("full_training", "model = fit()"), ("a", "scores = model.evaluate()"), ("b", "print(scores)"),
        ("c", "scores = 1"), ("d", "print(scores)"),
    )  # fmt: skip
    found = cells_not_run(release, rubrics["mnist_sgd"])
    assert found & {"a", "b", "c", "d"} == {"a", "b"}


def test_the_student_s_own_cells_and_the_checks_are_never_left_out(
    rubrics: dict[str, Rubric],
) -> None:
    release = released(
        ("full_training", "model = fit()"),
        ("evaluate_model", "model"),
        ("check_evaluate_model", "model"),
    )
    assert cells_not_run(release, rubrics["mnist_sgd"]) == set(rubrics["mnist_sgd"].not_executed)


def test_without_the_notebook_that_was_handed_out_the_rubric_decides(
    rubrics: dict[str, Rubric],
) -> None:
    rubric = rubrics["mnist_adam"]
    assert cells_not_run(None, rubric) == set(rubric.not_executed)
