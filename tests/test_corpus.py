"""The corpus of honest submissions: right ones keep all points, wrong ones lose exactly their own.

`corpus/verdicts.json` says which points each wrong one loses, by which check and with which words;
`make grader-report` writes it. The points are the same in the notebook's own checks, from a cold
start, and as nbgrader reads them.
"""

from __future__ import annotations

import logging
import os

import nbformat
import pytest
from corpus_grading import (
    grade_samples,
    lost_tasks,
    notebook_bytes,
    part_of,
    quick_tasks,
    samples,
    setting_for,
)
from grader_report import ASSIGNMENTS, known_verdicts, verdict
from nbgrader.utils import determine_grade
from notebook_checks import points_in_notebooks

from autograder.assignment.samples import Sample
from autograder.doors.nbgrader_plugin import write_outputs
from autograder.grading.values import Grading

ALTERNATIVES, MISTAKES = part_of(samples("alternatives"), 80), part_of(samples("mistakes"), 165)
EVERY = ALTERNATIVES + MISTAKES
# What takes its time is done for some of them, unless CORPUS says which to grade.
CHOSEN = "CORPUS" in os.environ
CHECKED, STARTED_COLD = (EVERY if CHOSEN else EVERY[::share] for share in (6, 12))


def selected(request: pytest.FixtureRequest, among: list[Sample]) -> list[Sample]:
    """Return those submissions of which a test that is to run needs the requested fixture."""
    names = {
        item.callspec.params["sample"].name
        for item in request.session.items
        if request.fixturename in getattr(item, "fixturenames", ())
    }
    return [sample for sample in among if sample.name in names]


@pytest.fixture(scope="module")
def gradings(request: pytest.FixtureRequest) -> dict[str, Grading]:
    """Every submission, graded once, several at a time."""
    settings = {name: setting_for(name) for name in ASSIGNMENTS}
    done = {}
    # A share of them: what a submission leaves as the reference has it need not be trained again.
    for family, full in ((ALTERNATIVES, CHOSEN), (MISTAKES, False)):
        chosen = selected(request, family)
        done.update(
            {one.name: grading for one, grading in grade_samples(chosen, settings, full=full)}
        )
    return done


@pytest.mark.parametrize("sample", ALTERNATIVES, ids=lambda sample: sample.name)
def test_right_work_in_another_style_gets_full_marks(
    sample: Sample, gradings: dict[str, Grading]
) -> None:
    report = gradings[sample.name].report
    causes = [(check.name, check.message) for check in report.failures]
    most = sum(task.max_points for task in report.tasks if task.points is not None)
    assert (report.score, causes) == (most, [])
    assert report.score == report.max_score or not CHOSEN


@pytest.mark.parametrize("sample", MISTAKES, ids=lambda sample: sample.name)
def test_a_mistake_costs_points_where_it_is_and_nowhere_else(
    sample: Sample, gradings: dict[str, Grading]
) -> None:
    grading = gradings[sample.name]
    assert grading.report.score is not None, grading.report.reason
    judged = {task.name for task in grading.report.tasks}
    lost = lost_tasks(grading)
    assert sample.words("loses") & judged <= lost
    assert lost <= sample.words("loses") | sample.words("may_lose")
    # The points, the checks and their words, one by one.
    assert verdict(sample, grading) == known_verdicts()["mistakes"][sample.name]


def points(sample: Sample, grading: Grading) -> dict[str, float]:
    """Return the points of the tasks that do not depend on the seed."""
    return {
        task.name: task.points
        for task in grading.report.tasks
        if task.points is not None and task.name not in sample.words("may_lose")
    }


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_nbgrader_reads_the_points_of_the_report(
    sample: Sample, gradings: dict[str, Grading]
) -> None:
    """Does nbgrader find each task's points in the outputs that we write, partial credit too?"""
    grading, rubric = gradings[sample.name], setting_for(sample.assignment).rubric
    tasks = {task.name: task for task in grading.report.tasks if task.points is not None}
    notebook = nbformat.from_dict(grading.notebook)
    wanted = {f"check_{name}": task for name, task in tasks.items()}
    notebook.cells = [
        cell for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") in wanted
    ]  # fmt: skip
    write_outputs(notebook, grading, rubric)
    read = {
        cell.metadata.nbgrader.grade_id: determine_grade(cell, logging.getLogger())[0]
        for cell in notebook.cells
    }
    assert read == {name: task.points for name, task in wanted.items()}


@pytest.fixture(scope="module")
def in_notebooks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, float]]:
    """The points by the notebooks' own checks."""
    folder, wanted = tmp_path_factory.mktemp("notebooks"), []
    checked = selected(request, CHECKED)
    for sample in checked:
        path = folder / f"{sample.name}.ipynb"
        path.write_bytes(notebook_bytes(sample))
        tasks = quick_tasks(sample, setting_for(sample.assignment))
        wanted.append((str(path), sample.assignment, tasks))
    found = points_in_notebooks(wanted)
    return {sample.name: points for sample, points in zip(checked, found)}


@pytest.mark.parametrize("sample", CHECKED, ids=lambda sample: sample.name)
def test_the_notebook_s_own_checks_give_the_same_points(
    sample: Sample, gradings: dict[str, Grading], in_notebooks: dict[str, dict[str, float]]
) -> None:
    own = in_notebooks[sample.name]
    graded = points(sample, gradings[sample.name])
    assert own, "the notebook ended early"
    assert {name: own[name] for name in graded if name in own} == {
        name: graded[name] for name in graded if name in own
    }


@pytest.fixture(scope="module")
def started_cold(request: pytest.FixtureRequest) -> dict[str, Grading]:
    """The same submissions, each with a probe that starts anew."""
    settings = {name: setting_for(name) for name in ASSIGNMENTS}
    done = grade_samples(selected(request, STARTED_COLD), settings, cold=True)
    return {sample.name: grading for sample, grading in done}


@pytest.mark.parametrize("sample", STARTED_COLD, ids=lambda sample: sample.name)
def test_a_cold_start_gives_the_same_points(
    sample: Sample, gradings: dict[str, Grading], started_cold: dict[str, Grading]
) -> None:
    """Is a probe that starts anew judged like the fork of a warm worker?"""
    cold = started_cold[sample.name]
    assert cold.report.score is not None, cold.report.reason
    warm = points(sample, gradings[sample.name])
    assert points(sample, cold) == {name: warm[name] for name in points(sample, cold)}
