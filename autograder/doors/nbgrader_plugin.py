"""The nbgrader preprocessor that grades in place of nbgrader's `Execute`.

`nbgrader autograde`, formgrader's button and `autograder grade` all come through here. It writes
points and feedback as the outputs of the check cells, from which `saved_grades.SaveGrades` takes the
points as nbgrader's own step does.

Importing this module and making a `GradeSubmission` do nothing that can fail: nbgrader would give up
on the whole class. An exception in `preprocess` costs one student's grade only.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from autograder.pages.bounded import FILTERS
from autograder.report.printable import plain

if TYPE_CHECKING:
    from autograder.assignment.rubric import Rubric
    from autograder.grading.values import Grading


# What `nbgrader autograde` does with a submission.
STEPS = [
    "autograder.doors.nbgrader_plugin.GradeSubmission",
    "autograder.doors.saved_grades.NoteAnswers",
    "autograder.doors.nbgrader_plugin.CleanMarkdown",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.doors.saved_grades.SaveGrades",
    "autograder.doors.late_plugin.HandInTimes",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Where the steps that are not a course's own come from, and those among them that have no place here:
# they run student code, take out what says which cell is which, or ask again for marks that stand.
KNOWN = ("autograder", "nbconvert", "nbgrader")
REPLACED = ("Execute", "ExecutePreprocessor", "ClearMetadataPreprocessor", "SaveAutoGrades")


def configure(config: Any) -> None:
    """Set up nbgrader for a course: call it at the end of `nbgrader_config.py`.

    Student code then runs nowhere but in the sandbox. What a course has set up itself before stays:
    steps of its own beside nbgrader's, its pages, its exports, its rules on late work.

    Args:
        config: What `get_config()` gives there.
    """
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters import Autograde, GenerateAssignment, base
    from nbgrader.coursedir import CourseDirectory

    from autograder.doors import nbgrader_reader
    from autograder.doors.fill_placeholders import with_step

    # Whatever a student handed in is read with limits, and repaired before nbgrader sees it.
    config.Autograde.exporter_class = "autograder.doors.nbgrader_reader.SubmissionReader"
    Autograde.init_notebooks = nbgrader_reader.find_notebooks
    Autograde.init_destination = nbgrader_reader.init_destination
    Autograde.init_assignment = nbgrader_reader.init_assignment
    base.find_all_files = nbgrader_reader.find_files
    CourseDirectory.get_existing_timestamp = nbgrader_reader.existing_timestamp
    NbGraderAPI.get_submitted_timestamp = nbgrader_reader.submitted_timestamp
    config.Autograde.autograde_preprocessors = _steps(config.Autograde)
    making = config.GenerateAssignment
    # What a course appends to a list that it does not know is not a list yet.
    given, usual = making.get("preprocessors"), GenerateAssignment.preprocessors.default()
    given = given if given is None or isinstance(given, list) else given.get_value(list(usual))
    making.preprocessors = with_step(given or list(usual))
    # A check cell that a student deleted comes back, so that its points are not lost.
    config.OverwriteCells.setdefault("add_missing_cells", True)
    config.AssignLatePenalties.setdefault("plugin_class", "autograder.doors.late_plugin.LatePolicy")
    if "exporter_class" not in config.GenerateFeedback:
        # nbgrader's own page does not name the tasks, and is too wide for a phone.
        config.GenerateFeedback.exporter_class = "autograder.pages.feedback_page.FeedbackExporter"
        config.GenerateFeedback.preprocessors = ["autograder.pages.feedback_page.GradesAndState"]
    # nbconvert's own take as long as a student's text makes them, also in formgrader.
    config.HTMLExporter.filters = {**config.HTMLExporter.get("filters", {}), **FILTERS}
    # nbgrader's own CSV has no quotes, and a name in it can be a formula.
    config.ExportApp.setdefault("plugin_class", "autograder.doors.nbgrader_exporters.CsvExport")


def _steps(autograde: Any) -> list[Any]:
    """Return the steps of `nbgrader autograde`, with those that a course has added itself."""
    given = autograde.get("autograde_preprocessors") or []
    if not isinstance(given, list):
        # What a course appends to a list that it does not know is not a list yet.
        given = given.get_value([])
    ours = (*REPLACED, *(step.rpartition(".")[2] for step in STEPS))
    own = []
    for step in given:
        name = step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
        if name.partition(".")[0] not in KNOWN or name.rpartition(".")[2] not in ours:
            own.append(step)
    # Before the points are saved, as steps of a course's own may change what is saved.
    place = STEPS.index("autograder.doors.saved_grades.SaveGrades")
    return [*STEPS[:place], *own, *STEPS[place:]]


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
            RubricError: The gradebook has other points than the rubric, or the course's rules on late
                work are wrong.
        """
        from autograder.assignment.notebook import grade_id
        from autograder.assignment.tidy import NotebookError
        from autograder.course.classroom import cannot_be_read, with_notes
        from autograder.course.directory import find_course
        from autograder.course.drawn import cached_setting
        from autograder.course.gradebook import GRADED_BEFORE, time_of
        from autograder.course.handed import Handed, digest_of_handed
        from autograder.course.late_policy import load_policy
        from autograder.course.report_files import save_report
        from autograder.course.submitted import submitted_folder
        from autograder.doors.nbgrader_reader import READ, SETTLED
        from autograder.grading.one import grade_submission, prepare_own
        from autograder.report.results import FLAGGED
        from autograder.sandbox.isolation import require_sandbox

        student = resources["nbgrader"]["student"]
        assignment = resources["nbgrader"]["assignment"]
        course = find_course(Path.cwd())
        load_policy(course)
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
            read = READ.pop((assignment, student), None)
            folder = submitted_folder(course, assignment, student)
            handed = Handed(student, folder, folder / f"{assignment}.ipynb")
            settled = SETTLED.pop((assignment, student), None)
            if settled is not None:
                handed, grading = settled
            elif read is None:
                # A course has set another reader.
                submission = prepare_own(nb, setting, [], student)
                grading = grade_submission(submission, setting, student)
            elif read.error is not None or read.submission is None:
                handed = read.handed
                grading = cannot_be_read(handed, setting, read.error or NotebookError())
            else:
                handed = read.handed
                grading = with_notes(handed, grade_submission(read.submission, setting, student))
            report = dataclasses.replace(grading.report, digest=digest_of_handed(handed))
            _, unread = time_of(folder / "timestamp.txt")
            unread = (*unread, read.note) if read is not None and read.note else unread
            if unread and report.score is not None:
                flags = (*report.flags, *unread)
                report = dataclasses.replace(report, status=FLAGGED, flags=flags)
            grading = dataclasses.replace(grading, report=report)
            rubric = setting.rubric
            save_report(course, grading.report)
        else:
            rubric = cached_setting(course.root, assignment).rubric
        if grading.report.score is None:
            raise UngradedError(f"{student} is not graded: {grading.report.reason}")
        write_outputs(nb, grading, rubric)
        return nb, resources


class CleanMarkdown(NbGraderPreprocessor):
    """Takes out of Markdown and raw cells what a browser might run, or load from elsewhere.

    Outputs are clean already: `GradeSubmission` wrote them, and keeps of student code's outputs only
    plain text and pictures.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean every cell."""
        from autograder.pages.bounded import Budget, clean_text

        budget = Budget()
        for cell in nb.cells:
            if cell.cell_type != "code":
                cell.source = clean_text(cell.source, cell.cell_type == "raw", budget)
        return nb, resources


def put_variant_back(notebook: NotebookNode, grading: Grading) -> None:
    """Put the texts of the student's variant back, where nbgrader has those of another.

    It overwrites the cells that come with the assignment, and knows one form of them.
    """
    own = grading.notebook.cells if grading.notebook is not None else []
    known = {cell.metadata["nbgrader"].get("grade_id"): cell.source for cell in own
             if cell.metadata.get("nbgrader", {}).get("locked")}  # fmt: skip
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("locked") and not marks.get("grade") and marks.get("grade_id") in known:
            cell.source = known[marks["grade_id"]]


def write_outputs(notebook: NotebookNode, grading: Grading, rubric: Rubric) -> None:
    """Write what the cells left behind, and the verdicts, as outputs of a notebook's cells."""
    from autograder.report import render
    from autograder.report.results import task_to_json

    original = grading.notebook.cells if grading.notebook is not None else []
    records = {
        original[index].get("id"): record
        for index, record in grading.cells.items()
        if 0 <= index < len(original)
    }
    # So that the feedback says which file it is about, and begins with what went wrong; what the
    # student's file says of either is not asked.
    own = notebook.metadata.get("autograder")
    named = dict(own) if isinstance(own, dict) else {}
    lost = [task_to_json(task) for task in grading.report.tasks if task.failures]
    notebook.metadata["autograder"] = {**named, "digest": grading.report.digest, "lost": lost}
    notebook.metadata["autograder"].pop("judged_as", None)
    if rubric.variants:
        notebook.metadata["autograder"]["judged_as"] = grading.report.variant
        put_variant_back(notebook, grading)
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
            # Of the assignment's own cells, those that take long and what depends on them.
            if records and drawn_by and cell.get("id") not in records:
                cell.metadata["autograder"] = {"not_run": True}
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
