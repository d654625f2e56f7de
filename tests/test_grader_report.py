"""The report on the grader is in step with the corpus, and says what the grader promises."""

from __future__ import annotations

import pytest
from corpus_grading import samples
from grader_report import (
    PAGE,
    VERDICTS,
    blamed,
    caught,
    digest,
    known_verdicts,
    named,
    page,
    planted,
)

MISTAKES, ALTERNATIVES = samples("mistakes"), samples("alternatives")
KNOWN = known_verdicts()
LEAST_NAMED = 0.9


@pytest.mark.parametrize(
    ("family", "sample"),
    [("mistakes", one) for one in MISTAKES] + [("alternatives", one) for one in ALTERNATIVES],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_verdict_on_each_submission_is_that_on_its_present_text(family: str, sample) -> None:
    """If this fails: python tests/grader_report.py --missing."""
    assert KNOWN[family][sample.name]["digest"] == digest(sample)


def test_no_verdict_is_left_over() -> None:
    known = known_verdicts()
    assert set(known["mistakes"]) == {one.name for one in MISTAKES}
    assert set(known["alternatives"]) == {one.name for one in ALTERNATIVES}


def test_the_page_is_in_step_with_the_verdicts() -> None:
    """If this fails: python tests/grader_report.py --page."""
    assert PAGE.read_text(encoding="utf-8") == page(known_verdicts()), VERDICTS


def test_right_work_keeps_all_points_and_wrong_work_loses_its_own() -> None:
    known = known_verdicts()
    assert [name for name, one in known["alternatives"].items() if one["lost"]] == []
    found = known["mistakes"]
    assert [one.name for one in MISTAKES if not caught(one, found[one.name])] == []
    assert [one.name for one in MISTAKES if blamed(one, found[one.name])] == []


def test_single_mistakes_are_named_by_their_cause() -> None:
    found = known_verdicts()["mistakes"]
    single = planted(MISTAKES)
    right = [one for one in single if named(one, found[one.name])]
    assert len(right) >= LEAST_NAMED * len(single)


def test_many_different_mistakes_are_recognised_by_name() -> None:
    names = {
        cause["mistake"]
        for one in known_verdicts()["mistakes"].values()
        for task in one["lost"].values()
        for cause in task["causes"]
    }
    assert len(names - {None}) >= 40
