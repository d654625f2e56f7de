"""Bad input is one clear line, and changes nothing in the course."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from made_reports import report

from autograder.course.directory import Course, make_course, put_tools_on_path
from autograder.course.report_files import save_report
from autograder.doors.cli import main

NAME = "mnist_sgd"
CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,mnist_sgd (9)\n    Points Possible,,,,,22\n"
MOODLE = "Identifier,Full name,Email address,Status,Grade,Maximum grade,Last modified (grade)\n"
BLACKBOARD = "Last Name\tFirst Name\tUsername\tAvailability\tmnist_sgd [Total Pts: 22 Score] |7\n"


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


GOOD = packed({
    "lovelaceada_501_9001_mnist_sgd.ipynb": b"{}" * 400,
    "boolebob_502_9002_mnist_sgd.ipynb": b"[]" * 400,
})  # fmt: skip
FILES = {
    "canvas.csv": (CANVAS + '"Lovelace, Ada",501,,ada,A,\n"Boole, Bob",502,,bob,A,\n').encode(),
    "moodle.csv": (MOODLE + "Participant 7,Ada Lovelace,ada@example.org,Submitted,,22.00,-\n").encode(),
    "blackboard.xls": (BLACKBOARD + "Lovelace\tAda\tada\tYes\t\n").encode("utf-16"),
    # The number of one person and the login of another.
    "contradicts.csv": (CANVAS + '"Lovelace, Ada",501,,bob,A,\n').encode(),
    "other-number.csv": (CANVAS + '"Lovelace, Ada",777,,ada,A,\n').encode(),
    "twice.csv": (CANVAS + '"Lovelace, Ada",901,,x,A,\n"Boole, Bob",901,,y,A,\n').encode(),
    "weather.csv": b"day,rain\nMonday,3\nTuesday,4\n",
    "cut.zip": GOOD[: len(GOOD) // 2],
    "no.zip": b"<html>Please log in</html>",
    "empty.zip": packed({}),
    "other.zip": packed({"readme.txt": b"x"}),
    "book.xlsx": packed({"xl/workbook.xml": b"x"}),
    "empty.csv": b"",
    "good.zip": GOOD,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with Canvas's class, grades and pages."""
    from nbgrader.api import Gradebook

    put_tools_on_path()
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    (course.root.parent / "canvas.csv").write_bytes(FILES["canvas.csv"])
    table = str(course.root.parent / "canvas.csv")
    assert main(["roster", "add", table, "--course", str(course.root)]) == 0
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", course.root.name) as gradebook:
        gradebook.add_assignment(NAME)
        gradebook.add_notebook(NAME, NAME)
        gradebook.add_grade_cell("x", NAME, NAME, max_score=22.0, cell_type="code")
        for student in ("ada", "bob"):
            gradebook.add_submission(NAME, student)
    for student in ("ada", "bob"):
        page = course.root / "feedback" / student / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"for {student}")
        save_report(course, report(student, 10, 5))
    return course


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    return Course(shutil.copytree(made.root, tmp_path / "course"))


def state(course: Course) -> dict[str, str]:
    """Return a digest of every file of a course but for its lock."""
    return {
        path.relative_to(course.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in course.root.rglob("*")
        if path.is_file() and path.name not in ("lock", ".nbgrader.log")
    }


@pytest.mark.parametrize(
    ("command", "said"),
    [
        # A table of another platform, or of none.
        ("roster add moodle.csv --from canvas", "moodle.csv is no table canvas's"),
        ("roster add weather.csv", "is no table of a platform that is known here"),
        ("collect mnist_sgd good.zip --roster weather.csv", "is no table of a platform"),
        ("return canvas mnist_sgd --download good.zip --table moodle.csv", "is no gradebook of Canvas"),
        ("return moodle mnist_sgd --table canvas.csv", "names no participants"),
        ("return blackboard mnist_sgd --table canvas.csv", "is no grade file of Blackboard"),
        ("return brightspace mnist_sgd --download good.zip --table weather.csv",
         "is no table of grades of Brightspace"),
        ("export canvas mnist_sgd --table moodle.csv", "is no gradebook of Canvas"),
        ("export moodle mnist_sgd --table canvas.csv", "is no table of Moodle"),
        ("export brightspace mnist_sgd --table canvas.csv", "is no table of grades of Brightspace"),
        ("export blackboard mnist_sgd --table moodle.csv", "is no grade file of Blackboard"),
        ("export sakai mnist_sgd --table blackboard.xls", "is no table of Sakai"),
        ("export openedx mnist_sgd --table canvas.csv", "is no table of grades of Open edX"),
        # Tables that contradict each other, or themselves.
        ("roster add contradicts.csv", "belongs to 2 people of the roster: ada, bob"),
        ("roster add canvas.csv other-number.csv", "canvas id of ada is 777 there and 501 in"),
        ("roster add twice.csv", "has the same canvas id as"),
        ("collect mnist_sgd good.zip --roster contradicts.csv", "belongs to 2 people of the roster"),
        ("return canvas mnist_sgd --download good.zip --table contradicts.csv", "belongs to 2 people"),
        ("export canvas mnist_sgd --table contradicts.csv", "belongs to 2 people of the roster"),
        ("export canvas mnist_sgd --table other-number.csv", "canvas id of ada is 777 there"),
        # Files that are damaged, or no tables or archives.
        ("roster add book.xlsx", "is an Excel workbook or a zip file, no table as text"),
        ("roster add empty.csv", "is an empty table"),
        ("roster add no-such-file.csv", "no-such-file.csv cannot be read as a table"),
        ("collect mnist_sgd cut.zip", "cut.zip is neither a folder nor a zip file"),
        ("collect mnist_sgd no.zip", "no.zip is neither a folder nor a zip file"),
        ("collect mnist_sgd empty.zip", "empty.zip holds no files"),
        ("collect mnist_sgd no-such-file.zip", "is neither a folder nor a zip file"),
        ("collect mnist_sgd good.zip --roster book.xlsx", "is an Excel workbook or a zip file"),
        ("return canvas mnist_sgd --download cut.zip", "cut.zip is neither a folder nor a zip file"),
        ("return moodle mnist_sgd --download no.zip", "no.zip is neither a folder nor a zip file"),
        ("return brightspace mnist_sgd --download empty.zip", "empty.zip holds no files"),
        ("return canvas mnist_sgd --download other.zip", "is no download of Canvas's"),
        ("return moodle mnist_sgd --table book.xlsx", "is an Excel workbook or a zip file"),
        ("export canvas mnist_sgd --table cut.zip", "is an Excel workbook or a zip file"),
        ("export moodle mnist_sgd --table empty.csv", "is an empty table"),
        # A time zone that there is not, an assignment that there is not.
        ("collect mnist_sgd good.zip --time-zone Mars/Olympus", "there is no time zone 'Mars/Olympus'"),
        ("collect mnist_sgd good.zip --time-zone ../etc/passwd", "there is no time zone"),
        ("collect mnist_foo good.zip", "has no assignment 'mnist_foo'"),
        ("return canvas mnist_foo --download good.zip", "has no assignment mnist_foo"),
        ("export canvas mnist_foo --table canvas.csv", "has no assignment mnist_foo"),
        ("collect mnist_sgd good.zip --from moodle", "has the form of an export of moodle"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_changes_nothing(
    course: Course, capsys: pytest.CaptureFixture[str], command: str, said: str
) -> None:
    before = state(course)
    words = [
        str(course.root.parent / one) if "." in one and not one.startswith("..") else one
        for one in command.split()
    ]
    assert main([*words, "--course", str(course.root)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1, printed.err
    assert said in printed.err
    assert state(course) == before
