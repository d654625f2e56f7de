"""The bars of the class report: everybody is counted once, and each range reads as one."""

from __future__ import annotations

import dataclasses
import re

import pytest
from made_reports import CLASS, report

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.pages.charts import accuracy_bars, count_of, dots_of, percent, score_bars
from autograder.report.results import CheckResult, Report, TaskResult

LEAST = load_rubric(find_rubric("mnist_sgd")).minimum_accuracy["mnist_5k"]


def scored(points: float, most: float, step: float) -> Report:
    """Return a report with some points of a task whose checks have a step each."""
    checks = tuple(CheckResult(f"c{n}", True, step, step) for n in range(3))
    return dataclasses.replace(
        report("ada", 0, 0), max_score=most, tasks=(TaskResult("t", points, most, checks),)
    )


def labels(most: float, step: float, lowest: float = 0) -> list[str]:
    return [bar.label for bar in score_bars([scored(lowest, most, step)])]


def test_ranges_end_before_the_next_one_begins_and_the_last_has_all_points() -> None:
    assert labels(20, 0.5) == [
        "0 to 1.5 points", "2 to 3.5 points", "4 to 5.5 points", "6 to 7.5 points", "8 to 9.5 points",
        "10 to 11.5 points", "12 to 13.5 points", "14 to 15.5 points", "16 to 17.5 points",
        "18 to 20 points",
    ]  # fmt: skip


@pytest.mark.parametrize("most", [0.5, 1, 3, 7, 10, 11, 13, 20, 22.5, 40, 100])
@pytest.mark.parametrize("step", [0.25, 0.5, 1])
def test_each_score_is_in_the_one_range_that_names_it(most: float, step: float) -> None:
    steps = round(most / step)
    for number in range(steps + 1):
        every = [scored(0, most, step), scored(min(number * step, most), most, step)]
        bars = score_bars(every)
        assert sum(bar.count for bar in bars) == 2
        ends = [[float(one) for one in re.findall(r"[\d.]+", bar.label)] for bar in bars]
        holding = [
            bar.count for bar, (low, *high) in zip(bars, ends)
            if low <= number * step <= (high or [low])[0]
        ]  # fmt: skip
        assert len(holding) == 1 and holding[0] >= 1
        assert len(bars) <= 11
        assert ends[-1][-1] == most


def test_points_in_thirds_have_ranges_without_odd_ends() -> None:
    found = labels(10, 0.3333)
    assert found[0] == "0 to below 1 points"
    assert found[-1] == "9 to 10 points"


def test_bars_count_everybody_once() -> None:
    scores = score_bars(CLASS)
    assert [(bar.label, bar.count) for bar in scores] == [
        ("0 points", 1), ("5 points", 0), ("10 points", 1), ("15 points", 1), ("20 points", 2),
    ]  # fmt: skip
    assert [bar.count for bar in score_bars(CLASS[:1])] == [1]
    accuracies = accuracy_bars(CLASS, LEAST)
    assert accuracies[0].count
    assert sum(bar.count for bar in accuracies) == 4
    assert sum(bar.count for bar in accuracies if bar.marked) == 1
    assert accuracy_bars([CLASS[4]], LEAST) == []


def test_accuracies_have_ranges_up_to_all_right() -> None:
    found = [bar.label for bar in accuracy_bars(CLASS, 0.9)]
    assert found[:2] == ["0 to below 86 %", "86 to below 87 %"]
    assert found[-1] == "95 to 100 %"


def test_a_high_threshold_has_no_range_above_one() -> None:
    bars = accuracy_bars(CLASS, 0.98)
    assert sum(bar.count for bar in bars) == 4
    assert bars[-1].label == "99 to 100 %"


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [(7, 20, "35 %"), (0, 20, "0 %"), (20, 20, "100 %"), (1, 500, "under 1 %"),
     (499, 500, "over 99 %"), (0, 0, "–")],
)  # fmt: skip
def test_a_share_is_none_or_all_only_where_it_is(count: int, total: int, expected: str) -> None:
    assert percent(count, total).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_a_count_stands_with_its_share() -> None:
    assert count_of(7, 20).replace("\N{NO-BREAK SPACE}", " ") == "7 of 20, 35 %"


def test_dots_take_all_with_the_same_points_together() -> None:
    dots = dots_of([(1, 2), (1, 2), (3, 3)] + [(5, 4)] * 500)
    assert [(dot.before, dot.after, dot.count) for dot in dots] == [
        (5, 4, 500),
        (1, 2, 2),
        (3, 3, 1),
    ]
    assert dots[0].radius == 10
