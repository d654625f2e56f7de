"""Late work in a course's gradebook: taken off by the policy, and never without a time."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from made_reports import report_of_all_tasks

from autograder.assignment.toml import RubricError
from autograder.course.classroom import grade_class
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.gradebook import GradebookWriter, working_in
from autograder.course.penalties import late_work
from autograder.course.report_files import save_report
from autograder.doors.cli import main
from autograder.grading.values import Grading
from autograder.pages.class_report import write_class_report
from autograder.platforms.grade_files.grades import totals

ASSIGNMENT = "mnist_sgd"
POLICY = """\
percent_a_day = 10
most_percent = 50
late_days = 1
[due]
mnist_sgd = 2026-11-02T23:59:00Z
[extensions.carl]
mnist_sgd = 7
"""
TIMES = {
    "ada": "2026-11-02 23:59:00.000000 UTC",
    "bob": "2026-11-05 09:00:00.000000 UTC",
    "carl": "2026-11-08 12:00:00.000000 UTC",
    "dora": "",
    "eve": "2026-11-05 09:00 PST",
}


def enter(writer: GradebookWriter, student: str, time: str) -> None:
    """Hand in the notebook as it was handed out, and enter a grade for it."""
    course = writer.course
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True)
    released = course.release / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    shutil.copy(released, folder)
    if time:
        (folder / "timestamp.txt").write_text(time)
    report = report_of_all_tasks(student)
    notebook = nbformat.read(released, as_version=4)
    save_report(course, writer.record(Grading(report, notebook, {}, {}), folder / "timestamp.txt"))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose gradebook has five students, with full marks for what is automatic."""
    course = make_course(tmp_path_factory.mktemp("late") / "course")
    (course.root / "late.toml").write_text(POLICY)
    writer = GradebookWriter(course)
    writer.prepare(course.rubric(ASSIGNMENT))
    for student, time in TIMES.items():
        enter(writer, student, time)
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Iterator[Course]:
    """A copy of it that a test may change."""
    shutil.copytree(graded.root, tmp_path / "course")
    yield Course(tmp_path / "course")


def in_gradebook(course: Course) -> dict[str, float]:
    """Return what the gradebook takes off, by student."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        return {
            one.student.id: one.late_submission_penalty
            for one in gradebook.assignment_submissions(ASSIGNMENT)
        }


def test_grading_takes_off_what_the_policy_says(graded: Course) -> None:
    """Bob is 3 days late with 1 late day: 20 % of 22 points. Carl has an extension."""
    expected = {"ada": 0, "bob": 4.4, "carl": 0, "dora": 0, "eve": 0}
    assert in_gradebook(graded) == pytest.approx(expected)
    _, lates = late_work(graded)
    assert [(one.student, one.penalty) for one in lates] == list(expected.items())
    assert not any(one.differs for one in lates)


def test_the_gradebook_has_the_times_that_the_files_have(graded: Course) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as gradebook:
        assert str(gradebook.find_assignment(ASSIGNMENT).duedate) == "2026-11-02 23:59:00"
        found = {
            one.student.id: one.timestamp for one in gradebook.assignment_submissions(ASSIGNMENT)
        }
    assert str(found["bob"]) == "2026-11-05 09:00:00"
    assert found["dora"] is None and found["eve"] is None


def test_a_changed_policy_needs_no_grading(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / "late.toml").write_text(
        POLICY.replace("percent_a_day = 10", "percent_a_day = 15")
    )
    before = in_gradebook(course)
    assert main(["late", "--course", str(course.root)]) == 1
    shown = capsys.readouterr()
    assert "bob" in shown.out and "6.6 (30 %)" in shown.out
    assert "Not known when handed in, so nothing is taken off: dora (mnist_sgd)." in shown.out
    assert "The gradebook has other penalties for 1: --write enters these." in shown.out
    assert "no time zone 'PST'" in shown.err
    assert in_gradebook(course) == before
    assert main(["late", ASSIGNMENT, "--write", "--course", str(course.root)]) == 1
    assert in_gradebook(course)["bob"] == pytest.approx(6.6)


def test_a_time_that_is_taken_back_is_taken_out_of_the_gradebook(course: Course) -> None:
    (course.submitted / "bob" / ASSIGNMENT / "timestamp.txt").unlink()
    late_work(course, write=True)
    assert in_gradebook(course)["bob"] == 0


def test_an_extension_in_the_gradebook_counts_too(course: Course) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        gradebook.grant_extension(ASSIGNMENT, "bob", days=1)
    (late,) = [one for one in late_work(course, write=True)[1] if one.student == "bob"]
    assert (late.standing.days, late.standing.free) == (2, 1)
    assert in_gradebook(course)["bob"] == pytest.approx(2.2)


def test_totals_take_off_no_more_than_there_is_and_follow_marks_by_hand(course: Course) -> None:
    from nbgrader.api import Gradebook

    (course.root / "late.toml").write_text("percent_a_day = 100\n[due]\nmnist_sgd = 2026-11-02\n")
    assert {one.student: one.score for one in totals(course, ASSIGNMENT)}["bob"] == 0
    (course.root / "late.toml").write_text(POLICY)
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("explain_softmax", ASSIGNMENT, ASSIGNMENT, "bob")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    assert {one.student: one.score for one in totals(course, ASSIGNMENT)} == pytest.approx(
        {"ada": 20, "bob": 17.6, "carl": 20, "dora": 20, "eve": 20}
    )


def test_nbgraders_export_has_the_penalty(course: Course) -> None:
    from nbgrader.apps.exportapp import ExportApp

    (course.root / "late.toml").write_text(POLICY.replace("late_days = 1", "late_days = 2"))
    with working_in(course.root):
        app = ExportApp()
        app.initialize([])
        app.start()
    with (course.root / "grades.csv").open(newline="") as file:
        found = {one["student_id"]: one for one in csv.DictReader(file)}
    assert float(found["bob"]["late_submission_penalty"]) == pytest.approx(2.2)
    assert float(found["bob"]["score"]) == pytest.approx(17.8)


def test_the_feedback_page_says_how_late_and_what_it_costs(course: Course) -> None:
    from nbgrader.converters import GenerateFeedback

    (course.root / "late.toml").write_text(POLICY.replace("late_days = 1", "late_days = 2"))
    writer = GradebookWriter(course)
    writer.directory.assignment_id = ASSIGNMENT
    with working_in(course.root):
        GenerateFeedback(coursedir=writer.directory, config=writer.config).start()
    pages = {
        student: (
            course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        ).read_text()
        for student in TIMES
    }
    assert (
        "2.2 taken off because it was late; handed in 3 days after 2026-11-02 23:59 (UTC), 2 of"
        in (pages["bob"])
    )
    assert in_gradebook(course)["bob"] == pytest.approx(2.2)
    for student in ("ada", "carl", "dora", "eve"):
        assert "late" not in pages[student].partition("<table")[0].partition("<main>")[2]


def test_the_class_report_names_who_was_late_and_whose_time_is_not_known(course: Course) -> None:
    text = " ".join(write_class_report(course, ASSIGNMENT).read_text().split())
    assert (
        "bob</th><td>3 days after 2026-11-02 23:59 (UTC), 1 of them paid for by late days" in text
    )
    assert '<td class="number">4.4</td>' in text
    assert "nothing is taken off: dora, eve." in text
    anonymous = write_class_report(course, ASSIGNMENT, anonymous=True).read_text()
    assert "bob" not in anonymous and "dora" not in anonymous
    assert "1 submission was late, 20\N{NO-BREAK SPACE}%." in anonymous


def test_without_a_policy_nbgraders_own_settings_hold(course: Course) -> None:
    (course.root / "late.toml").unlink()
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    writer = GradebookWriter(course)
    shutil.rmtree(course.submitted / "bob")
    enter(writer, "bob", TIMES["bob"])
    assert in_gradebook(course)["bob"] == 20
    with pytest.raises(CourseError, match=r"there is no late\.toml"):
        late_work(course)


def test_a_policy_that_is_wrong_stops_everything_before_it_begins(course: Course) -> None:
    (course.root / "late.toml").write_text('time_zone = "Mars/Olympus"\n')
    before = in_gradebook(course)
    with pytest.raises(RubricError, match="time_zone: expected a time zone"):
        grade_class(course, ASSIGNMENT, course.setting(ASSIGNMENT))
    with pytest.raises(RubricError):
        totals(course, ASSIGNMENT)
    assert in_gradebook(course) == before
    assert main(["late", "--write", "--course", str(course.root)]) == 2
    assert in_gradebook(course) == before


def test_extra_days_of_the_roster_make_due_dates_later_for_that_person_alone(
    course: Course,
) -> None:
    before = in_gradebook(course)
    late_work(course, [ASSIGNMENT], write=True)
    without = in_gradebook(course)
    (course.root / "roster.csv").write_text("id,extra_days\nbob,3\n", encoding="utf-8")
    late_work(course, [ASSIGNMENT], write=True)
    with_days = in_gradebook(course)
    assert without["bob"] > 0 == with_days["bob"], before
    assert {name: one for name, one in with_days.items() if name != "bob"} == {
        name: one for name, one in without.items() if name != "bob"
    }


def test_an_id_counts_in_any_case_of_letters_and_whom_nobody_has_is_named(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / "late.toml").write_text(
        "percent_a_day = 10\n[due]\nmnist_sgd = 2026-11-02T23:59:00Z\n"
        "[extensions.Bob]\nmnist_sgd = 7\n[extra_late_days]\n'carl@example.org' = 7\n"
    )
    said = "late.toml names carl@example.org, whom neither roster.csv nor the gradebook"
    words = ["late", "--course", str(course.root)]
    (course.root / "roster.csv").unlink(missing_ok=True)
    main(words)
    assert said in capsys.readouterr().err
    (course.root / "roster.csv").write_text("id,extra_days\nBob,\ncarl,9\n", encoding="utf-8")
    assert main(words) == 1
    assert said in capsys.readouterr().err
    _, lates = late_work(course, [ASSIGNMENT])
    days = {late.student: late.standing.days for late in lates}
    assert days["bob"] == days["carl"] == 0
