"""The setting of a self-check: the public seed, and in a student's own folder the rubric beside it.

On any other machine the notebook may be a stranger's, and nothing that lies beside it is used.
"""

from __future__ import annotations

from pathlib import Path

from autograder.assignment.images import dataset_of
from autograder.assignment.notebook import release_notebook
from autograder.assignment.places import trusted_folders
from autograder.assignment.rubric import find_rubric, handed_words, load_rubric
from autograder.grading.jobs import data_folder
from autograder.grading.own_variant import Believed
from autograder.grading.values import Setting
from autograder.sandbox.isolation import Isolation, default_isolation


def public_setting(
    assignment: str, folder: Path | None = None, isolation: Isolation | None = None
) -> Setting:
    """Return the setting of a self-check: the public seed, and the bundle's rubric or the kit's.

    Checks beside the notebook are not used: they are code, the notebook may be a stranger's, and the
    judge has no sandbox. A course's words are, where its bundle has brought them along.

    Args:
        assignment: The assignment's name.
        folder: The folder of the notebook, whose rubric counts if it is in the student's bundle.
        isolation: How student code is kept apart; the strongest way that there is by default.
    """
    path = find_rubric(assignment, trusted_folders(folder) if folder else ())
    words = handed_words(assignment)
    rubric = load_rubric(path, words)
    dataset = dataset_of(rubric, path.parent)
    return Setting(
        rubric=rubric,
        rubric_path=path,
        checks=words,
        dataset=dataset,
        data_folder=data_folder(dataset),
        isolation=isolation or default_isolation(),
        release=release_notebook(assignment),
        variants=Believed(rubric, path, words) if rubric.variants else None,
    )


def described(setting: Setting) -> str:
    """Return in one line which rubric, seed and isolation a check uses."""
    seed = (
        "the course's secret seed"
        if setting.hidden
        else "the public seed, as in a notebook's own checks and not as in grading"
    )
    weak = (
        ", which does not protect this machine's files"
        if setting.isolation.name == "process"
        else ""
    )
    return f"Rubric: {setting.rubric_path}; {seed}; isolation: {setting.isolation.name}{weak}."
