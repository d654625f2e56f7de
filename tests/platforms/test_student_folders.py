"""Folders of students, as nbgrader's exchange has them."""

from __future__ import annotations

import datetime
from pathlib import Path, PurePosixPath

import pytest

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, make_course
from autograder.course.roster import Roster
from autograder.platforms.collecting import student_folders
from autograder.platforms.collecting.archives import files_of
from autograder.platforms.collecting.collect import Collected, collect
from autograder.platforms.collecting.owned import Export

NAME = "mnist_sgd"
UTC = datetime.timezone.utc


def inbound(folder: Path, names: list[str]) -> Path:
    """Write submissions as `nbgrader submit` leaves them."""
    for number, name in enumerate(names):
        (folder / "inbound" / name).mkdir(parents=True)
        (folder / "inbound" / name / f"{NAME}.ipynb").write_bytes(b'{"cells": []} %d' % number)
        (folder / "inbound" / name / "timestamp.txt").write_text("whenever")
    return folder / "inbound"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def taken(
    course: Course, source: Path
) -> tuple[Collected, dict[str, list[datetime.datetime | None]]]:
    done = collect(course, NAME, source)
    students = sorted(path.name for path in course.submitted.iterdir())
    return done, {one: [kept.time for kept in load_attempts(course, NAME, one)] for one in students}


def test_an_inbound_folder_says_student_assignment_and_time(course: Course, tmp_path: Path) -> None:
    source = inbound(tmp_path, [
        f"ada+{NAME}+2026-02-03 04:05:06.123456 UTC+q0x-_A==", f"ada+{NAME}+2026-02-01 04:05:06.5 UTC",
        f"a+b@example.org+{NAME}+2026-02-03 10:00:00.000000 +0300+abc",
        "bob+mnist_adam+2026-02-03 04:05:06.123456 UTC+abc",
    ])  # fmt: skip
    done, times = taken(course, source)
    assert done.platform == "exchange" and done.complete
    assert times == {
        "ada": [datetime.datetime(2026, 2, 1, 4, 5, 6, 500000, UTC),
                datetime.datetime(2026, 2, 3, 4, 5, 6, 123456, UTC)],
        "a+b@example.org": [datetime.datetime(2026, 2, 3, 7, tzinfo=UTC)],
    }  # fmt: skip
    stamp = course.submitted / "ada" / NAME / "timestamp.txt"
    assert stamp.read_text() == "2026-02-03 04:05:06 UTC"
    said = {one.path: one.what for one in done}
    other = next(path for path in said if "mnist_adam" in path and path.endswith(".ipynb"))
    assert said[other] == "it is of another assignment"


def test_a_time_in_a_zone_that_is_not_known_is_no_time(course: Course, tmp_path: Path) -> None:
    _, times = taken(course, inbound(tmp_path, [f"ada+{NAME}+2026-02-03 04:05:06.1 XYZ+abc"]))
    assert times == {"ada": [None]}


def test_the_folder_of_one_student_under_the_name_of_another_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody may write into an inbound folder."""
    source = inbound(tmp_path, [
        f"{who}+{NAME}+2026-02-03 04:05:06.1 UTC+abc" for who in ("ada", "bob", "cyd")
    ])  # fmt: skip
    owners = {"ada": "ada", "bob": "ada", "cyd": "instructor"}
    monkeypatch.setattr(Path, "owner", lambda path: owners[path.name.partition("+")[0]])
    export = Export(list(files_of(source)), 0, NAME, (NAME,), Roster())
    said = {
        one.owner.number if one.owner else one.why
        for one in student_folders.exchange(export)
        if one.path != PurePosixPath("timestamp.txt")
    }
    assert {"it is called after bob and belongs to the user ada"} < said
    assert len(said) == 2
