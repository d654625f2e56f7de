"""Grades for other systems: found by id, quoted, and in the form that each of them publishes."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from test_classreport import CLASS, HOSTILE, report

from autograder import platforms
from autograder.cli import main
from autograder.course import CourseError, make_course
from autograder.platforms import Total
from autograder.reports import save_report

TOTALS = [Total("ada", "ada@example.org", 21.5, 22.0), Total("bob", "", 10.0, 22.0)]
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),mnist_sgd (12345)
    Points Possible,,,,,5,22
"Lovelace, Ada",501,S1,ada@example.org,A,4,
"=cmd|' /C calc'!A0",502,S2,bob,A,,
"Other, One",503,S3,someone,A,,
"""
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed
Participant 1,Ada Lovelace,ada@example.org,Submitted,,100.00,Yes
Participant 2,Bob,bob@example.org,Submitted,,100.00,Yes
"""


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def write(folder: Path, text: str) -> Path:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_canvas_gets_its_own_ids_and_its_column_filled_in(tmp_path: Path) -> None:
    """The first five columns, a line with the points possible, and no column of another assignment."""
    text, missing = platforms.canvas(TOTALS, "mnist_sgd", write(tmp_path, CANVAS))
    header, possible, *students = rows(text)
    assert header == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "mnist_sgd (12345)",
    ]
    assert possible == ["    Points Possible", "", "", "", "", "22.0"]
    assert [(one[1], one[-1]) for one in students] == [("501", "21.5"), ("502", "10.0")]
    assert students[1][0].startswith("'=")
    assert missing == []


def test_canvas_gets_a_new_column_where_it_has_none(tmp_path: Path) -> None:
    roster = write(tmp_path, CANVAS.replace("mnist_sgd (12345)", "Another (7)"))
    assert rows(platforms.canvas(TOTALS, "mnist_sgd", roster)[0])[0][-1] == "mnist_sgd"


def test_who_is_not_on_the_roster_is_named(tmp_path: Path) -> None:
    every = [*TOTALS, Total("zoe", "", 1.0, 22.0)]
    text, missing = platforms.canvas(every, "mnist_sgd", write(tmp_path, CANVAS))
    assert missing == ["zoe"]
    assert len(rows(text)) == 4


def test_moodle_gets_its_worksheet_back(tmp_path: Path) -> None:
    text, missing = platforms.moodle(TOTALS, "mnist_sgd", write(tmp_path, WORKSHEET))
    header, *students = rows(text)
    assert header == WORKSHEET.splitlines()[0].split(",")
    assert [one[4:6] for one in students] == [["21.5", "22.0"], ["10.0", "22.0"]]
    assert missing == []


def test_moodle_gets_a_table_by_user_name_without_a_worksheet() -> None:
    text, _ = platforms.moodle([*TOTALS, Total("=1+1", "", 1.0, 22.0)], "mnist_sgd", None)
    assert rows(text) == [
        ["Username", "Email address", "mnist_sgd"], ["ada", "ada@example.org", "21.5"],
        ["bob", "", "10.0"], ["'=1+1", "", "1.0"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty table"),
        ("a,b\n1,2\n", "no gradebook of Canvas"),
        ("Student,ID\nx,ada\ny,ada\n", "2 lines for ada"),
    ],
)
def test_a_roster_that_does_not_fit_is_a_clear_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        platforms.canvas(TOTALS, "mnist_sgd", write(tmp_path, text))


def test_a_roster_with_semicolons_or_another_encoding(tmp_path: Path) -> None:
    roster = write(tmp_path, WORKSHEET.replace(",", ";"))
    assert "21.5" in platforms.moodle(TOTALS, "mnist_sgd", roster)[0]
    roster.write_bytes("Name;Größe\n".encode("utf-16"))
    with pytest.raises(CourseError, match="UTF-8"):
        platforms.moodle(TOTALS, "mnist_sgd", roster)


def test_gradescope_results_have_the_published_form() -> None:
    """The keys, types and values that Gradescope's specification of results.json names."""
    results = platforms.gradescope(CLASS[2])
    assert results["score"] == 15.0
    assert sum(test["score"] for test in results["tests"]) == results["score"]
    for test in results["tests"]:
        assert set(test) <= {
            "score", "max_score", "status", "name", "name_format", "number", "output",
            "output_format", "tags", "visibility", "extra_data",
        }  # fmt: skip
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in ("hidden", "after_due_date", "after_published", "visible")
        assert test["output_format"] in ("text", "html", "simple_format", "md", "ansi")
        assert 0 <= test["score"] <= test["max_score"]
    assert "divided by 256" in results["tests"][0]["output"]
    assert "Count again." in results["tests"][0]["output"]
    json.dumps(results, allow_nan=False)


def test_what_could_not_be_graded_is_said_without_its_reason() -> None:
    failed = dataclasses.replace(CLASS[0], status="ungraded", reason="/secret/path is full")
    results = platforms.gradescope(failed)
    assert results["tests"] == []
    assert "secret" not in json.dumps(results)


def test_junit_has_a_suite_a_student_and_a_case_a_check() -> None:
    hostile = dataclasses.replace(CLASS[0], student=HOSTILE)
    failed = dataclasses.replace(CLASS[0], status="ungraded", tasks=(), reason="no memory")
    root = ElementTree.fromstring(platforms.junit([CLASS[2], hostile, failed]))
    assert root.tag == "testsuites"
    first, second, third = root
    assert (first.get("tests"), first.get("failures"), first.get("errors")) == ("2", "1", "0")
    (failure,) = first.iter("failure")
    assert failure.get("message") == "divided by 256"
    assert "\x1b" not in str(second.get("name"))
    (error,) = third.iter("error")
    assert error.get("message") == "no memory"


def test_the_command_exports_from_the_gradebook_and_the_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path / "course")

    def export(*words: str) -> int:
        return main(["export", *words, "--course", str(course.root)])

    for form in ("canvas", "moodle", "gradescope", "junit"):
        assert export(form, "mnist_sgd") == 2
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.add_assignment("mnist_sgd")
        for student in ("ada", "bob"):
            gradebook.add_student(student)
            gradebook.add_submission("mnist_sgd", student)
            save_report(course, report(student, 10, 5))
    assert export("moodle", "mnist_sgd") == 0
    assert rows((course.root / "mnist_sgd-moodle.csv").read_text())[1] == ["ada", "", "0.0"]
    roster = write(tmp_path, "Student,ID\nx,ada\n")
    assert export("canvas", "mnist_sgd", "--roster", str(roster)) == 1
    assert "bob" in capsys.readouterr().err
    assert export("gradescope", "mnist_sgd") == 0
    results = json.loads((course.root / "mnist_sgd-gradescope" / "ada.json").read_text())
    assert results["score"] == 15.0
    assert export("junit", "mnist_sgd") == 0
    assert len(ElementTree.parse(course.root / "mnist_sgd-junit.xml").getroot()) == 2
