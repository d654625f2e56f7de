"""The feedback page: a line a task, what waits for a person, and nothing that the student can break."""

from __future__ import annotations

import re

import nbformat
from nbformat import NotebookNode

from autograder.pages.feedback_page import FeedbackExporter, rows
from autograder.report.results import CheckResult, TaskResult, task_to_json

SCRIPT = "<script>alert(1)</script>"


def a_cell(kind: str, source: str = "x", **entry: object) -> NotebookNode:
    """Return a cell with what nbgrader and the gradebook say of it."""
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    known = {"grade": False, "solution": False, "task": False, "comment": None}
    return make(source, metadata={"nbgrader": {**known, **entry}})


def a_notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def graded(name: str, score: float, waits: bool = False, **entry: object) -> dict[str, object]:
    return {"grade_id": name, "grade": True, "score": score, "points": 2.0, "waits": waits, **entry}


def page(notebook: NotebookNode, student: str = "ada", late: float = 0.0) -> str:
    about = {"notebook": "mnist_sgd", "student": student, "score": 1.5, "max_score": 4.0}
    html, _ = FeedbackExporter().from_notebook_node(
        notebook, {"nbgrader": {**about, "late_penalty": late}}
    )
    return html


def test_a_tasks_points_and_the_comment_on_its_code_stand_on_one_line() -> None:
    notebook = a_notebook(
        nbformat.v4.new_markdown_cell("Text."),
        a_cell("code", grade_id="build_model", solution=True, comment="Neat."),
        a_cell("code", **graded("check_build_model", 1.5)),
        a_cell("markdown", **graded("explain_softmax", 0.0, waits=True, solution=True)),
    )
    first, second = rows(notebook)
    assert (first.task, first.anchor, first.comment) == (
        "build_model", "check_build_model", "build_model",
    )  # fmt: skip
    assert (second.task, second.anchor, second.comment) == (
        "explain_softmax",
        "explain_softmax",
        "",
    )
    text = page(notebook)
    assert "1.5 of 2" in text
    assert "not marked yet, up to 2" in text
    assert "a person has not marked all answers yet" in text
    assert text.count('class="lost"') == 1
    targets = set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_only_a_table_with_comments_has_a_column_for_them() -> None:
    cell = a_cell("code", **graded("check_build_model", 2.0))
    assert "Comment" not in page(a_notebook(cell))
    assert "Comment" in page(a_notebook(cell, a_cell("code", grade_id="b", comment="Neat.")))
    assert 'class="lost"' not in page(a_notebook(cell))


def test_points_lost_for_being_late_are_said() -> None:
    assert "late" not in page(a_notebook())
    assert "1.5</b> of 4 points, 0.5 taken off because it was late" in page(a_notebook(), late=0.5)


def test_names_are_text() -> None:
    text = page(a_notebook(a_cell("markdown", **graded(f'"{SCRIPT}', 1.0))), student=SCRIPT)
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


def test_only_a_page_with_formulas_asks_the_network_for_something() -> None:
    plain = page(a_notebook(a_cell("markdown", "No formula.", grade_id="a", solution=True)))
    assert "<script" not in plain
    assert not re.search(r"https?:", plain)
    for formula in ("$z_i$", "\\(z\\)", "\\begin{align}z\\end{align}"):
        scripts = re.findall(r'<script src="([^"]*)', page(a_notebook(a_cell("markdown", formula))))
        assert len(scripts) == 1
        assert "mathjax" in scripts[0]
    comment = a_cell("markdown", grade_id="a", solution=True, comment="Is $a = b$?")
    assert "mathjax" in page(a_notebook(comment))


def test_it_names_the_file_that_was_graded() -> None:
    notebook = a_notebook(a_cell("code", **graded("check_build_model", 2.0)))
    notebook.metadata["autograder"] = {"assignment": "mnist_sgd", "digest": "0123456789abcdef" * 4}
    assert f"SHA-256 <code>{'0123456789abcdef' * 4}</code>" in page(notebook)
    notebook.metadata["autograder"]["digest"] = SCRIPT
    assert "SHA-256" not in page(notebook)


def a_verdict(problem: str = "build_model uses sigmoid") -> dict[str, object]:
    """Return what grading notes of a task in which a check failed, and another was not reached."""
    checks = (
        CheckResult("widths", True, 0.5, 0.5),
        CheckResult("output", False, 0.0, 0.5, True, "sigmoid", problem, "a softmax", "a sigmoid",
                    "Which numbers add up to 1?"),
        CheckResult("nothing_else", False, 0.0, 1.0),
    )  # fmt: skip
    return task_to_json(TaskResult("build_model", 0.5, 2.0, checks))


def with_verdict(verdict: object, score: float = 0.5) -> NotebookNode:
    notebook = a_notebook(
        a_cell("code", grade_id="build_model", solution=True),
        a_cell("code", **graded("check_build_model", score)),
        a_cell("code", **graded("check_flatten_images", 2.0)),
    )
    notebook.metadata["autograder"] = {"lost": verdict}
    return notebook


def causes_of(text: str) -> str:
    """Return the part of a page that says what cost points, as plain text."""
    found = re.search(r'<h2 id="causes">(.*?)<h2>Points</h2>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1] if found else "").split())


def test_the_page_begins_with_each_cause_its_hint_and_a_link_to_its_place() -> None:
    text = page(with_verdict([a_verdict()]))
    said = causes_of(text)
    assert "build_ model : 1.5 of 2 points lost" in said
    assert "Build_model uses sigmoid" not in said, "the name of a function stays as it is"
    for words in ("build_model uses sigmoid. (0.5 points)", "Expected: a softmax.", "Found: a sigmoid.",
                  "Where to look Which numbers add up to 1?",
                  "1 of them for checks that could not be judged"):  # fmt: skip
        assert words in said
    assert "flatten" not in said
    assert text.index('id="causes"') < text.index('class="points"') < text.index("<article")
    assert 'href="#check_build_model"' in text[: text.index('class="points"')]


def test_who_lost_nothing_reads_of_no_causes() -> None:
    """Neither where all is right, nor where a person has given the points that a check took."""
    assert "What cost points" not in page(with_verdict([], score=2.0))
    assert causes_of(page(with_verdict([a_verdict()], score=2.0))) == ""


def test_points_that_a_person_took_lead_to_the_comment() -> None:
    written = a_cell("markdown", **graded("explain", 1.0, solution=True))
    assert "Marked by a person, without a comment." in causes_of(page(a_notebook(written)))
    written.metadata.nbgrader["comment"] = "Why?"
    text = page(a_notebook(written))
    assert "Read the comment on explain" in causes_of(text)
    assert text.count('href="#comment-explain"') == 2


def test_a_notebook_graded_before_causes_were_noted_still_has_a_page() -> None:
    text = page(with_verdict(None))
    assert "The verdict stands at its place in the notebook." in causes_of(text)


def test_whatever_stands_in_the_place_of_causes_is_text_or_left_out() -> None:
    """Notebooks that an earlier kit has graded have there what their author wrote."""
    hostile = a_verdict(f"build_model {SCRIPT}")
    text = page(with_verdict([hostile]))
    assert SCRIPT not in text
    assert "build_model &lt;script&gt;" in text
    for odd in ("x", [1], [{}], [{"name": [], "points": 0, "max_points": 1, "checks": []}],
                [{**a_verdict(), "checks": [{"name": 1}]}],
                [{**a_verdict(), "checks": [{**c, "hint": 3} for c in a_verdict()["checks"]]}],
                {"a": 1}):  # fmt: skip
        assert "at its place in the notebook" in causes_of(page(with_verdict(odd)))


def test_code_can_scroll_or_wrap_without_a_script() -> None:
    text = page(a_notebook(a_cell("code", "x = 1")))
    assert re.search(r'<input [^>]*id="scroll"', text)
    assert 'for="scroll"' in text
    assert "<script" not in text


def test_a_cell_that_grading_does_not_run_says_so() -> None:
    left_out = a_cell("code", grade_id="try_training")
    left_out.metadata["autograder"] = {"not_run": True}
    said = "Grading does not run this cell"
    assert said in page(a_notebook(left_out))
    assert said not in page(a_notebook(a_cell("code", grade_id="try_training")))
    # A student's file may say anything there.
    for odd in ("text", 1, {"not_run": "<b>"}, None):
        left_out.metadata["autograder"] = odd
        assert "<b><" not in page(a_notebook(left_out))


def test_an_answer_that_nobody_wrote_has_no_comment_of_a_person() -> None:
    blank = a_cell("markdown", **graded("explain_softmax", 0.0, solution=True, blank=True))
    text = page(a_notebook(blank))
    assert text.count("othing was written here") == 2
    assert "Marked by a person" not in text and "No response" not in text


def test_points_of_single_checks_are_not_said_of_what_was_not_attempted() -> None:
    stub = CheckResult("runs", False, 0.0, 0.5, mistake="not_attempted", problem="not attempted")
    other = CheckResult("right", False, 0.0, 1.5)
    lost = TaskResult("build_model", 0.0, 2.0, (stub, other))
    notebook = a_notebook(a_cell("code", **graded("check_build_model", 0.0)))
    notebook.metadata["autograder"] = {"lost": [task_to_json(lost)]}
    text = page(notebook)
    assert "2 of 2 points lost" in text
    assert "(0.5 points)" not in text and "of them for checks" not in text
