"""Grades for other systems: found by id, quoted, and in the form that each of them publishes."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path

import formats
import pytest
from made_reports import CLASS, HOSTILE, report

from autograder.course.directory import Course, CourseError, make_course, put_tools_on_path
from autograder.course.people import Person
from autograder.course.report_files import save_report
from autograder.course.roster import Roster, save_roster
from autograder.course.tables import read_table
from autograder.doors.cli import main
from autograder.platforms.grade_files import export, grades, gradescope_results, moodle_grades
from autograder.platforms.grade_files.grades import ClassGrades, Total
from autograder.platforms.grade_files.junit import junit_xml
from autograder.platforms.grade_files.sheet import Filled, fill

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
Participant 1,Ada Lovelace,ada@example.org,Submitted,,22.00,Yes
Participant 2,Bob,bob@example.org,Submitted,,22.00,Yes
"""


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def write(folder: Path, text: str) -> Path:
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def filled(form: str, folder: Path, text: str, totals: Sequence[Total] = TOTALS) -> Filled:
    """Return the table of a platform with these totals in it, in a course without a roster."""
    grades = ClassGrades("mnist_sgd", tuple(totals))
    return fill(export.TABLES[form], read_table(write(folder, text)), grades, Roster())


def text_of(done: Filled) -> str:
    return done.table.to_bytes().decode("utf-8-sig")


def test_canvas_gets_its_gradebook_back_with_its_column_filled_in(tmp_path: Path) -> None:
    done = filled("canvas", tmp_path, CANVAS)
    assert text_of(done) == CANVAS.replace(",A,4,\n", ",A,4,21.5\n").replace(
        "502,S2,bob,A,,", "502,S2,bob,A,,10"
    )
    assert done.given == ("ada", "bob")
    assert done.nothing == ("One Other",)
    assert done.left_out == ()
    assert formats.canvas_problems(text_of(done), CANVAS) == []


def test_canvas_gets_a_new_column_where_it_has_none(tmp_path: Path) -> None:
    """Behind the other assignments, and with the points that it counts to."""
    other = CANVAS.replace(",mnist_sgd (12345)", ",Another (7),Current Score")
    other = other.replace(",5,22", ",5,10,(read only)").replace(",,\n", ",,,50\n")
    done = filled("canvas", tmp_path, other.replace(",4,\n", ",4,,60\n"))
    lines = rows(text_of(done))
    assert lines[0][-3:] == ["Another (7)", "mnist_sgd", "Current Score"]
    assert [line[-2] for line in lines[1:]] == ["22", "21.5", "10", ""]
    assert "mnist_sgd" in " ".join(done.notes)


def test_a_platform_that_counts_to_another_number_is_a_clear_error(tmp_path: Path) -> None:
    """Full marks here would be a fifth of the marks there."""
    with pytest.raises(CourseError, match="has 22 points, and 100 in Canvas"):
        filled("canvas", tmp_path, CANVAS.replace(",5,22", ",5,100"))
    with pytest.raises(CourseError, match="has 22 points, and 100 in Moodle"):
        filled("moodle", tmp_path, WORKSHEET.replace("22.00", "100.00"))


def test_who_is_not_on_the_roster_is_named(tmp_path: Path) -> None:
    done = filled("canvas", tmp_path, CANVAS, [*TOTALS, Total("zoe", "", 1.0, 22.0)])
    assert list(map(str, done.left_out)) == ["zoe (not on the roster)"]


def test_moodle_gets_its_worksheet_back(tmp_path: Path) -> None:
    done = filled("moodle", tmp_path, WORKSHEET)
    assert text_of(done) == WORKSHEET.replace("Submitted,,", "Submitted,21.5,", 1).replace(
        "Submitted,,", "Submitted,10,", 1
    )
    assert formats.moodle_problems(text_of(done), WORKSHEET) == []


def test_moodle_gets_a_table_by_user_name_without_a_worksheet() -> None:
    every = ClassGrades("mnist_sgd", (*TOTALS, Total("=1+1", "", 1.0, 22.0)))
    content, done = moodle_grades.made(every, Roster(), "blank")
    assert formats.moodle_problems(content.decode()) == []
    assert rows(content.decode()) == [
        ["Username", "Email address", "mnist_sgd"], ["ada", "ada@example.org", "21.5"],
        ["bob", "", "10"],
    ]  # fmt: skip
    assert [one.student for one in done.left_out] == ["=1+1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty table"),
        ("a,b\n1,2\n", "no gradebook of Canvas"),
        ("Student,ID\nx,ada\ny,ada\n", "2 lines for ada"),
        ("Student,ID\nx,501\ny,502\n", "nobody in .* has a grade for mnist_sgd"),
    ],
)
def test_a_table_that_does_not_fit_is_a_clear_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        filled("canvas", tmp_path, text)


def test_gradescope_results_have_the_published_form() -> None:
    """The keys, types and values that Gradescope's specification of results.json names."""
    results = gradescope_results.results(CLASS[2])
    assert results["score"] == 15.0
    assert sum(test["score"] for test in results["tests"]) == results["score"]
    assert formats.gradescope_problems(results) == []
    assert "divided by 256" in results["tests"][0]["output"]
    assert "Count again." in results["tests"][0]["output"]
    json.dumps(results, allow_nan=False)


def test_only_tests_with_hidden_inputs_wait_to_be_seen() -> None:
    first, second, *rest = CLASS[2].tasks
    first = dataclasses.replace(first, checks=(dataclasses.replace(first.checks[0], hidden=True),))
    one = dataclasses.replace(CLASS[2], tasks=(first, second, *rest))
    results = gradescope_results.results(one, "after_published")
    assert formats.gradescope_problems(results) == []
    assert [test["visibility"] for test in results["tests"]] == ["after_published", "visible"]
    assert results["visibility"] == "visible"


def test_a_fault_of_the_grader_is_no_score() -> None:
    """Gradescope has no form for it, and a zero would be wrong."""
    with pytest.raises(ValueError, match="ada has no grade: no memory"):
        gradescope_results.results(
            dataclasses.replace(CLASS[0], student="ada", status="ungraded", reason="no memory")
        )


def test_junit_has_a_suite_a_student_and_a_case_a_check() -> None:
    hostile = dataclasses.replace(CLASS[0], student=HOSTILE)
    failed = dataclasses.replace(CLASS[0], status="ungraded", tasks=(), reason="no memory")
    content = junit_xml([CLASS[2], hostile, failed])
    assert formats.junit_problems(content) == []
    root = ElementTree.fromstring(content)
    assert root.tag == "testsuites"
    first, second, third = root
    assert (first.get("tests"), first.get("failures"), first.get("errors")) == ("2", "1", "0")
    (failure,) = first.iter("failure")
    assert failure.get("message") == "divided by 256"
    assert "\x1b" not in str(second.get("name"))
    (error,) = third.iter("error")
    assert error.get("message") == "no memory"


RESULTS = {"score": 1.0, "tests": [{"name": "a", "score": 1, "max_score": 1}]}


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ({"output": "no score"}, "a score is required"),
        ({"tests": [{"status": "failed"}]}, "a score is required"),
        ({**RESULTS, "score": "1"}, "score is of the type str"),
        ({**RESULTS, "score": float("nan")}, "score is not finite"),
        ({**RESULTS, "visibility": "shown"}, "visibility is 'shown'"),
        ({**RESULTS, "points": 1}, "there is no key points"),
        ({"tests": [{"score": 2, "max_score": 1}]}, "more points than the most"),
        ({"tests": [{"score": 1, "tags": "a"}]}, "tags is of the type str"),
    ],
)
def test_the_check_of_results_finds_what_is_not_as_published(results: object, said: str) -> None:
    assert formats.gradescope_problems(RESULTS) == []
    assert said in " ".join(formats.gradescope_problems(results))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Student,ID", "ID,Student", "the first columns are not"),
        ("(12345)", "(999)", "Canvas has no assignment mnist_sgd (999)"),
        ("Points Possible", "Maximum", "the second line is not that of the points possible"),
        (",501,", ",777,", "Canvas has no student 777"),
        (",501,", ",502,", "a student has two lines"),
        ("21.5", "21,5", "has 7 values"),
        ("21.5", "nan", "the grade is 'nan'"),
    ],
)
def test_the_check_of_tables_finds_what_canvas_does_not_take(old: str, new: str, said: str) -> None:
    right = (
        "Student,ID,SIS User ID,SIS Login ID,Section,mnist_sgd (12345)\n    Points Possible,,,,,22\n"
        "Ada,501,S1,ada@example.org,A,21.5\nBob,502,S2,bob,A,10\n"
    )
    assert formats.canvas_problems(right, CANVAS) == []
    assert said in " ".join(formats.canvas_problems(right.replace(old, new), CANVAS))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Participant 1", "1", "the worksheet has no 1"),
        ("Submitted,20", "Submitted,23", "the grade is '23'"),
        ("22.00", "100.00", "Maximum Grade has changed"),
        ("Grade,", "Points,", "the columns are not those of the worksheet"),
    ],
)
def test_the_check_of_worksheets_finds_what_moodle_does_not_take(
    old: str, new: str, said: str
) -> None:
    right = WORKSHEET.replace("Submitted,,", "Submitted,20,")
    assert formats.moodle_problems(right, WORKSHEET) == []
    assert said in " ".join(formats.moodle_problems(right.replace(old, new, 1), WORKSHEET))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<testsuites><testsuite tests="1"/></testsuites>', "testsuite needs name"),
        (b'<testsuite name="a" tests="2"><testcase name="b"/></testsuite>', "tests is 1"),
        (
            b'<testsuite name="a"><testcase name="b" result="pass"/></testsuite>',
            "no attribute result",
        ),
        (
            b'<testsuite name="a"><testcase name="b"><fail/></testcase></testsuite>',
            "no element fail",
        ),
        (b'<testsuite name="a"><failure/></testsuite>', "testsuite has failure in it"),
    ],
)
def test_the_check_of_junit_finds_what_is_not_in_its_schema(content: bytes, said: str) -> None:
    found = " ".join(formats.junit_problems(content))
    assert said.replace("tests is 1", "tests is 2, not 1") in found


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with a gradebook and reports of two students, one of them without a grade."""
    from nbgrader.api import Gradebook

    put_tools_on_path()
    course = make_course(tmp_path_factory.mktemp("graded") / "course")
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.add_assignment("mnist_sgd")
        for student in ("ada", "bob"):
            gradebook.add_student(student)
            gradebook.add_submission("mnist_sgd", student)
    save_report(course, report("ada", 10, 5))
    save_report(course, dataclasses.replace(report("bob", 10, 5), status="ungraded", reason="full"))
    return course


@pytest.fixture
def graded(graded_once: Course, tmp_path: Path) -> Course:
    """A copy of that course."""
    return Course(shutil.copytree(graded_once.root, tmp_path / "course"))


def run_export(course: Course, *words: str) -> int:
    return main(["export", *words, "--course", str(course.root)])


@pytest.mark.parametrize("form", export.FORMS)
def test_without_grades_there_is_nothing_to_export(tmp_path: Path, form: str) -> None:
    assert run_export(make_course(tmp_path / "course"), form, "mnist_sgd") == 2


def test_the_command_exports_from_the_gradebook_and_the_reports(
    graded: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_export(graded, "moodle", "mnist_sgd") == 0
    assert rows((graded.root / "mnist_sgd-moodle.csv").read_text())[1] == ["ada", "", "0"]
    roster = write(tmp_path, "Student,ID\nx,ada\n")
    assert run_export(graded, "canvas", "mnist_sgd", "--roster", str(roster)) == 1
    assert "Not in it: bob (not on the roster)." in capsys.readouterr().err
    assert run_export(graded, "junit", "mnist_sgd") == 0
    content = (graded.root / "mnist_sgd-junit.xml").read_bytes()
    assert formats.junit_problems(content) == []
    assert len(ElementTree.fromstring(content)) == 2


def test_the_command_names_whose_answers_nobody_has_marked(
    graded: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grades, "unmarked", lambda _course, _assignment: ["ada", "bob"])
    assert run_export(graded, "moodle", "mnist_sgd") == 0
    assert "Nobody has marked all written answers of ada, bob yet" in capsys.readouterr().err
    assert run_export(graded, "junit", "mnist_sgd") == 0
    assert capsys.readouterr().err == ""


def test_who_is_not_graded_has_no_results_not_even_old_ones(
    graded: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = graded.root / "mnist_sgd-gradescope"
    folder.mkdir()
    (folder / "bob.json").write_text("{}")
    assert run_export(graded, "gradescope", "mnist_sgd") == 1
    assert "Not in it: bob (not graded)." in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["ada.json"]
    results = json.loads((folder / "ada.json").read_text())
    assert formats.gradescope_problems(results) == []
    assert results["score"] == 15.0


def nbgrader_export(form: str, *words: str) -> None:
    """Do what `nbgrader export --exporter=…` does, without the time it takes to start."""
    from nbgrader.apps import ExportApp

    app = ExportApp()
    app.initialize([f"--exporter=autograder.doors.nbgrader_exporters.{form}Export", *words])
    app.start()


@pytest.mark.parametrize("form", ["Moodle", "Gradescope", "JUnit"])
def test_nbgrader_exports_the_same_with_a_plugin(
    graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    own, theirs = tmp_path / "own", tmp_path / "theirs"
    export.export(graded, "mnist_sgd", form.lower(), own)
    monkeypatch.chdir(graded.root)
    nbgrader_export(form, "--to", str(theirs), "--assignment", '["mnist_sgd"]')
    assert _content(theirs) == _content(own)


def test_nbgrader_exports_only_the_students_that_are_asked_for(
    graded: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(graded.root)
    nbgrader_export("Moodle", "--student", '["bob"]')
    assert [line[0] for line in rows((graded.root / "mnist_sgd-moodle.csv").read_text())] == [
        "Username", "bob",
    ]  # fmt: skip


def test_the_command_of_nbgrader_takes_the_plugin_and_its_roster(
    graded: Course, tmp_path: Path
) -> None:
    """As an instructor types it."""
    roster = write(tmp_path, "Student,ID\nx,ada\n")
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "export",
         "--exporter=autograder.doors.nbgrader_exporters.CanvasExport",
         f"--CanvasExport.roster={roster}"],
        cwd=graded.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Not in it: bob (not on the roster)" in done.stderr
    text = (graded.root / "mnist_sgd-canvas.csv").read_text()
    assert rows(text)[-1] == ["x", "ada", "0"]


@pytest.mark.parametrize(
    ("form", "table"),
    [
        ("Canvas", "Student,ID,SIS Login ID,Section,lab (1)\nA,1,ada,x,\nB,2,bob,x,\nC,3,cyd,x,\n"),
        ("Brightspace", "OrgDefinedId,Username,lab Points Grade,End-of-Line Indicator\n"
                        "#1,#ada,,#\n#2,#bob,,#\n#3,#cyd,,#\n"),
        ("Blackboard", "Last Name,First Name,Username,Student ID,lab [Total Pts: 0 Score] |1\n"
                       "A,A,ada,1,\nB,B,bob,2,\nC,C,cyd,3,\n"),
        ("Sakai", "Student ID,lab [0]\nada,\nbob,\ncyd,\n"),
        ("OpenEdx", "user_id,username,course_id,new_override-lab\n1,ada,c,\n2,bob,c,\n3,cyd,c,\n"),
    ],
    ids=["Canvas", "Brightspace", "Blackboard", "Sakai", "Open edX"],
)  # fmt: skip
def test_nbgrader_fills_tables_with_a_plugin_and_its_options(
    graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, table: str
) -> None:
    roster = write(tmp_path, table)
    column = "new_override-lab" if form == "OpenEdx" else "lab"
    monkeypatch.chdir(graded.root)
    nbgrader_export(form, "--to", str(tmp_path / "out.csv"), f"--{form}Export.roster={roster}",
                    f"--{form}Export.column={column}", f"--{form}Export.missing=zero")  # fmt: skip
    written = read_table(tmp_path / "out.csv")
    place = next(place for place, name in enumerate(written.columns) if name.find("lab") >= 0)
    assert written.values(place) == ["0", "0", "0"]


def test_a_plugin_says_what_it_needs(
    graded: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(graded.root)
    with pytest.raises(SystemExit):
        nbgrader_export("Canvas")
    assert "c.CanvasExport.roster" in capsys.readouterr().err


def _content(path: Path) -> dict[str, bytes]:
    files = path.iterdir() if path.is_dir() else [path]
    return {one.name if path.is_dir() else "": one.read_bytes() for one in files}


def test_the_roster_leads_from_ids_to_lines_and_a_group_to_its_members(
    graded: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ids that are no login of the platform's; who handed nothing in is named, in JSON as well."""
    save_roster(graded, Roster((
        Person("ada", "Ada", numbers={"canvas_id": "501"}),
        Person("x1", "Xaver", group="Bob", numbers={"canvas_id": "502"}),
        Person("x2", "Xenia", group="bob", numbers={"canvas_id": "503"}),
        Person("zoe", "Zoe", numbers={"canvas_id": "504"}),
    )))  # fmt: skip
    table = write(tmp_path, "Student,ID,SIS Login ID,Section,mnist_sgd (1)\n" + "".join(
        f"{name},{number},login{number},A,\n"
        for name, number in (("Ada", 501), ("Xaver", 502), ("Xenia", 503), ("Zoe", 504))
    ))  # fmt: skip
    said = tmp_path / "said.json"
    words = ("canvas", "mnist_sgd", "--table", str(table), "--json", str(said))
    assert run_export(graded, *words) == 0
    lines = rows((graded.root / "mnist_sgd-canvas.csv").read_text("utf-8-sig"))
    assert [(one[0], one[-1]) for one in lines[1:]] == [
        ("Ada", "0"), ("Xaver", "0"), ("Xenia", "0"), ("Zoe", ""),
    ]  # fmt: skip
    assert (
        "Handed nothing in: zoe; no grade (--missing zero enters 0 points)."
        in capsys.readouterr().err
    )
    data = json.loads(said.read_text())
    assert data["given"] == ["ada", "x1", "x2"]
    assert data["handed_nothing_in"] == ["zoe"]
    assert run_export(graded, *words, "--missing", "zero") == 0
    lines = rows((graded.root / "mnist_sgd-canvas.csv").read_text("utf-8-sig"))
    assert lines[-1][-1] == "0"
    assert run_export(graded, "gradescope", "mnist_sgd") == 1
    names = {path.name for path in (graded.root / "mnist_sgd-gradescope").iterdir()}
    assert names == {"ada.json"}
    assert "Not in it: x1 (not graded), x2 (not graded)." in capsys.readouterr().err


def test_a_table_that_came_in_is_not_written_over(
    graded: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And where something is wrong, nothing is written at all."""
    table = write(tmp_path, "Student,ID\nx,ada\n")
    before = table.read_bytes()
    words = ("canvas", "mnist_sgd", "--table", str(table))
    assert run_export(graded, *words, "--output", str(table)) == 2
    assert "written over the table that it is made from" in capsys.readouterr().err
    assert table.read_bytes() == before
    table.write_text("Student,ID\nx,ada\ny,ada\n")
    assert run_export(graded, *words) == 2
    assert not (graded.root / "mnist_sgd-canvas.csv").exists()
