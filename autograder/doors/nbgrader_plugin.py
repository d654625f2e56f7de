"""The nbgrader preprocessor that grades in place of nbgrader's `Execute`.

`nbgrader autograde`, formgrader's button and `autograder grade` all come through here. It writes
points and feedback as the outputs of the check cells, from which nbgrader's own `SaveAutoGrades`
takes the points.

Importing this module and making a `GradeSubmission` do nothing that can fail: nbgrader would give up
on the whole class. An exception in `preprocess` costs one student's grade only.
"""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from autograder.report.printable import as_typed, plain

if TYPE_CHECKING:
    from autograder.assignment.rubric import Rubric
    from autograder.grading.values import Grading

# Links that lead to a page or a mailbox, or have no scheme at all; all others a browser might run.
SAFE_LINK = re.compile(r"(?:https?:|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)
# Characters and formulas of a cell, and characters of a notebook, beyond which text stays as typed:
# the readers of Markdown and HTML take more than quadratic time.
MAX_MARKDOWN, MAX_FORMULAS, MAX_MARKUP = 20_000, 200, 300_000


def configure(config: Any) -> None:
    """Set up nbgrader for a course: call it in `nbgrader_config.py`.

    Args:
        config: What `get_config()` gives there.
    """
    config.Autograde.autograde_preprocessors = [
        "autograder.doors.nbgrader_plugin.GradeSubmission",
        "autograder.doors.nbgrader_plugin.CleanMarkdown",
        "nbgrader.preprocessors.IgnorePattern",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    # A check cell that a student deleted comes back, so that its points are not lost.
    config.OverwriteCells.add_missing_cells = True
    # nbgrader's own page does not name the tasks, and is too wide for a phone.
    config.GenerateFeedback.exporter_class = "autograder.pages.feedback_page.FeedbackExporter"
    config.GenerateFeedback.preprocessors = ["autograder.pages.feedback_page.GradesAndState"]
    # nbgrader's own CSV has no quotes, and a name in it can be a formula.
    config.ExportApp.plugin_class = "autograder.doors.nbgrader_exporters.CsvExport"


class UngradedError(RuntimeError):
    """A submission that could not be graded through no fault of its own."""


class GradeSubmission(NbGraderPreprocessor):
    """Grades a submission and writes the results into its notebook."""

    without_isolation = Bool(
        False, help="Whether to grade where student code cannot be shut in with bubblewrap."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Grade one notebook.

        Args:
            nb: The submitted notebook, sanitized by nbgrader.
            resources: nbgrader's resources, which name the student and the assignment.

        Raises:
            UngradedError: The grader or the machine is at fault; nbgrader then records no grade.
            RubricError: The gradebook has other points than the rubric.
        """
        from autograder.assignment.notebook import grade_id, prepare
        from autograder.course.attempts import submitted_folder
        from autograder.course.directory import cached_setting, find_course
        from autograder.course.gradebook import GRADED_BEFORE
        from autograder.course.handed import Handed, digest_of_handed
        from autograder.course.report_files import save_report
        from autograder.grading.one import grade_submission
        from autograder.sandbox.isolation import require_sandbox

        student = resources["nbgrader"]["student"]
        assignment = resources["nbgrader"]["assignment"]
        course = find_course(Path.cwd())
        grading = GRADED_BEFORE.get((assignment, student))
        if grading is None:
            setting = cached_setting(course.root, assignment)
            warning = require_sandbox(setting.isolation, self.without_isolation)
            if warning:
                self.log.warning(warning)
            setting.rubric.demand_points(
                {
                    grade_id(cell): float(cell.metadata["nbgrader"].get("points", 0))
                    for cell in nb.cells
                    if cell.metadata.get("nbgrader", {}).get("grade")
                }
            )
            submission = prepare(nb, setting.rubric, setting.release, [])
            grading = grade_submission(submission, setting, student)
            folder = submitted_folder(course, assignment, student)
            handed = Handed(student, folder, folder / f"{assignment}.ipynb")
            report = dataclasses.replace(grading.report, digest=digest_of_handed(handed))
            grading = dataclasses.replace(grading, report=report)
            rubric = setting.rubric
            save_report(course, grading.report)
        else:
            rubric = cached_setting(course.root, assignment).rubric
        if grading.report.score is None:
            raise UngradedError(f"{student} is not graded: {grading.report.reason}")
        write_outputs(nb, grading, rubric)
        return nb, resources


class CleanMarkdown(NbGraderPreprocessor, SanitizeHTML):
    """Takes out of Markdown and raw cells what a browser might run in feedback or formgrader.

    Outputs are clean already: `GradeSubmission` wrote them, and keeps of student code's outputs only
    plain text and pictures.
    """

    # How many more characters of the notebook may be read as markup.
    left = MAX_MARKUP

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean one cell."""
        if cell.cell_type == "code":
            return cell, resources
        try:
            if len(cell.source) <= self.left and simple(cell.source):
                # Text without these holds no HTML, and bleach would change its quotes for nothing.
                if "<" in cell.source or "&" in cell.source:
                    cell.source = self.sanitize_html_tags(cell.source)
                clean = cell.cell_type != "markdown" or not unsafe_links(cell.source)
            else:
                clean = False
        except Exception:
            clean = False
        self.left -= len(cell.source)
        if not clean:
            cell.source = as_typed(cell.source)
        return cell, resources

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean every cell."""
        self.left = MAX_MARKUP
        return super().preprocess(nb, resources)


def simple(text: str) -> bool:
    """Whether reading a text as Markdown and HTML takes no noticeable time."""
    return (
        len(text) <= MAX_MARKDOWN
        and text.count("\\begin") + text.count("$") <= MAX_FORMULAS
        and text.count("=") <= MAX_MARKDOWN // 10
    )


def unsafe_links(markdown: str) -> list[str]:
    """Return the links of a Markdown text that a browser might run when they are clicked."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    found: list[str] = []

    class Links(HTMLParser):
        """Collects where the links of a page lead to."""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """Note where the element leads, without the characters that browsers ignore."""
            found.extend(re.sub(r"[\x00-\x20]", "", value)
                         for name, value in attrs if name == "href" and value)  # fmt: skip

    if ":" in markdown or "&" in markdown:
        # The pictures of the cell are not at hand here.
        Links().feed(markdown2html_mistune(markdown.replace("attachment:", "attachment-")))
    return [link for link in found if not SAFE_LINK.match(link)]


def write_outputs(notebook: NotebookNode, grading: Grading, rubric: Rubric) -> None:
    """Write what the cells left behind, and the verdicts, as outputs of a notebook's cells."""
    from autograder.report import render

    original = grading.notebook.cells if grading.notebook is not None else []
    records = {
        original[index].get("id"): record
        for index, record in grading.cells.items()
        if 0 <= index < len(original)
    }
    # So that the feedback says which file it is about; what the student's file says of it is not asked.
    own = notebook.metadata.get("autograder")
    named = dict(own) if isinstance(own, dict) else {}
    notebook.metadata["autograder"] = {**named, "digest": grading.report.digest}
    check_cells = {task.check_cell: task.name for task in rubric.automatic_tasks}
    results = {task.name: task for task in grading.report.tasks}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        name = check_cells.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if name is None:
            drawn_by = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            cell.outputs = cell_outputs(records.get(cell.get("id"), {}), drawn_by)
            continue
        result = dataclasses.replace(results[name], points=results[name].points or 0.0)
        cell.outputs.append(
            nbformat.v4.new_output(
                "execute_result",
                execution_count=None,
                data={
                    "text/plain": render.repr_of_points(result.points or 0.0),
                    "text/html": render.task_html(result),
                },
            )
        )


def cell_outputs(record: dict[str, Any], name: str = "") -> list[NotebookNode]:
    """Return the outputs of a student's cell in notebook format.

    Only plain text and pictures are kept, so that nothing in it can run where it is shown.

    Args:
        record: What the probe wrote down.
        name: The cell's name, for the text that stands for a picture where it cannot be seen.
    """
    alternative = f"Picture drawn by the cell {name}" if name else "Picture drawn by the code above"
    outputs = []
    for output in record.get("outputs") or []:
        if not isinstance(output, dict):
            continue
        if output.get("output_type") == "stream" and isinstance(output.get("text"), str):
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            outputs.append(nbformat.v4.new_output("stream", name=name, text=plain(output["text"])))
        data = output.get("data")
        if output.get("output_type") == "display_data" and isinstance(data, dict):
            kept = {kind: text for kind, text in data.items() if isinstance(text, str)}
            safe = {
                kind: kept[kind]
                for kind in ("image/png", "image/jpeg")
                if re.fullmatch(r"[A-Za-z0-9+/=\s]+", kept.get(kind, ""))
            }
            if "text/plain" in kept:
                safe["text/plain"] = plain(kept["text/plain"])
            if safe:
                about = {kind: {"alt": alternative} for kind in safe if kind.startswith("image/")}
                outputs.append(nbformat.v4.new_output("display_data", data=safe, metadata=about))
    error = record.get("error")
    if isinstance(error, dict):
        line = error.get("line")
        where = (
            f" (line {line.get('number')}: {line.get('text')})" if isinstance(line, dict) else ""
        )
        message = f": {error['message']}" if error.get("message") else ""
        text = f"{error.get('type')}{message}{where}"
        outputs.append(nbformat.v4.new_output("stream", name="stderr", text=plain(text)))
    return outputs
