"""The item analysis: success by hand, discrimination against NumPy, and where it says something."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import pytest
from made_reports import CLASS, report

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.pages import class_report, item_analysis
from autograder.pages.item_analysis import LEAST_FOR_DISCRIMINATION, discrimination, items
from autograder.report.results import CheckResult, Report, TaskResult

RUBRIC = load_rubric(find_rubric("mnist_sgd"))


def a_class(count: int) -> list[Report]:
    """Return a class in which the two tasks go together, but not always."""
    return [
        report(f"s{n}", 10 * (n % 2), 10 * (n % 2 if n % 5 else 1 - n % 2)) for n in range(count)
    ]


def test_success_is_the_mean_share_and_the_others_are_counts() -> None:
    first, second = items(CLASS)
    assert first.success == pytest.approx((10 + 10 + 5 + 0 + 0) / 50)
    assert (first.full, first.attempted, first.judged) == (2, 5, 5)
    assert second.success == pytest.approx(0.8)
    assert [one.name for one in (first, second)] == ["normalize_images", "flatten_images"]


def test_who_handed_in_nothing_or_waits_for_another_task_has_not_begun() -> None:
    def one(*checks: CheckResult) -> Report:
        tasks = (TaskResult("test_accuracy", 0.0, 10.0, checks),)
        return dataclasses.replace(report("ada", 0, 0), tasks=tasks)

    unreadable = one()
    waits = one(CheckResult("reaches", False, 0.0, 10.0, problem="build_model is missing"))
    begun = one(CheckResult("reaches", False, 0.0, 10.0, problem="fewer than the least are right"))
    (item,) = items([unreadable, waits, begun, begun])
    assert (item.attempted, item.judged) == (2, 4)


def test_a_task_that_is_new_is_judged_over_the_reports_that_have_it() -> None:
    old = dataclasses.replace(CLASS[0], tasks=CLASS[0].tasks[1:])
    found = {one.name: (one.success, one.judged) for one in items([*CLASS, old])}
    assert found == {
        "normalize_images": (pytest.approx(0.5), 5), "flatten_images": (pytest.approx(5 / 6), 6),
    }  # fmt: skip


def test_the_bound_is_where_a_good_task_s_interval_no_longer_holds_nothing() -> None:
    """By the width of Fisher's interval; one submission fewer would reach down to 0."""
    for count, holds in ((LEAST_FOR_DISCRIMINATION, False), (LEAST_FOR_DISCRIMINATION - 1, True)):
        error = item_analysis.ERRORS / math.sqrt(count - 3)
        assert (math.atanh(item_analysis.GOOD_DISCRIMINATION) <= error) == holds
    guide = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
    assert f"It is shown from {LEAST_FOR_DISCRIMINATION} graded submissions on." in guide


def test_with_so_many_chance_seldom_hides_a_good_task() -> None:
    """Drawn at random: of a hundred good tasks, about two or three look like none."""
    random = np.random.default_rng(3)
    both = random.multivariate_normal(
        [0, 0], [[1, 0.3], [0.3, 1]], (4000, LEAST_FOR_DISCRIMINATION)
    )
    found = [np.corrcoef(one.T)[0, 1] for one in both]
    assert 0.01 < np.mean(np.asarray(found) <= 0) < 0.04
    of_ten = [np.corrcoef(one[:10].T)[0, 1] for one in both]
    assert np.mean(np.asarray(of_ten) <= 0) > 0.15


def test_discrimination_is_the_correlation_with_the_rest_within_its_interval() -> None:
    every = a_class(LEAST_FOR_DISCRIMINATION)
    first, second = (one.discrimination for one in items(every))
    assert first is not None and second is not None
    points = np.array([[task.points for task in one.tasks[:2]] for one in every], dtype=float)
    assert first.value == pytest.approx(np.corrcoef(points.T)[0, 1]) == pytest.approx(second.value)
    assert -1 <= first.low < first.value < first.high <= 1
    assert first.high - first.low < 0.5


def test_the_interval_holds_the_true_value_in_95_of_100_classes() -> None:
    random = np.random.default_rng(5)
    classes = random.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], (1000, 60))
    found = [discrimination(list(one[:, 0]), list(one[:, 1])) for one in classes]
    held = [one.low <= 0.5 <= one.high for one in found if one is not None]
    assert len(held) == 1000
    assert 0.93 < np.mean(held) < 0.97


def test_a_small_class_or_one_without_spread_has_no_discrimination() -> None:
    assert items(a_class(LEAST_FOR_DISCRIMINATION - 1))[0].discrimination is None
    assert items([CLASS[0]] * LEAST_FOR_DISCRIMINATION)[0].discrimination is None
    perfect = [float(n) for n in range(50)]
    one = discrimination(perfect, perfect)
    assert one is not None and one.value == pytest.approx(1)


def test_the_page_says_from_how_many_on_there_is_a_discrimination() -> None:
    def words(count: int) -> str:
        page = class_report.page(a_class(count), RUBRIC).replace("</td>", " ").replace("</th>", " ")
        return " ".join(re.sub(r"<[^>]+>", "", page).split())

    few = words(20)
    assert "is shown from 44 graded submissions on" in few
    assert "here are 20, with which chance decides it." in few
    assert re.search(r"normalize_images 50 % .* 0\.\d\d \(0\.\d\d to 0\.\d\d\)", words(44))
