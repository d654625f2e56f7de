"""What the kit answers to questions of students and under other settings is what its pages say.

`make answers` grades all of them; here a share is graded again.
"""

from __future__ import annotations

from typing import Any

import answers
import pytest
from corpus_grading import part_of, setting_for

from autograder.assignment.samples import Sample

SHARES = {"confusions": 30, "settings": 60, "published": 22}
KNOWN = answers.known_answers()
EVERY = [
    (name, sample)
    for name in answers.FAMILIES
    for sample in answers.family(name)
    if sample.name in KNOWN.get(name, {})
]
GRADED = [
    (name, sample)
    for name, share in SHARES.items()
    for sample in part_of([one for family, one in EVERY if family == name], share)
]


def test_there_are_at_least_forty_kinds_of_confusion() -> None:
    assert len(answers.family("confusions")) >= 40


@pytest.mark.parametrize(("name", "sample"), EVERY, ids=lambda one: getattr(one, "name", one))
def test_every_answer_is_as_it_should_be(name: str, sample: Sample) -> None:
    """Is it graded in its present form, and does it lose points where it should and nowhere else?"""
    found = KNOWN[name][sample.name]
    assert found["digest"] == answers.digest(sample), "run `make answers`"
    assert answers.faults(sample, found) == []


@pytest.mark.parametrize("name", answers.FAMILIES)
def test_the_pages_are_in_step_with_the_answers(name: str) -> None:
    path, page = answers.PAGES[name]
    assert path.read_text(encoding="utf-8") == page(KNOWN[name])


@pytest.fixture(scope="module")
def graded() -> dict[str, dict[str, Any]]:
    """Today's answers to a share of them."""
    settings = {name: setting_for(name) for name in ("mnist_sgd", "mnist_adam")}
    done = {}
    for name in answers.FAMILIES:
        mine = [sample for family, sample in GRADED if family == name]
        for sample, grading in answers.graded(mine, settings):
            done[sample.name] = answers.answer(sample, grading)
    return done


@pytest.mark.parametrize(("name", "sample"), GRADED, ids=lambda one: getattr(one, "name", one))
def test_the_kit_answers_what_the_page_says(
    name: str, sample: Sample, graded: dict[str, dict[str, Any]]
) -> None:
    known = KNOWN[name][sample.name]
    assert answers.in_short(graded[sample.name]) == answers.in_short(known)
