"""The table of a class says of nobody that they did nothing who has points."""

from __future__ import annotations

import dataclasses

import pytest
from made_reports import report

from autograder.course.absent import NOT_TAKEN, Absent
from autograder.pages import terminal
from autograder.pages.student_rows import MOST_FLAGS, flags_of
from autograder.report.results import Report


def idle(first: float) -> Report:
    """A report in which what has no points was not attempted."""
    made = report("ada", first, 0)
    tasks = [
        dataclasses.replace(
            task,
            checks=tuple(
                dataclasses.replace(one, mistake=None, problem="not attempted")
                for one in task.checks
            ),
        )
        for task in made.tasks
    ]
    return dataclasses.replace(made, tasks=tuple(tasks))


@pytest.mark.parametrize(("points", "blank"), [(0, True), (10, False)])
def test_only_who_has_no_points_handed_in_the_blank_notebook(
    points: float, blank: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.print_class([idle(points)])
    said = " ".join(capsys.readouterr().out.split())
    assert ("the blank notebook" in said) == blank


def test_everybody_has_a_line_and_the_total_names_the_marks_by_hand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    missing = [
        Absent("bob"),
        Absent("cyd", NOT_TAKEN, ("cyd.zip",)),
        Absent("", NOT_TAKEN, ("x.ipynb",)),
    ]
    terminal.print_class([report("ada", 10, 5)], missing)
    said = " ".join(capsys.readouterr().out.split())
    assert "ada mnist_sgd 15 / 22" in said
    assert "bob mnist_sgd – – nothing handed in" in said
    assert "cyd mnist_sgd – – not taken cyd.zip" in said
    assert "not known mnist_sgd – – not taken nothing says whose: x.ipynb" in said
    assert "A person marks 2 of the 22 points of mnist_sgd; none are in this table." in said


@pytest.mark.parametrize(
    ("students", "words"),
    [
        ((), ""),
        (("ada", "bob"), "now ada, bob"),
        (("ada", "bob", "cyd", "dan", "eve"), "now ada, bob, cyd and 2 more"),
        (("[red]\x1b[2J",), "now \\[red]�[2J"),
    ],
)
def test_whose_turn_it_is_is_named(students: tuple[str, ...], words: str) -> None:
    assert terminal.who_runs(students) == words


def test_repairs_do_not_hide_what_the_verdict_says(capsys: pytest.CaptureFixture[str]) -> None:
    repairs = [f"the cell check_{number} is missing and was put back" for number in range(5)]
    flags = ("test_accuracy: made up", *repairs)
    terminal.print_class([dataclasses.replace(report("ada", 10, 5), flags=flags)])
    said = " ".join(capsys.readouterr().out.split())
    assert "test_accuracy: made up; the cell check_0" in said
    assert "(and 3 more)" in said
    terminal.print_class([dataclasses.replace(report("ada", 10, 5), flags=("x" * 999, "y"))])
    assert "(and 1 more)" in " ".join(capsys.readouterr().out.split())


def test_the_filter_offers_what_stands_first_in_a_report() -> None:
    """Repairs of a whole class crowded out the one flag that somebody must look at."""
    repairs = [f"the cell c{number} is missing and was put back" for number in range(60)]
    mal = dataclasses.replace(report("mal", 10, 5), flags=("made up", *repairs))
    others = [
        dataclasses.replace(report(f"s{number}", 10, 5), flags=("old format", *repairs))
        for number in range(3)
    ]
    offered = flags_of([*others, mal])
    assert offered[:2] == ["old format", "made up"] and len(offered) == MOST_FLAGS
