"""Say where a course's notebooks disagree with its rubrics, and what a reference loses in grading.

In: a course and an assignment. Out: one line for each disagreement, naming the cell and the key.
"""

from __future__ import annotations

import ast
import re

import nbformat
from nbformat import NotebookNode

from autograder.assignment.images import dataset_of
from autograder.assignment.notebook import grade_id
from autograder.assignment.parsed import parsed
from autograder.assignment.rubric import Rubric, own_checks
from autograder.assignment.task_tables import Task
from autograder.course.directory import Course
from autograder.course.each_variant import (
    Every,
    Tell,
    lost_by_references,
    placeholders_that_lead_nowhere,
    without_placeholders,
)
from autograder.course.wrong_work import causes_without_words
from autograder.data import DataError
from autograder.report.render import points_text
from autograder.report.results import Report


def disagreements(course: Course, assignment: str) -> list[str]:
    """Return what in the source notebook disagrees with the rubric.

    Raises:
        RubricError: The rubric is wrong.
    """
    rubric = course.rubric(assignment)
    path = course.source / assignment / f"{assignment}.ipynb"
    every = Every(course, assignment)
    found = placeholders_that_lead_nowhere(every) + compare(rubric, every.notebook(rubric.variant))
    # What disagrees in all of them would be said of each.
    found = found or without_placeholders(every, compare, _text_of_task)
    lines = [f"{path.name}: {line}" for line in found]
    if rubric.data is not None:
        try:
            dataset_of(rubric, course.rubric_path(assignment).parent)
        except DataError as error:
            lines.append(str(error))
    lines += causes_without_words(every)
    for leak in sorted(path.parent.rglob("test_*.py")):
        lines.append(
            f"{leak} would be handed out with the notebook: checks belong into "
            f"{own_checks(course.root, assignment)}"
        )
    return lines


def wrong_with_reference(
    course: Course, assignment: str, tell: Tell = lambda _done, _all: None
) -> list[str]:
    """Grade the source notebook with the course's rubric, checks and seed; return what it loses.

    Where there are variants, that of each is graded.

    Args:
        course: The course.
        assignment: The assignment's name.
        tell: Told how far it has come.

    Raises:
        RubricError: The rubric is wrong.
        DataError: The data set is not there.
    """
    lines = lost_by_references(Every(course, assignment), lost, tell)
    return [f"{assignment}.ipynb: {line}" for line in lines]


def lost(report: Report) -> list[str]:
    """Return what a reference loses, by its report."""
    if report.score is None:
        return [f"the reference could not be graded: {report.reason}"]
    lines = [f"the reference is flagged: {flag}" for flag in report.flags]
    for task in report.tasks:
        if task.points is not None and task.points < task.max_points - 1e-9:
            why = task.first_cause.problem if task.first_cause else "a check fails"
            lines.append(
                f"the reference has {points_text(task.points)} of "
                f"{points_text(task.max_points)} points for {task.name}: {why}"
            )
    return lines


def set_points(course: Course, assignment: str) -> list[str]:
    """Give the cells of the source notebook the points that the rubric has; return what changed.

    Raises:
        RubricError: The rubric is wrong.
    """
    rubric = course.rubric(assignment)
    path = course.source / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    most = {task.check_cell: task.max_points for task in rubric.tasks}
    changed = []
    for cell in notebook.cells:
        marks, points = cell.metadata.get("nbgrader", {}), most.get(grade_id(cell))
        if points is not None and marks.get("grade") and marks.get("points") != points:
            changed.append(f"{path.name}: {grade_id(cell)} has {points:g} points now")
            marks["points"] = int(points) if points == int(points) else points
    if changed:
        nbformat.write(notebook, path)
    return changed


def compare(rubric: Rubric, notebook: NotebookNode) -> list[str]:
    """Return what in a notebook disagrees with a rubric."""
    cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    found = rubric.points_that_differ(
        {name: float(cell.metadata["nbgrader"].get("points", 0)) for name, cell in cells.items()}
    )
    for task in rubric.tasks:
        found += _task(task, cells)
    graded = {name for name, cell in cells.items() if cell.metadata["nbgrader"].get("grade")}
    for name in sorted(graded - {task.check_cell for task in rubric.tasks}):
        found.append(f"the cell {name} has points, but the rubric has no such task")
    for name in rubric.not_executed:
        if name not in cells:
            found.append(f"notebook.not_executed names the cell {name}, which is not there")
    found += _solutions_without_marks(rubric, notebook)
    return found + _numbers(rubric, notebook, cells)


def _task(task: Task, cells: dict[str, NotebookNode]) -> list[str]:
    cell = cells.get(task.check_cell)
    if cell is None:
        return [f"tasks.{task.name}: there is no cell {task.check_cell}"]
    if not task.automatic or task.kind == "test_accuracy":
        return []
    stub = cells.get(task.name)
    if stub is not None:
        marked = stub.metadata["nbgrader"].get("solution")
        return [] if marked else [f"the cell {task.name} is not marked as an autograded answer"]
    # A part of another function: a cell of the instructor's makes it.
    if any(_is_read_only(one) and task.name in _made_by(one.source) for one in cells.values()):
        return []
    return [
        f"tasks.{task.name}: there is no cell {task.name} with the stub, nor a read-only cell that "
        f"makes {task.name}"
    ]


def _is_read_only(cell: NotebookNode) -> bool:
    marks = cell.metadata["nbgrader"]
    return bool(marks.get("locked")) and not marks.get("grade") and not marks.get("solution")


def _made_by(source: str) -> set[str]:
    """Return the names that a cell defines or assigns at its top level."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return set()
    made = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            made.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else []
        made |= {one.id for target in targets for one in ast.walk(target)
                 if isinstance(one, ast.Name)}  # fmt: skip
    return made


def _solutions_without_marks(rubric: Rubric, notebook: NotebookNode) -> list[str]:
    """Return the cells with a solution that would be handed out, as nothing says that they are one."""
    tasks, found = {task.name for task in rubric.automatic_tasks}, []
    for number, cell in enumerate(notebook.cells, 1):
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            continue
        name = grade_id(cell) or f"cell {number}"
        if "### BEGIN SOLUTION" in cell.source:
            found.append(f"{name} has a solution, but is not marked as an answer")
        elif cell.cell_type == "code" and not marks.get("locked"):
            found += [
                f"{name} makes {task}, but is not marked as an autograded answer; the solution would "
                "be handed out"
                for task in sorted(tasks & _made_by(cell.source))
            ]
    return found


def _numbers(rubric: Rubric, notebook: NotebookNode, cells: dict[str, NotebookNode]) -> list[str]:
    """Compare the numbers that the notebook's texts and signatures name with the rubric's."""
    found = []
    train, model = rubric.task_of_kind("train"), rubric.task_of_kind("model")
    if train and train.name in cells:
        default = _default_epochs(cells[train.name].source, train.name)
        if default != rubric.epochs:
            found.append(
                f"{train.name} has epochs={default} in its signature, training.epochs is "
                f"{rubric.epochs}"
            )
        text = _text_of_task(notebook, train.name)
        wanted = {"training.epochs": str(rubric.epochs), "training.optimizer": rubric.optimizer}
        if rubric.validation_split:
            wanted["training.validation_split"] = f"{rubric.validation_split:.0%}".rstrip("%")
        if rubric.early_stopping and rubric.early_stopping.patience:
            wanted["training.early_stopping.patience"] = str(rubric.early_stopping.patience)
        found += _absent(text, wanted, train.name)
    if model and model.name in cells:
        text = _text_of_task(notebook, model.name)
        wanted = _widths(rubric)
        wanted["the number of parameters"] = f"{rubric.parameter_count:,}"
        found += _absent(text, wanted, model.name)
    return found


def _widths(rubric: Rubric) -> dict[str, str]:
    """Return the numbers of units and filters that the text of the model's task names, by key."""
    if rubric.is_dense:
        return {f"model.units ({width})": str(width) for width in rubric.units}
    return {
        f"model.layers[{place}] ({layer.type} {layer.width})": str(layer.width)
        for place, layer in enumerate(rubric.layers)
        if layer.width
    }


def _default_epochs(source: str, function: str) -> object:
    try:
        tree = parsed(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            names = [argument.arg for argument in node.args.args]
            defaults = dict(zip(reversed(names), reversed(node.args.defaults)))
            default = defaults.get("epochs")
            return default.value if isinstance(default, ast.Constant) else None
    return None


def _text_of_task(notebook: NotebookNode, task: str) -> str:
    """Return the text and the stub of a task: the cells between the previous task's and its own."""
    texts: list[str] = []
    for cell in notebook.cells:
        texts.append(cell.source)
        if grade_id(cell) == task:
            break
        if grade_id(cell):
            texts = []
    return "\n".join(texts)


def _absent(text: str, wanted: dict[str, str], task: str) -> list[str]:
    return [
        f"the text of {task} does not mention {key}: {value}"
        for key, value in wanted.items()
        if not re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", text, re.IGNORECASE)
    ]
