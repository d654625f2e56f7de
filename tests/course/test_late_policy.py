"""What `late.toml` may say, what is said about what is wrong in it, and which times can be read."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from autograder.assignment.toml import RubricError
from autograder.course.directory import Course, CourseError
from autograder.course.late import UTC, in_utc
from autograder.course.late_policy import TimeError, hand_in_time, load_policy, read_time

GOOD = """\
time_zone = "Europe/Berlin"
grace_minutes = 15
percent_a_day = 10
most_percent = 50
late_days = 4

[due]
mnist_sgd = 2026-11-02T23:59:00
mnist_adam = "2026-11-16 23:59 America/New_York"

[extensions.ada]
mnist_sgd = 3
mnist_adam = 2026-11-20T12:00:00+02:00

[extensions."b.c@example.org"]
mnist_sgd = 1

[extra_late_days]
"b.c@example.org" = 2
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name in ("mnist_sgd", "mnist_adam"):
        (tmp_path / "source" / name).mkdir(parents=True)
    return Course(tmp_path)


def write(course: Course, text: str) -> None:
    (course.root / "late.toml").write_text(text, encoding="utf-8")


def test_a_course_without_the_file_has_no_policy(course: Course) -> None:
    assert load_policy(course) is None


def test_zones_and_offsets_are_obeyed(course: Course) -> None:
    write(course, GOOD)
    policy = load_policy(course)
    assert policy is not None
    assert {name: in_utc(due) for name, due in policy.due.items()} == {
        "mnist_sgd": datetime.datetime(2026, 11, 2, 22, 59, tzinfo=UTC),
        "mnist_adam": datetime.datetime(2026, 11, 17, 4, 59, tzinfo=UTC),
    }
    extension = policy.extensions["ada"]["mnist_adam"]
    assert isinstance(extension, datetime.datetime)
    assert in_utc(extension) == datetime.datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert policy.extra_late_days == {"b.c@example.org": 2}
    assert (policy.grace.total_seconds(), policy.late_days) == (900, 4)


@pytest.mark.parametrize(
    ("due", "utc"),
    [
        ("2026-11-02", "2026-11-02T23:00"),
        ('"2026-11-02"', "2026-11-02T23:00"),
        ('"2026-11-02T23:59Z"', "2026-11-02T23:59"),
        ('"2026-11-02 23:59 +0530"', "2026-11-02T18:29"),
        ('"2026-11-02 23:59:30"', "2026-11-02T22:59:30"),
    ],
)
def test_a_due_date_in_each_form(course: Course, due: str, utc: str) -> None:
    """Does a date alone mean the end of that day, and a time alone one of the course's zone?"""
    write(course, f'time_zone = "Europe/Berlin"\n[due]\nmnist_sgd = {due}\n')
    policy = load_policy(course)
    assert policy is not None
    assert in_utc(policy.due["mnist_sgd"]).replace(tzinfo=None).isoformat()[: len(utc)] == utc


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('time_zone = "Mars/Olympus"', "time_zone: expected a time zone such as"),
        ('time_zone = "Europe"', "time_zone: expected a time zone such as"),
        ('time_zone = "../../etc/passwd"', "time_zone: expected a time zone such as"),
        ("percent_per_day = 3", "percent_per_day: there is no such key"),
        ("percent_a_day = -1", "percent_a_day: expected a number from 0 to 100, found -1"),
        ("late_days = 1.5", "late_days: expected a whole number from 0 to 365, found 1.5"),
        ("late_days = true", "late_days: expected a whole number from 0 to 365, found True"),
        ("[due]\nmnist_sdg = 2026-11-02", "due.mnist_sdg: there is no such key. Keys that may"),
        ("[due]\nmnist_sgd = 20261102", "due.mnist_sgd: expected a date and time such as"),
        ('[due]\nmnist_sgd = "2026-02-30"', "due.mnist_sgd: expected a date and time such as"),
        ('[due]\nmnist_sgd = "9999-12-31"', "due.mnist_sgd: expected a date and time such as"),
        ("[due]\nmnist_sgd = 23:59:00", "due.mnist_sgd: expected a date and time such as"),
        ('[due]\nmnist_sgd = "2026-11-02 23:59 Berlin"',
         "due.mnist_sgd: expected a time zone such as"),
        ("[due]\nmnist_sgd = 2026-11-02\n[extensions.ada]\nmnist_sgd = 2026-11-01",
         "extensions.ada.mnist_sgd: expected a time after the due date"),
        ("[extensions]\nada = 3", "extensions.ada: expected a table with assignments"),
        ("[extensions.ada]\nmnist_sgd = -3", "extensions.ada.mnist_sgd: expected a whole number"),
        ('[extra_late_days]\nada = "two"', "extra_late_days.ada: expected a whole number of days"),
        ('[extra_late_days]\n"jos\u00e9" = 1\n"jose\u0301" = 2', "expected each student once"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_key(course: Course, text: str, said: str) -> None:
    write(course, text)
    with pytest.raises(RubricError) as raised:
        load_policy(course)
    assert said in str(raised.value)
    assert str(course.root / "late.toml") in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [b"late_days = ", b"\xff\xfe\x00", b"[[[[[[" * 9999])
def test_what_is_no_toml_is_one_error(course: Course, content: bytes) -> None:
    (course.root / "late.toml").write_bytes(content)
    with pytest.raises(CourseError, match=r"late\.toml"):
        load_policy(course)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-02 22:59:01.123456 UTC", "2026-11-02T22:59:01.123456"),
        ("2026-11-02 22:59:01", "2026-11-02T22:59:01"),
        ("2026-11-02T22:59:01Z\n", "2026-11-02T22:59:01"),
        ("2026-11-02T23:59:01+01:00", "2026-11-02T22:59:01"),
        ("2026-11-02 18:59:01 -0400", "2026-11-02T22:59:01"),
        ("2026-11-02 23:59:01.5 Europe/Berlin", "2026-11-02T22:59:01.500000"),
        ("2026-11-02T22:59:01.123456789Z", "2026-11-02T22:59:01.123456"),
    ],
)
def test_times_as_nbgrader_and_platforms_write_them(text: str, utc: str) -> None:
    assert read_time(text) == datetime.datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-11-02", "2026-13-02 10:00", "2026-11-02 10:00 PST", "02/11/2026 10:00",
     "9999-12-31 23:59:59 -1200", "2026-11-02 10:00 +99:00"],
)  # fmt: skip
def test_a_text_that_names_no_moment_is_not_guessed_at(text: str) -> None:
    with pytest.raises(TimeError):
        read_time(text)


def test_a_time_comes_from_the_timestamp_alone(tmp_path: Path) -> None:
    (tmp_path / "mnist_sgd.ipynb").write_text("{}")
    assert hand_in_time(tmp_path) is None
    (tmp_path / "timestamp.txt").write_text("\n")
    assert hand_in_time(tmp_path) is None
    (tmp_path / "timestamp.txt").unlink()
    (tmp_path / "timestamp.txt").symlink_to("/etc/hostname")
    with pytest.raises(TimeError):
        hand_in_time(tmp_path)
