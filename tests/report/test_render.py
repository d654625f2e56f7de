"""What students read: text and HTML, and points in the form that nbgrader takes for points."""

import dataclasses
import html
import re
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbgrader.utils import determine_grade

from autograder.assignment.rubric import Rubric
from autograder.doors.nbgrader_plugin import cell_outputs
from autograder.doors.selfcheck import Feedback, Summary
from autograder.report import render
from autograder.report.printable import plain
from autograder.report.results import CheckResult, Report, TaskResult

PASSED = CheckResult("keeps_dtype", True, 0.5, 0.5)
FAILED = CheckResult(
    "row_major",
    False,
    0.0,
    0.75,
    mistake="column_major",
    problem="the pixels come column by column",
    expected="row by row",
    found="the first column of the image",
    hint="Something asks for the other order.",
)
OPEN = CheckResult("one_row_per_image", False, 0.0, 0.75)
TASK = TaskResult("flatten_images", 0.5, 2.0, (PASSED, FAILED, OPEN))
DONE = TaskResult("build_model", 4.0, 4.0)
STUB = CheckResult(
    "runs", False, 0.0, 1.0, mistake="not_attempted", problem="not attempted", hint="Begin."
)
NOT_BEGUN = TaskResult("show_digits", 0.0, 2.0, (STUB, CheckResult("ten_axes", False, 0.0, 1.0)))
WRITTEN = TaskResult("explain_softmax", None, 2.0)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</div></ul><iframe src=javascript:alert(1)>",
    "&lt;script&gt;",
    "<style>*{display:none}</style>",
    "<!-- -->",
    "$$x$$ `code` **bold**",
]


def hostile(text: str) -> TaskResult:
    check = CheckResult(text, False, 0.0, 1.0, False, text, text, text, text, text)
    return TaskResult(text, 0.0, 1.0, (check,))


class Elements(HTMLParser):
    """Collects what a browser would take for elements, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.balanced = True
        self.feed(page)
        self.close()
        self.balanced = self.balanced and not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced = self.balanced and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("!--")


# --- Points as nbgrader reads them ---------------------------------------------------------------


def graded_by_nbgrader(text: str, most: float) -> float:
    """Return the points that nbgrader's own reading gives to a check cell with this output."""
    cell = nbformat.v4.new_code_cell("check('task')")
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": most}
    cell.metadata["nbgrader"] |= {"grade_id": "check_task", "locked": True, "schema_version": 3}
    data = {"text/plain": text, "text/html": "<b>feedback</b>"}
    cell.outputs = [nbformat.v4.new_output("execute_result", data=data)]
    points, maximum = determine_grade(cell)
    assert maximum == most
    return points


@settings(deadline=None)
@given(points=st.floats(0, 20), spare=st.floats(0, 5))
@example(points=0.0, spare=2.0)
@example(points=2.0, spare=0.0)
@example(points=1.0, spare=0.0)
@example(points=0.1 + 0.2, spare=0.0)
@example(points=1e-9, spare=1.0)
@example(points=5e-324, spare=1.0)
def test_points_are_read_back_by_nbgrader_as_they_are(points: float, spare: float) -> None:
    assert graded_by_nbgrader(render.repr_of_points(points), points + spare) == points


@pytest.mark.parametrize("points", [0, 1, 2, True])
def test_whole_points_are_written_with_a_decimal_point(points: int) -> None:
    assert render.repr_of_points(points) == f"{int(points)}.0"
    assert graded_by_nbgrader(render.repr_of_points(points), 2.0) == points


def test_every_sum_of_a_tasks_points_is_read_back(rubrics: dict[str, Rubric]) -> None:
    for rubric in rubrics.values():
        for task in rubric.automatic_tasks:
            sums = {0.0}
            for points in task.points.values():
                sums |= {round(one + points, 6) for one in sums}
            for points in sums:
                text = repr(Feedback(TaskResult(task.name, points, task.max_points)))
                assert graded_by_nbgrader(text, task.max_points) == points


@pytest.mark.parametrize(
    ("points", "text"), [(2.0, "2"), (1.5, "1.5"), (0.25, "0.25"), (0.0, "0"), (10.0, "10")]
)
def test_points_are_shown_without_needless_zeros(points: float, text: str) -> None:
    assert render.points_text(points) == text


# --- Text ----------------------------------------------------------------------------------------


def test_a_tasks_verdict_reads_word_for_word() -> None:
    assert render.task_text(TASK) == (
        "flatten_images: 0.5 of 2 points\n"
        "  ✓ keeps dtype (0.5 of 0.5)\n"
        "  ✗ row major (0 of 0.75)\n"
        "  ○ one row per image (0 of 0.75)\n"
        "\n"
        "flatten_images: the pixels come column by column\n"
        "  Expected: row by row.\n"
        "  Found:    the first column of the image.\n"
        "  Hint:     Something asks for the other order."
    )


def test_a_written_task_says_who_marks_it() -> None:
    assert render.task_text(WRITTEN) == "explain_softmax: marked by a person, up to 2 points."


def test_a_task_that_could_not_be_judged_is_not_said_to_be_marked_by_a_person() -> None:
    lost = TaskResult("build_model", None, 4.0, marked_by="")
    assert render.task_text(lost) == "build_model: not judged, up to 4 points."
    assert render.summary_text((lost,)) == "build_model      – of 4  ○ not judged"


def test_a_summary_says_of_each_task_how_far_it_is() -> None:
    tasks = (DONE, TASK, NOT_BEGUN, WRITTEN)
    assert render.summary_text(tasks).splitlines() == [
        "build_model          4 of 4  ✓ done",
        "flatten_images     0.5 of 2  ✗ look again: the pixels come column by column",
        "show_digits          0 of 2  ○ not attempted",
        "explain_softmax      – of 2  ✎ marked by a person",
    ]
    assert repr(Summary(tasks)) == "\n".join(
        [
            "4.5 of 10 points so far. Next: flatten_images. Then: show_digits. A person marks: "
            "explain_softmax (2).",
            "",
            render.summary_text(tasks),
            "",
            "These points are not your grade: grading uses other inputs, which nobody sees beforehand.",
        ]
    )


def test_a_summary_with_nothing_left_says_so() -> None:
    assert repr(Summary((DONE,))).startswith(
        "4 of 4 points so far. Every check gives all of its points.\n"
    )


def test_a_report_says_its_score_or_why_there_is_none() -> None:
    report = Report(
        "mnist_sgd", "ada", "flagged", ("two notebooks",), ("A remark.",), "mnist_5k", "none", 20.0,
        (TASK,),
    )  # fmt: skip
    lines = render.report_text(report).splitlines()
    assert lines[:4] == [
        "mnist_sgd: 0.5 of 20 points",
        "To look at: two notebooks.",
        "A remark.",
        "",
    ]
    with_written = dataclasses.replace(report, max_score=2.0, tasks=(TASK, WRITTEN))
    assert render.report_text(with_written).startswith(
        "mnist_sgd: 0.5 of 4 points; 2 of the 4 are for a person to give\n"
    )
    ungraded = dataclasses.replace(report, status="ungraded", reason="The probe does not start.")
    assert render.report_text(ungraded).startswith(
        "mnist_sgd: not graded. The probe does not start.\n"
    )


@pytest.mark.parametrize(
    ("problem", "shown"),
    [("divided by 256", "Divided by 256."), ("build_model is missing", "build_model is missing.")],
)
def test_a_problem_begins_with_a_capital_but_for_the_name_of_a_function(
    problem: str, shown: str
) -> None:
    check = dataclasses.replace(FAILED, problem=problem)
    assert f">{shown}</div>" in render.task_html(TaskResult("test_accuracy", 0.0, 2.0, (check,)))


def test_help_has_three_levels_of_which_two_are_folded() -> None:
    """What is wrong at once; where to look, and an example, for who opens them."""
    shown = render.task_html(dataclasses.replace(TASK, example="one < two"))
    open_part = re.sub(r"<details.*?</details>", "", shown, flags=re.DOTALL)
    assert "The pixels come column by column." in open_part
    assert "the first column of the image" in open_part
    assert "Something asks for the other order." not in open_part
    folds = re.findall(r"<details.*?<summary[^>]*>(.*?)</summary>(.*?)</details>", shown, re.DOTALL)
    assert [title for title, _ in folds] == [render.WHERE, render.EXAMPLE]
    assert "Something asks for the other order." in folds[0][1]
    assert "one &lt; two" in folds[1][1]
    assert "in the text above the cell of flatten_images." in folds[1][1]
    # Nothing tells anybody that a fold was opened.
    assert not re.search(r"\son\w+=|<script|<img|href", shown)


def test_who_has_not_begun_gets_no_example() -> None:
    assert "example" not in render.task_html(dataclasses.replace(NOT_BEGUN, example="one"))


# --- HTML ----------------------------------------------------------------------------------------

TAGS = {
    "div", "span", "ul", "li", "code", "table", "thead", "tbody", "tr", "th", "td", "details",
    "summary", "pre",
}  # fmt: skip
ATTRIBUTES = {"style", "role", "aria-label", "aria-hidden", "scope"}


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=60))
@example(text="x")
def test_html_shows_any_text_and_obeys_none(text: str) -> None:
    task = hostile(text)
    for page in (render.task_html(task, text), render.summary_html((task, WRITTEN), text)):
        found = Elements(page)
        assert found.tags <= TAGS
        assert found.attributes <= ATTRIBUTES
        assert found.balanced


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_messages_are_shown_as_they_are(text: str) -> None:
    task = hostile(text)
    for page in (render.task_html(task, text), render.summary_html((task,), text)):
        found = Elements(page)
        assert found.tags <= TAGS
        assert found.attributes <= ATTRIBUTES
        assert found.balanced
        assert text in found.text
        assert html.escape(text) in page
    assert Elements(Feedback(task)._repr_html_()).tags <= TAGS


def test_html_says_in_words_what_it_says_in_colour() -> None:
    text = Elements(render.task_html(TASK, render.PUBLIC_NOTE)).text
    assert "flatten_images — 0.5 of 2 points" in text
    assert "keeps dtype — passed (0.5 of 0.5)" in text
    assert "row major — failed (0 of 0.75)" in text
    assert "one row per image — not judged (0 of 0.75)" in text
    assert "The pixels come column by column." in text
    assert "Where to lookSomething asks for the other order." in text
    assert render.PUBLIC_NOTE in text


def test_a_task_that_has_not_been_begun_is_not_said_to_have_failed() -> None:
    text = Elements(render.task_html(NOT_BEGUN)).text
    assert text == "○ not attempted show_digits — 0 of 2 pointsNot attempted.Hint: Begin."


def test_the_html_of_a_summary_says_what_is_left_and_what_is_wrong() -> None:
    text = Elements(Summary((DONE, TASK, NOT_BEGUN, WRITTEN))._repr_html_()).text
    for said in (
        "4.5 of 10 points so far",
        "Next: flatten_images. Then: show_digits. A person marks: explain_softmax (2).",
        "✓ done build_model4 of 4",
        "✗ look again flatten_imagesThe pixels come column by column.0.5 of 2",
        "○ not attempted show_digits0 of 2",
        "✎ marked by a person explain_softmax– of 2",
        "These points are not your grade: grading uses other inputs",
    ):
        assert said in text


def test_html_loads_nothing_from_elsewhere() -> None:
    for page in (render.task_html(TASK), render.summary_html((TASK, WRITTEN))):
        assert not any(word in page for word in ("http", "url(", "src=", "href=", "@import"))


def test_a_check_without_points_is_shown_only_if_it_has_something_to_say() -> None:
    gate = CheckResult("returns_array", True, 0.0, 0.0)
    silent = TaskResult("f", 0.0, 1.0, (gate,))
    assert "returns array" not in render.task_html(silent)
    speaking = dataclasses.replace(gate, passed=False, problem="it returns nothing")
    assert "It returns nothing." in render.task_html(TaskResult("f", 0.0, 1.0, (speaking,)))


# --- Outputs of student cells --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/javascript"])
def test_what_could_run_in_a_page_is_left_out_of_a_cells_outputs(kind: str) -> None:
    data = {kind: "<script>alert(1)</script>", "text/plain": "<script>"}
    record = {"outputs": [{"output_type": "display_data", "data": data}]}
    (output,) = cell_outputs(record)
    assert dict(output.data) == {"text/plain": "<script>"}


def test_a_picture_says_what_drew_it_to_those_who_cannot_see_it() -> None:
    record = {"outputs": [{"output_type": "display_data", "data": {"image/png": "iVBO"}}]}
    (output,) = cell_outputs(record, "show_digits")
    assert output.metadata["image/png"]["alt"] == "Picture drawn by the cell show_digits"
    (output,) = cell_outputs(record)
    assert output.metadata["image/png"]["alt"] == "Picture drawn by the code above"


@pytest.mark.parametrize("picture", ['x" onerror="alert(1)', "<svg/onload=alert(1)>", ""])
def test_a_picture_that_is_not_base64_is_left_out(picture: str) -> None:
    data = {"image/png": picture}
    assert cell_outputs({"outputs": [{"output_type": "display_data", "data": data}]}) == []


@pytest.mark.parametrize(
    "record",
    [
        {"outputs": [None, 3, "x", {}, {"output_type": "stream", "text": 3}]},
        {"outputs": [{"output_type": "display_data", "data": ["x"]}]},
        {"outputs": [{"output_type": "execute_result", "data": {"text/plain": "2.0"}}]},
        {"outputs": None, "error": "x"},
        {},
    ],
)
def test_odd_records_of_a_cell_have_no_outputs(record: dict) -> None:
    assert cell_outputs(record) == []


def test_an_error_of_a_cell_is_plain_text_with_the_students_line() -> None:
    line = {"number": 2, "text": "1 / 0"}
    record = {"error": {"type": "ZeroDivisionError", "message": "division\x1b[31m", "line": line}}
    (output,) = cell_outputs(record)
    assert output.text == "ZeroDivisionError: division\ufffd[31m (line 2: 1 / 0)"


def test_an_error_without_a_message_says_its_type_and_line() -> None:
    line = {"number": 2, "text": "raise NotImplementedError()"}
    record = {"error": {"type": "NotImplementedError", "message": "", "line": line}}
    (output,) = cell_outputs(record)
    assert output.text == "NotImplementedError (line 2: raise NotImplementedError())"


def test_control_characters_are_replaced_and_line_ends_kept() -> None:
    assert plain("a\x1b]0;x\x07\r\n\tb\x9b") == "a\ufffd]0;x\ufffd\ufffd\n\tb\ufffd"


def test_of_tasks_that_were_not_begun_each_has_a_line_and_the_hint_stands_once() -> None:
    other = dataclasses.replace(NOT_BEGUN, name="flatten_images")
    report = Report(
        "mnist_sgd", "", "graded", (), (), "embedded", "process", 4.0, (NOT_BEGUN, other)
    )
    assert render.report_text(report).splitlines() == [
        "mnist_sgd: 0 of 4 points",
        "",
        "show_digits: 0 of 2 points, not attempted",
        "  Hint:     Begin.",
        "flatten_images: 0 of 2 points, not attempted",
    ]


def test_a_function_that_was_not_run_is_not_said_to_be_wrong() -> None:
    missing = CheckResult(
        "returns_array", False, 0.0, 2.0, problem="there is no function", hint="Run it."
    )
    task = TaskResult("flatten_images", 0.0, 2.0, (missing,), example="Other data.")
    text = Elements(render.task_html(task, known=render.Known(frozenset({task.name})))).text
    assert text == "○ not run yet flatten_images — 0 of 2 pointsThere is no function.Hint: Run it."
    assert "look again" in Elements(render.task_html(task)).text


def test_a_check_that_waits_for_another_is_not_judged_and_no_cause() -> None:
    waits = CheckResult(
        "returns_number", False, 0.0, 0.5,
        problem="not judged, since the check accuracy of the model failed",
        hint="Put that right first.",
    )  # fmt: skip
    cause = dataclasses.replace(FAILED, name="accuracy_of_the_model")
    task = TaskResult("evaluate_model", 0.0, 2.0, (waits, cause))
    assert task.failures == (cause,) and task.first_cause == cause
    text = Elements(render.task_html(task)).text
    assert "○ returns number — not judged, since the check accuracy of the model failed" in text
    assert "Put that right first" not in text
    assert "○ returns number" in render.task_text(task)
    # Where nothing else says what is wrong, it is said what is waited for.
    assert TaskResult("evaluate_model", 0.0, 2.0, (waits,)).failures == (waits,)
