"""The class report: right numbers, no names where none are wanted, and nothing that runs."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from made_reports import CLASS, HOSTILE, report

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.course.absent import NOT_TAKEN, Absent
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.report_files import save_report
from autograder.pages import causes, charts, class_report, item_analysis
from autograder.report.results import CheckResult, Report, TaskResult

BIN = Path(sys.executable).parent
RUBRIC = load_rubric(find_rubric("mnist_sgd"))
LEAST = RUBRIC.minimum_accuracy["mnist_5k"]


def test_items_tell_success_and_discrimination() -> None:
    first, second = item_analysis.items(CLASS)
    assert first.success == pytest.approx((10 + 10 + 5 + 0 + 0) / 50)
    assert first.full == pytest.approx(0.4)
    assert second.success == pytest.approx(0.8)
    # The correlation of (1, 1, .5, 0, 0) with (10, 10, 10, 0, 10).
    assert first.discrimination == pytest.approx(0.5590, abs=1e-3)
    assert [one.name for one in (first, second)] == ["normalize_images", "flatten_images"]


def test_a_small_class_or_one_without_spread_has_no_discrimination() -> None:
    assert item_analysis.items(CLASS[:3])[0].discrimination is None
    assert item_analysis.items([CLASS[0]] * 6)[0].discrimination is None


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


def test_who_handed_in_nothing_or_waits_for_another_task_has_not_begun() -> None:
    def one(*checks: CheckResult) -> Report:
        tasks = (TaskResult("test_accuracy", 0.0, 10.0, checks),)
        return dataclasses.replace(report("ada", 0, 0), tasks=tasks)

    unreadable = one()
    waits = one(CheckResult("reaches", False, 0.0, 10.0, problem="build_model is missing"))
    begun = one(CheckResult("reaches", False, 0.0, 10.0, problem="fewer than the least are right"))
    (item,) = item_analysis.items([unreadable, waits, begun, begun])
    assert item.attempted == 0.5


def test_a_layer_that_is_missing_is_a_mistake_like_others() -> None:
    """Is it told from another function that is missing, which is counted in its own task?"""
    check = CheckResult(
        "widths", False, 0.0, 10.0, mistake="missing_layer", problem="a layer is missing"
    )
    tasks = (TaskResult("build_model", 0.0, 10.0, (check,)),)
    (found,) = causes.mistakes([dataclasses.replace(report("ada", 0, 0), tasks=tasks)])
    assert found.problem == "a layer is missing"


def test_a_task_that_is_new_is_judged_over_the_reports_that_have_it() -> None:
    old = dataclasses.replace(CLASS[0], tasks=CLASS[0].tasks[1:])
    found = {one.name: one.success for one in item_analysis.items([*CLASS, old])}
    assert found == {"normalize_images": pytest.approx(0.5), "flatten_images": pytest.approx(5 / 6)}


def test_bars_count_everybody_once() -> None:
    scores = charts.score_bars(CLASS)
    assert [bar.count for bar in scores] == [1, 0, 0, 0, 0, 1, 0, 1, 0, 2]
    assert [bar.count for bar in charts.score_bars(CLASS[:1])] == [1]
    accuracies = charts.accuracy_bars(CLASS, LEAST)
    assert accuracies[0].count
    assert sum(bar.count for bar in accuracies) == 4
    assert sum(bar.count for bar in accuracies if bar.marked) == 1
    assert charts.accuracy_bars([CLASS[4]], LEAST) == []


def test_a_high_threshold_has_no_class_above_one() -> None:
    bars = charts.accuracy_bars(CLASS, 0.98)
    assert sum(bar.count for bar in bars) == 4
    assert all("100%" not in bar.label for bar in bars)


def test_the_page_shows_the_class_and_where_its_feedback_is() -> None:
    text = class_report.page(CLASS, RUBRIC, links={"ada": "feedback/ada/mnist_sgd/mnist_sgd.html"})
    assert 'href="../feedback/ada/mnist_sgd/mnist_sgd.html"' in text
    assert "By cyd, dan, eve." in text
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
    text = " ".join(re.sub(r"<[^>]+>", "", class_report.page(CLASS, RUBRIC)).split())
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
    assert "<b>3</b> without work" in text
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
    text = (course.reports / name).read_text(encoding="utf-8")
    found = re.findall(r'href="([^"]+)"', text)
    assert all((course.reports / link).is_file() for link in found)
    return found


def test_it_names_the_file_that_was_graded_where_it_names_the_student() -> None:
    digest = "0123456789abcdef" * 4
    every = [dataclasses.replace(CLASS[0], digest=digest), *CLASS[1:]]
    assert f'<code title="{digest}">{digest[:12]}</code>' in class_report.page(every, RUBRIC)
    assert digest[:12] not in class_report.page(every, RUBRIC, anonymous=True)
