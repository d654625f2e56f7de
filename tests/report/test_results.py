"""Reports: the published form, and that nothing is lost on the way through JSON."""

import dataclasses
import json
from pathlib import Path

import pytest

from autograder.course.directory import Course
from autograder.course.report_files import load_reports, save_report, write_json
from autograder.judge.feedback import texts
from autograder.report.results import BLOCKED, CheckResult, Report, TaskResult

FAILED = CheckResult(
    name="scales_to_unit_interval",
    passed=False,
    points=0.0,
    max_points=1.0,
    hidden=True,
    mistake="divides_by_256",
    problem="divided by 256",
    expected="values from 0 to 1",
    found="white does not become 1",
    hint="There are 256 grey levels.",
)
PASSED = CheckResult("floating_point", True, 0.5, 0.5)
NOT_JUDGED = CheckResult("leaves_input_unchanged", False, 0.0, 0.5)
NOT_BEGUN = CheckResult("runs", False, 0.0, 1.0, mistake="not_attempted", problem="not attempted")
TASK = TaskResult("normalize_images", 0.5, 2.0, (PASSED, FAILED, NOT_JUDGED))


@pytest.fixture
def report() -> Report:
    return Report(
        assignment="mnist_sgd",
        student="ada",
        status="graded",
        flags=("a cell was stopped",),
        remarks=("Cell 3 fails with NameError.",),
        dataset="mnist_5k",
        isolation="bubblewrap",
        max_score=20.0,
        tasks=(TASK, TaskResult("explain_softmax", None, 2.0)),
        accuracy=0.917,
    )


def test_a_report_comes_back_from_json_as_it_was(report: Report) -> None:
    text = json.dumps(report.to_json(), allow_nan=False)
    assert Report.from_json(json.loads(text)) == report


def test_who_marks_a_task_comes_back_from_json(report: Report) -> None:
    lost = dataclasses.replace(report, tasks=(TaskResult("a", None, 2.0, marked_by=""), TASK))
    assert Report.from_json(json.loads(json.dumps(lost.to_json()))) == lost
    assert [one["marked_by"] for one in lost.to_json()["tasks"]] == ["", None]


def test_the_published_form_has_every_key_of_the_contract(report: Report) -> None:
    data = report.to_json()
    assert {
        "assignment",
        "student",
        "status",
        "flags",
        "score",
        "max_score",
        "max_by_hand",
        "dataset",
        "isolation",
        "tasks",
    } <= set(data)
    task = data["tasks"][0]
    assert {"name", "points", "max_points", "checks"} <= set(task)
    assert {"name", "passed", "hidden", "mistake", "message", "hint"} <= set(task["checks"][0])


def test_the_published_form_says_what_the_report_says(report: Report) -> None:
    data = report.to_json()
    assert (data["assignment"], data["student"], data["status"]) == ("mnist_sgd", "ada", "graded")
    assert (data["score"], data["max_score"]) == (0.5, 20.0)
    assert data["flags"] == ["a cell was stopped"]
    assert data["tasks"][0]["checks"][1]["mistake"] == "divides_by_256"
    assert data["tasks"][0]["checks"][1]["hidden"] is True
    assert data["tasks"][0]["checks"][1]["message"] == (
        "divided by 256\n  Expected: values from 0 to 1.\n  Found:    white does not become 1."
    )


def test_a_task_that_a_person_marks_has_null_for_points(report: Report) -> None:
    assert report.to_json()["tasks"][1]["points"] is None


def test_the_score_counts_the_automatic_tasks_only(report: Report) -> None:
    assert report.score == 0.5


def test_a_flagged_report_has_a_score_and_an_ungraded_one_has_none(report: Report) -> None:
    assert dataclasses.replace(report, status="flagged").score == 0.5
    ungraded = dataclasses.replace(report, status="ungraded", reason="the judge stopped")
    assert ungraded.score is None
    assert ungraded.to_json()["score"] is None
    assert Report.from_json(ungraded.to_json()) == ungraded


def test_the_failures_are_the_checks_with_a_cause_of_their_own(report: Report) -> None:
    assert report.failures == (FAILED,)
    assert report.task("normalize_images").failures == (FAILED,)


def test_a_check_that_passed_has_no_message() -> None:
    assert PASSED.message == ""
    assert NOT_JUDGED.message == ""


def test_an_untouched_stub_is_not_an_attempt() -> None:
    assert not TaskResult("f", 0.0, 1.0, (NOT_BEGUN,)).attempted
    assert TASK.attempted


def test_reports_of_a_course_are_read_in_the_order_of_the_students(
    report: Report, tmp_path: Path
) -> None:
    course = Course(tmp_path)
    for student in ("kurt", "ada", "emmy"):
        path = save_report(course, dataclasses.replace(report, student=student))
        assert path == tmp_path / "reports" / "mnist_sgd" / f"{student}.json"
    assert [one.student for one in load_reports(course, "mnist_sgd")] == ["ada", "emmy", "kurt"]


def test_a_report_is_replaced_in_one_step_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_json(path, {"score": 1})
    write_json(path, {"score": 2, "name": "Zoë"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"score": 2, "name": "Zoë"}
    assert list(tmp_path.iterdir()) == [path]


def test_there_is_one_total_with_the_marks_by_hand_in_it(report: Report) -> None:
    """Whether the written task waits, or the whole report is no grade."""
    written = TaskResult("explain_softmax", None, 2.0)
    whole = dataclasses.replace(report, tasks=(TaskResult("normalize_images", 0.5, 20.0), written))
    assert (whole.most, whole.by_hand) == (22.0, 2.0)
    part = dataclasses.replace(whole, tasks=(written,))
    assert (part.most, part.by_hand) == (22.0, 2.0), "as where only some tasks are checked"
    nothing = tuple(dataclasses.replace(one, points=None) for one in whole.tasks)
    ungraded = dataclasses.replace(whole, status="ungraded", tasks=nothing)
    assert (ungraded.most, ungraded.by_hand) == (22.0, 2.0)
    assert whole.to_json()["max_by_hand"] == 2.0


def test_the_cause_comes_before_what_could_not_be_judged_because_of_it() -> None:
    """Also where the check that waits stands first; its text begins as the kit's own does."""
    waits = CheckResult("a", False, 0, 1, problem=f"{BLOCKED} the check b failed")
    cause = CheckResult("b", False, 0, 1, problem="another number")
    assert TaskResult("t", 0.0, 2.0, (waits, cause)).first_cause is cause
    assert TaskResult("t", 0.0, 2.0, (waits,)).first_cause is waits
    assert TaskResult("t", 2.0, 2.0, ()).first_cause is None
    assert texts()["any"]["blocked"]["problem"].startswith(BLOCKED)
