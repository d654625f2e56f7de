"""The corpus of honest submissions: right ones keep all points, wrong ones lose exactly their own.

`corpus/verdicts.json` says which points each wrong one loses, by which check and with which words;
`make grader-report` writes it.
"""

from __future__ import annotations

import pytest
from corpus_grading import grade_samples, lost_tasks, part_of, samples, setting_for
from grader_report import known_verdicts, verdict

from autograder.engine.grading import Grading
from autograder.samples import Sample

ALTERNATIVES, MISTAKES = part_of(samples("alternatives"), 12), part_of(samples("mistakes"), 16)


@pytest.fixture(scope="module")
def gradings(request: pytest.FixtureRequest) -> dict[str, Grading]:
    """Every submission whose test is selected, graded once, several at a time."""
    settings = {name: setting_for(name) for name in ("mnist_sgd", "mnist_adam")}
    selected = {item.callspec.params["sample"].name
                for item in request.session.items if hasattr(item, "callspec")
                and "sample" in item.callspec.params}  # fmt: skip
    done = {}
    for family, full in ((ALTERNATIVES, True), (MISTAKES, False)):
        chosen = [sample for sample in family if sample.name in selected]
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
    assert (report.score, causes) == (report.max_score, [])


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
