"""The table of a class says of nobody that they did nothing who has points."""

from __future__ import annotations

import dataclasses

import pytest
from made_reports import report

from autograder.pages import terminal
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
