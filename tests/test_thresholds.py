"""The thresholds in the rubrics follow from what was measured, and the page says so."""

from __future__ import annotations

import functools

from thresholds import (
    ASSIGNMENTS,
    DATA_SETS,
    MOST_FAILED,
    PAGE,
    Spread,
    known_accuracies,
    page,
    spread,
)


@functools.cache
def measured() -> dict[tuple[str, str], Spread]:
    """Return what was measured, by assignment and data set."""
    return {
        (assignment, dataset): found
        for assignment in ASSIGNMENTS
        for dataset in DATA_SETS
        if (found := spread(known_accuracies(), assignment, dataset))
    }


def test_the_page_is_in_step_with_the_measurements() -> None:
    """If this fails: python tests/thresholds.py --page."""
    assert PAGE.read_text(encoding="utf-8") == page(known_accuracies())


def test_no_threshold_fails_right_work_by_chance() -> None:
    assert measured()
    for found in measured().values():
        assert found.failing(found.minimum) <= MOST_FAILED
        assert min(found.right) >= found.minimum


def test_the_expected_share_of_failures_is_that_of_normal_work() -> None:
    """Half of the work fails at its mean, and 1 in 1,000 at 3.09 deviations below."""
    values = (0.90, 0.91, 0.92)
    one = Spread(reference=values, others=(), weak=(), minimum=0.85)
    assert abs(one.deviation - 0.01) < 1e-12
    assert abs(one.failing(0.91) - 0.5) < 1e-9
    assert abs(one.failing(0.91 - 0.0309) - 0.001) < 1e-5
    assert one.highest_minimum == 0.875
