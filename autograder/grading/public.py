"""The setting of a self-check: the public seed, and the rubric in the notebook's folder, if any."""

from __future__ import annotations

from pathlib import Path

from autograder.assignment.images import dataset_of
from autograder.assignment.notebook import release_notebook
from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.grading.jobs import data_folder
from autograder.grading.values import Setting
from autograder.sandbox.isolation import Isolation, default_isolation


def public_setting(
    assignment: str, folder: Path | None = None, isolation: Isolation | None = None
) -> Setting:
    """Return the setting of a self-check: the public seed, and a rubric beside the notebook if any.

    Checks beside the notebook are not used: they are code, the notebook may be a stranger's, and the
    judge has no sandbox.
    """
    path = find_rubric(assignment, (folder,) if folder else ())
    rubric = load_rubric(path)
    dataset = dataset_of(rubric, path.parent)
    return Setting(
        rubric=rubric,
        rubric_path=path,
        dataset=dataset,
        data_folder=data_folder(dataset),
        isolation=isolation or default_isolation(),
        release=release_notebook(assignment),
    )
