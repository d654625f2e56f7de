"""The table of attacks against stock nbgrader is in step with the corpus."""

from __future__ import annotations

from attack_table import PAGE, gained, known_results, page
from corpus_grading import samples
from grader_report import digest

ATTACKS = samples("hostile")


def test_every_attack_of_the_corpus_was_tried_in_its_present_form() -> None:
    """If this fails: python tests/attack_table.py --missing."""
    present = {one.name: digest(one) for one in ATTACKS}
    tried = {name: one["digest"] for name, one in known_results().items()}
    assert tried == present


def test_the_table_is_in_step_with_the_results() -> None:
    """If this fails: python tests/attack_table.py --page."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text, known_results())


def test_stock_nbgrader_gives_full_marks_for_wrong_work() -> None:
    """Does the table show what it is there to show?"""
    results = known_results()
    assert gained(next(one for one in ATTACKS if one.name == "tampering_input_transformer"),
                  results["tampering_input_transformer"])  # fmt: skip
