"""What is kept of each run, and what changed from one to the next, and why."""

from __future__ import annotations

import dataclasses
import datetime
import json
import stat
from pathlib import Path

import pytest
from made_reports import CLASS, report

from autograder.course import run_changes, runs
from autograder.course.directory import Course, make_course
from autograder.course.run_changes import changes_between, latest_changes
from autograder.course.runs import keep_run, load_runs
from autograder.report.results import Report

MONDAY = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
NAME = "mnist_sgd"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def keep(course: Course, day: int, *reports: Report) -> list[runs.Run]:
    return keep_run(course, NAME, reports, MONDAY + day * DAY)


def files(course: Course) -> list[Path]:
    return sorted(runs.folder_of_runs(course, NAME).iterdir())


def handed_in(one: Report, digest: str) -> Report:
    return dataclasses.replace(one, digest=digest)


def test_a_run_is_plain_data_that_only_the_instructor_can_read(course: Course) -> None:
    keep(course, 0, *CLASS)
    (path,) = files(course)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["students"]["cyd"] == {
        "digest": "", "dataset": "mnist_5k",
        "points": {"normalize_images": 5, "flatten_images": 10},
    }  # fmt: skip
    assert not stat.S_IMODE(path.parent.stat().st_mode) & 0o077
    assert load_runs(course, NAME)[0].students["dan"].score == 0


def test_a_run_without_a_change_makes_no_file_and_says_until_when_its_points_stood(
    course: Course,
) -> None:
    keep(course, 0, *CLASS)
    (run,) = keep(course, 1, *(handed_in(one, "another") for one in CLASS))
    assert (run.first, run.last) == (MONDAY, MONDAY + DAY)
    assert latest_changes([run]) is None
    later = keep(course, 2, *CLASS[:4], report("eve", 10, 10))
    changes = latest_changes(later)
    assert changes is not None
    assert (changes.before, changes.after) == (MONDAY + DAY, MONDAY + 2 * DAY)
    # Looking again must not take away what there was to see.
    assert latest_changes(keep(course, 3, *CLASS[:4], report("eve", 10, 10))) == (
        dataclasses.replace(changes, last=MONDAY + 3 * DAY)
    )


def test_so_many_runs_are_kept_and_no_more(course: Course) -> None:
    for day in range(runs.MOST_RUNS + 3):
        kept = keep(course, day, report("ada", day, 10))
    assert [run.students["ada"].score for run in kept] == [13 + n for n in range(runs.MOST_RUNS)]
    assert files(course)[-1].name == f"{runs.MOST_RUNS + 3:04}.json"
    assert len(files(course)) == runs.MOST_RUNS


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"students": {"ada": 1}}', "\x00"])
def test_a_damaged_file_is_no_run(content: str, course: Course) -> None:
    keep(course, 0, *CLASS)
    keep(course, 1, *CLASS[1:])
    files(course)[0].write_text(content, encoding="utf-8")
    (run,) = load_runs(course, NAME)
    assert "ada" not in run.students
    files(course)[0].write_text(content, encoding="utf-8")
    assert len(keep(course, 2, *CLASS)) == 2


def test_it_is_said_who_gained_and_lost_and_in_which_task(course: Course) -> None:
    keep(course, 0, *CLASS)
    after = [report("ada", 10, 10), report("bob", 5, 10), report("cyd", 10, 5), report("dan", 0, 10),
             report("zoe", 10, 10)]  # fmt: skip
    changes = latest_changes(keep(course, 1, *after))
    assert changes is not None
    assert [(one.student, one.before, one.after, one.tasks) for one in changes.students] == [
        ("bob", 20, 15, (("normalize_images", -5),)),
        ("cyd", 15, 15, (("normalize_images", 5), ("flatten_images", -5))),
        ("dan", 0, 10, (("flatten_images", 10),)),
    ]
    assert [(one.task, one.gained, one.lost, one.points) for one in changes.tasks] == [
        ("normalize_images", 1, 1, 0), ("flatten_images", 1, 1, 5),
    ]  # fmt: skip
    assert (changes.gained, changes.lost, changes.shifted, changes.same) == (1, 1, 1, 1)
    assert (changes.new, changes.gone) == (("zoe",), ("eve",))
    assert sorted(changes.scores) == [(0, 10), (15, 15), (20, 15), (20, 20)]


def why(before: runs.Run, after: runs.Run) -> tuple[str, ...]:
    (change,) = changes_between(before, after).students
    return change.why


def run(course: Course, one: Report) -> runs.Run:
    return runs.run_of([one], course.rubric(NAME), None, MONDAY)


def test_another_file_is_a_reason(course: Course) -> None:
    first = run(course, handed_in(report("ada", 5, 10), "a"))
    assert why(first, run(course, handed_in(report("ada", 10, 10), "b"))) == (run_changes.NEW_FILE,)
    assert why(first, run(course, handed_in(report("ada", 10, 10), "a"))) == (run_changes.AGAIN,)


def test_a_changed_rubric_is_a_reason_where_the_task_depends_on_it(course: Course) -> None:
    before = run(course, report("ada", 5, 5))
    path = course.rubric_path(NAME)
    text = path.read_text(encoding="utf-8")
    assert "scales_to_unit_interval = 1.0" in text
    changed = text.replace("scales_to_unit_interval = 1.0", "scales_to_unit_interval = 2.0")
    path.write_text(changed, encoding="utf-8")
    assert why(before, run(course, report("ada", 10, 5))) == (run_changes.RUBRIC,)
    assert why(before, run(course, report("ada", 5, 10))) == (run_changes.AGAIN,)


def test_the_kit_the_packages_and_the_images_are_reasons(course: Course) -> None:
    before = run(course, report("ada", 5, 5))
    after = run(course, dataclasses.replace(report("ada", 5, 10), dataset="mnist"))
    after = dataclasses.replace(after, kit="other", packages="other")
    assert why(before, after) == (run_changes.IMAGES, run_changes.KIT, run_changes.PACKAGES)


def test_own_checks_and_texts_are_part_of_what_a_task_depends_on(course: Course) -> None:
    checks = course.root / "checks" / NAME
    checks.mkdir(parents=True)
    rubric = course.rubric(NAME)
    own = dataclasses.replace(
        rubric, tasks=tuple(dataclasses.replace(one, kind="own") for one in rubric.tasks)
    )

    def digests() -> list[dict[str, str]]:
        return [dict(runs.run_of([], one, checks, MONDAY).tasks) for one in (rubric, own)]

    packaged, before = digests()
    (checks / "test_x.py").write_text("def test_x():\n    pass\n", encoding="utf-8")
    assert digests()[0] == packaged
    assert not set(digests()[1].items()) & set(before.items())


def test_who_was_not_graded_has_no_points_to_compare(course: Course) -> None:
    failed = dataclasses.replace(report("ada", 0, 0), status="ungraded", reason="no memory")
    before, after = run(course, failed), run(course, report("ada", 10, 10))
    (change,) = changes_between(before, after).students
    assert (change.before, change.after, change.tasks) == (None, 20, ())
    assert change.why == (run_changes.NOW_GRADED,)
    assert why(after, before) == (run_changes.NOT_GRADED,)
    changes = changes_between(before, after)
    assert changes.scores == ()
    assert (changes.gained, changes.lost, changes.graded_once, changes.shifted) == (0, 0, 1, 0)
    assert changes_between(before, before).students == ()
