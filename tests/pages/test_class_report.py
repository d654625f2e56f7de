"""The class report: right numbers, no names where none are wanted, and nothing that runs."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import html
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from made_reports import CLASS, HOSTILE, report

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.course.absent import NOT_TAKEN, Absent
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.excerpts import Example
from autograder.course.report_files import save_report
from autograder.course.run_changes import changes_between
from autograder.course.runs import run_of
from autograder.pages import causes, class_report
from autograder.report.results import CheckResult, Report, TaskResult

BIN = Path(sys.executable).parent
RUBRIC = load_rubric(find_rubric("mnist_sgd"))
LEAST = RUBRIC.minimum_accuracy["mnist_5k"]


def test_mistakes_are_counted_once_a_student_and_sorted() -> None:
    found = causes.mistakes(CLASS)
    assert [(one.task, one.students) for one in found] == [
        ("normalize_images", ("cyd", "dan", "eve")), ("flatten_images", ("dan",)),
    ]  # fmt: skip


def test_tasks_that_nobody_began_are_no_mistakes() -> None:
    blank = CheckResult("runs", False, 0.0, 10.0, mistake="not_attempted", problem="not attempted")
    other = CheckResult("reaches_minimum", False, 0.0, 2.0, problem="normalize_images is missing")
    tasks = (TaskResult("normalize_images", 0.0, 10.0, (blank,)),
             TaskResult("test_accuracy", 0.0, 2.0, (other,)))  # fmt: skip
    assert causes.mistakes([dataclasses.replace(CLASS[0], tasks=tasks)]) == []


def test_a_layer_that_is_missing_is_a_mistake_like_others() -> None:
    """Is it told from another function that is missing, which is counted in its own task?"""
    check = CheckResult(
        "widths", False, 0.0, 10.0, mistake="missing_layer", problem="a layer is missing"
    )
    tasks = (TaskResult("build_model", 0.0, 10.0, (check,)),)
    (found,) = causes.mistakes([dataclasses.replace(report("ada", 0, 0), tasks=tasks)])
    assert found.problem == "a layer is missing"


def test_errors_are_counted_by_their_type() -> None:
    def raises(student: str, kind: str) -> Report:
        check = CheckResult("runs", False, 0.0, 1.0, mistake="raises", problem=f"it raises {kind}")
        tasks = (TaskResult("build_model", 0.0, 1.0, (check,)),)
        return dataclasses.replace(report(student, 0, 0), tasks=tasks)

    found = causes.mistakes(
        [raises("ada", "KeyError"), raises("bo", "ValueError"), raises("cy", "KeyError")]
    )
    assert [(one.problem, one.students) for one in found] == [
        ("it raises KeyError", ("ada", "cy")), ("it raises ValueError", ("bo",)),
    ]  # fmt: skip


def words_of(text: str) -> str:
    """Return what a page says."""
    apart = re.sub(r"</t[dh]>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", apart)).split())


def test_the_page_shows_the_class_and_where_its_feedback_is() -> None:
    text = class_report.page(CLASS, RUBRIC, links={"ada": "feedback/ada/mnist_sgd/mnist_sgd.html"})
    assert 'href="../feedback/ada/mnist_sgd/mnist_sgd.html"' in text
    assert "By cyd, dan, eve." in words_of(text)
    assert "<b>15.0</b> median" in text.replace("median</li>", "median")
    assert "http:" not in text
    assert "https:" not in text


def test_stripes_are_explained_where_there_are_any() -> None:
    def words(*accuracies: float) -> str:
        every = [report(f"s{number}", 10, 10, one) for number, one in enumerate(accuracies)]
        return class_report.page(every, RUBRIC)

    least = f"{100 * LEAST:.1f} %"
    assert f"striped: below the {least}" in words(LEAST - 0.08, LEAST + 0.04)
    assert f"all reach the {least} that give full points" in words(LEAST + 0.05, LEAST + 0.04)


def test_no_name_is_in_an_anonymous_page() -> None:
    named = [dataclasses.replace(one, student=f"student-{one.student}") for one in CLASS]
    flags = ("the file is called student-ada.ipynb",)
    named[0] = dataclasses.replace(named[0], status="flagged", flags=flags)
    named[1] = dataclasses.replace(named[1], status="ungraded", reason="student-bob: no memory")
    text = class_report.page(named, RUBRIC, anonymous=True, links={"student-ada": "x"})
    assert "student-" not in text
    assert "submission 5" in text


def test_the_total_is_that_of_the_gradebook_and_names_the_marks_by_hand() -> None:
    text = words_of(class_report.page(CLASS, RUBRIC))
    assert "mean of 22 points" in text
    assert "A person marks 2 of the 22 points." in text


def test_who_handed_nothing_in_has_a_line_in_the_table_of_students() -> None:
    missing = [
        Absent("zoe"),
        Absent("yan", NOT_TAKEN, (HOSTILE,)),
        Absent("", NOT_TAKEN, ("odd.zip",)),
    ]
    text = class_report.page(CLASS, RUBRIC, missing=missing)
    table = text[text.index('id="students"') :]
    said = " ".join(re.sub(r"<[^>]+>", " ", table).split())
    assert "zoe – – nothing handed in –" in said
    assert "yan – – not taken &lt;script&gt;" in said
    assert "not known – – not taken nothing says whose: odd.zip –" in said
    assert "3 without work, 38 % of all 8" in words_of(text)
    anonymous = class_report.page(CLASS, RUBRIC, anonymous=True, missing=missing)
    assert "zoe" not in anonymous
    assert "Of 3 more there is no work" in anonymous


def test_hostile_names_and_reasons_are_text() -> None:
    bad = dataclasses.replace(
        CLASS[0], student=HOSTILE, status="flagged", flags=(HOSTILE,),
    )  # fmt: skip
    text = class_report.page([bad, *CLASS[1:]], RUBRIC)
    assert "&lt;script&gt;document" in text
    assert "{{ 7 * 7 }}" in text
    assert "\x1b" not in text
    assert len(re.findall("<script", text)) == 1


def test_the_only_script_is_the_one_that_the_page_allows() -> None:
    text = class_report.page(CLASS, RUBRIC)
    (code,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text


def test_a_class_in_which_nobody_could_be_graded_has_a_page() -> None:
    failed = dataclasses.replace(CLASS[0], status="ungraded", accuracy=None, reason="no memory")
    text = class_report.page([failed], RUBRIC)
    assert "is not graded: no memory" in text


def test_the_command_writes_the_page_and_says_where(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    with pytest.raises(CourseError, match="there are no reports of mnist_sgd"):
        class_report.write_class_report(course, "mnist_sgd")
    for one in CLASS:
        save_report(course, one)
    feedback = course.root / "feedback" / "ada" / "mnist_sgd" / "mnist_sgd.html"
    feedback.parent.mkdir(parents=True)
    feedback.write_text("feedback", encoding="utf-8")
    for words in ((), ("--anonymous",)):
        done = subprocess.run(
            [BIN / "autograder", "report", "mnist_sgd", *words], cwd=course.root,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert _links(course, "mnist_sgd.html") == ["../feedback/ada/mnist_sgd/mnist_sgd.html"]
    assert _links(course, "mnist_sgd-anonymous.html") == []


def _links(course: Course, name: str) -> list[str]:
    """Return where a page leads to besides itself; all of these places are there."""
    text = (course.reports / name).read_text(encoding="utf-8")
    found = re.findall(r'href="([^"]+)"', text)
    inside = {link for link in found if link.startswith("#")}
    assert inside <= {f"#{anchor}" for anchor in re.findall(r' id="([^"]+)"', text)}
    outside = [link for link in found if link not in inside]
    assert all((course.reports / link).is_file() for link in outside)
    return outside


def test_it_names_the_file_that_was_graded_where_it_names_the_student() -> None:
    digest = "0123456789abcdef" * 4
    every = [dataclasses.replace(CLASS[0], digest=digest), *CLASS[1:]]
    assert f'<code title="{digest}">{digest[:12]}</code>' in class_report.page(every, RUBRIC)
    assert digest[:12] not in class_report.page(every, RUBRIC, anonymous=True)


# --- Shares -----------------------------------------------------------------------------------------


def test_every_count_has_its_share_of_those_who_handed_in() -> None:
    flagged = dataclasses.replace(CLASS[0], status="flagged", flags=("look",))
    failed = dataclasses.replace(CLASS[4], status="ungraded", reason="no memory")
    text = words_of(class_report.page([flagged, *CLASS[1:4], failed], RUBRIC))
    assert "1 to look at, 20 %" in text
    assert "1 not graded, 20 %" in text
    assert "Submissions by points of the automatic tasks; 1 of 5, 20 %, have none yet" in text
    assert "20 points 2, 40 %" in text
    assert "3 of 5,60 % normalize_images: divided by 256" in text
    # Of one that is not graded, nobody knows.
    assert "normalize_images 62 % 2 of 4, 50 % 4 of 4, 100 %" in text
    assert "Shares are of the 5 submissions that were handed in" in text


# --- From a cause to its students ---------------------------------------------------------------------


def many(count: int) -> list[Report]:
    """Return a class in which all have made one mistake, and every third another one, too."""
    return [report(f"s{n:03}", 0, 0 if n % 3 == 0 else 10, 0.9) for n in range(count)]


def test_a_cause_leads_to_the_lines_of_all_of_its_students() -> None:
    """Without a script: by their names, or behind one click if there are many."""
    text = class_report.page(many(60), RUBRIC, links={"s003": "feedback/s003/x.html"})
    row = re.findall(r"<tr><td class=\"share\">.*?</tr>", text, re.DOTALL)[1]
    assert "flatten_images" in row
    assert "<summary>By 20 students</summary>" in row
    leads = re.findall(r'<a href="#(s\d+)">(s\d+)</a>', row)
    assert [name for _, name in leads] == [f"s{n:03}" for n in range(0, 60, 3)]
    for anchor, name in leads:
        line = re.search(rf'<tr id="{anchor}".*?</tr>', text, re.DOTALL)
        assert line and f">{name}<" in line[0]
        assert ("feedback/s003/x.html" in line[0]) == (name == "s003")


def test_an_anonymous_page_does_not_say_which_submission_has_a_cause() -> None:
    text = class_report.page(many(60), RUBRIC, anonymous=True)
    assert not re.search(r'data-(cause|task|flag)="|href="#', text)
    assert 'name="cause"' not in text


# --- Examples of code ---------------------------------------------------------------------------------

KEY = ("normalize_images", "divides_by_256")


def test_examples_are_text_and_the_page_says_when_there_are_none() -> None:
    examples = {KEY: (Example(HOSTILE, 2), Example("x = 1\n", 1))}
    text = class_report.page(CLASS, RUBRIC, examples=examples)
    assert "&lt;script&gt;document" in text
    assert len(re.findall("<script", text)) == 1
    assert "2 of 3 so, or nearly so: &lt;script" in " ".join(re.sub(r"<[^>]+>", "", text).split())
    assert (
        "What students wrote is shown for a cause that 3 or more of them share: with"
        in words_of(text)
    )
    none = class_report.page(CLASS, RUBRIC, examples={})
    assert "a cause that 3 or more of them share, and none here is" in words_of(none)
    assert "What is left out" not in none


def test_a_course_s_page_has_examples_of_the_files_that_were_graded(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    (course.root / "roster.csv").write_text("id,name\ncyd,Cyd Charisse\n", encoding="utf-8")
    for number, name in enumerate(("ada", "cyd", "dan", "eve", "fay")):
        cell = nbformat.v4.new_code_cell(
            f"# {name}\ndef normalize_images(images):\n    cyd = {number}  # {name}\n"
            f"    print('{name}')\n    return images / 256"
        )
        folder = course.submitted / name / "mnist_sgd"
        folder.mkdir(parents=True)
        path = folder / "mnist_sgd.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        # Another file of Fay's was graded.
        one = report(name, 10 if name == "ada" else 0, 10)
        save_report(course, dataclasses.replace(one, digest=digest if name != "fay" else "0" * 64))
    for anonymous in (False, True):
        page = class_report.write_class_report(course, "mnist_sgd", anonymous=anonymous)
        text = html.unescape(page.read_text(encoding="utf-8"))
        (shown,) = re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL)
        assert re.sub(r"\d", "N", shown, count=1) == (
            "def normalize_images(images):\n    name = N\n    print('…')\n    return images / 256"
        )
        assert "3 of 4 so, or nearly so" in text


# --- What a run changed -------------------------------------------------------------------------------


def test_what_changed_since_the_run_before_is_on_the_page(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    for one in CLASS:
        save_report(course, one)
    first = class_report.write_class_report(course, "mnist_sgd").read_text(encoding="utf-8")
    assert "What changed" not in first
    assert "<svg" not in first
    save_report(course, dataclasses.replace(report("dan", 10, 10), digest="0" * 64))
    save_report(course, report("bob", 5, 10))
    text = class_report.write_class_report(course, "mnist_sgd").read_text(encoding="utf-8")
    said = words_of(text)
    assert "Of 5 students in both, 1 (20 %) gained points, 1 (20 %) lost some, and 3 (60 %)" in said
    assert "normalize_images 1, 20 % 1, 20 % run again on the same file; another file" in said
    assert "bob 20 15 normalize_images \N{MINUS SIGN}5 run again on the same file" in said
    assert "dan 0 20 normalize_images +10, flatten_images +10 another file" in said
    assert (
        'aria-label="Points before and after: 1 gained, 1 lost, 3 have as many as before.' in text
    )
    assert text.count("<circle") == 5
    anonymous = class_report.write_class_report(course, "mnist_sgd", anonymous=True)
    text = anonymous.read_text(encoding="utf-8")
    assert "1 (20 %) gained points" in words_of(text)
    assert not re.search(r"\b(bob|dan)\b", text)


# --- Large classes ------------------------------------------------------------------------------------


def test_a_page_takes_time_in_proportion_to_the_class() -> None:
    """Neither lists of students in lists of students, nor one look at all for each."""
    first = datetime.datetime(2026, 11, 2, tzinfo=datetime.timezone.utc)

    def seconds(count: int) -> float:
        every = many(count)
        changed = [report(one.student, 10, 10) for one in every]
        changes = changes_between(
            run_of(every, RUBRIC, None, first), run_of(changed, RUBRIC, None, first)
        )
        start = time.process_time()
        text = class_report.page(every, RUBRIC, changes=changes)
        assert text.count("<tr") > 2 * count
        return time.process_time() - start

    few = min(seconds(500) for _ in range(3))
    assert few < 3
    assert min(seconds(2000) for _ in range(2)) < 8 * few
