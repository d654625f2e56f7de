"""Self-checks in a notebook: `check("<task>")` and `check.all()`.

The student's functions are called where they are, in the notebook's kernel, on inputs from the
public seed; the judge runs in a process of its own, as in grading. What this module says is for the
student to learn from: grading never relies on it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tempfile
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.assignment.rubric import (
    Rubric,
    RubricError,
    find_rubric,
    handed_words,
    load_rubric,
    own_checks,
)
from autograder.assignment.task_tables import NEEDED, Task
from autograder.assignment.variants import name_in
from autograder.doors.earlier_run import notes_on_earlier_runs
from autograder.doors.signs_of_life import SignsOfLife
from autograder.doors.stopping import stoppable
from autograder.doors.written_answers import empty_answers
from autograder.grading.failed_cells import nearest
from autograder.judge import feedback
from autograder.probe.quiet import quietly
from autograder.report import render
from autograder.report.results import TaskResult

if TYPE_CHECKING:
    from autograder.data import Dataset

WHERE_LOOKED = (
    "It was looked for in {}, where the kernel works. If it lies beside the notebook, start the kernel "
    "there (in VS Code: the setting jupyter.notebookFileRoot, ${{fileDirname}})."
)
HOW_TO_WORK_THERE = (
    "Start it beside the notebook (in VS Code: the setting jupyter.notebookFileRoot, "
    "${fileDirname})."
)
# Kinds of task that train, evaluate or ask models.
WITH_MODELS = (
    "train", "plot_history", "evaluate", "predict_labels", "predict_one", "test_accuracy",
)  # fmt: skip


class Feedback:
    """What a check says: its points as plain text, and everything else as HTML.

    Args:
        task: The verdict.
        before: What to say first, if anything: that another function was judged than stands there.
    """

    def __init__(
        self, task: TaskResult, before: str = "", known: render.Known = render.NOTHING_KNOWN
    ) -> None:
        self.task = task
        self.before = before
        self.known = known

    def __repr__(self) -> str:
        return render.repr_of_points(self.task.points or 0.0)

    def __str__(self) -> str:
        # What `print` shows; nbgrader reads what the cell itself shows, which is `repr`.
        return self.text

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        # A terminal shows no HTML. A notebook does, and from its plain text nbgrader reads the points.
        printer.text(self.text if in_a_terminal() else repr(self))

    def _repr_html_(self) -> str:
        return render.task_html(self.task, render.PUBLIC_NOTE, self.before, self.known)

    @property
    def text(self) -> str:
        """The whole feedback as plain text."""
        return "\n".join(filter(None, (self.before, render.task_text(self.task))))


class Summary:
    """What `check.all()` says: the points so far, what is left, and that this is not the grade."""

    def __init__(
        self, tasks: tuple[TaskResult, ...], known: render.Known = render.NOTHING_KNOWN
    ) -> None:
        self.tasks = tasks
        self.known = known

    def __repr__(self) -> str:
        return render.progress_text(self.tasks, render.SUMMARY_NOTE, self.known)

    def _repr_html_(self) -> str:
        return render.summary_html(self.tasks, render.SUMMARY_NOTE, self.known)


class UnknownTask(KeyError):
    """There is no task with the name that a check was asked for."""

    def __str__(self) -> str:
        return str(self.args[0])

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows of this: there is nothing to look for in the kit."""
        return [str(self)]


class Checker:
    """The checks of one assignment, for use in its notebook.

    Args:
        assignment: The assignment's name.
        namespace: Where the student's functions are; the notebook's own names by default.
        variant: What the notebook says of the student's variant, where each has one. It is believed:
            only the course knows whose it is.

    Raises:
        RubricError: There is no such assignment or variant, or its rubric is wrong.
    """

    def __init__(
        self, assignment: str, namespace: Mapping[str, Any] | None = None, variant: str = ""
    ) -> None:
        self._assignment = assignment
        self._namespace = namespace
        folders = folders_of_notebook(self._names())
        try:
            self._path = find_rubric(assignment, folders)
        except RubricError as error:
            raise RubricError(f"{error} {WHERE_LOOKED.format(folders[-1])}") from None
        if self._path.parent not in folders:
            self._say_what_is_hidden(folders[-1])
        # Checks that the course has handed out, if it has.
        found = (own_checks(folder, assignment) for folder in folders)
        handed = handed_words(assignment)
        self._checks: Path | None = next((one for one in found if one.is_dir()), handed)
        self._rubric: Rubric = load_rubric(self._path, self._checks)
        if variant:
            self._rubric = self._of_variant(variant)
        self._known: tuple[tuple[str | None, ...], Dataset] | None = None

    def __repr__(self) -> str:
        return f"Checker({self._assignment!r})"

    def _of_variant(self, said: str) -> Rubric:
        """Return the rubric of the variant that the notebook says it is.

        Raises:
            RubricError: The rubric that was found has no such variant.
        """
        try:
            return load_rubric(self._path, self._checks, name_in(said))
        except RubricError as error:
            raise RubricError(
                f"{error} It stands in the set-up cell: copy that cell from your notebook as you got "
                f"it. If nothing was changed there, {self._path} is not the rubric of this notebook."
            ) from None

    def _say_what_is_hidden(self, folder: Path) -> None:
        """Say in one line that a rubric lies further down, where this kernel does not look."""
        name = f"{self._assignment}.toml"
        below = sorted(
            path for pattern in ("*", "*/*") for path in folder.glob(f"{pattern}/{name}")
        )
        if below:
            print(f"{below[0]} is not used: the kernel works in {folder}. {HOW_TO_WORK_THERE}")

    def load_data(self) -> Any:
        """Load the assignment's images and print one line that says which these are.

        Returns:
            `(x_train, y_train), (x_test, y_test)`: images uint8 (n, rows, columns), labels uint8 (n,).

        Raises:
            DataError: The images are not there, damaged, or of another data set.
        """
        from autograder.assignment.images import load_images

        return load_images(self._rubric, self._path.parent)

    def __call__(self, task: str) -> Feedback:
        """Check one task and return feedback.

        Args:
            task: Name of the task.

        Raises:
            UnknownTask: There is no such task; the message lists those that there are.
            Stopped: The check was interrupted.
        """
        try:
            chosen = self._rubric.task(task)
        except KeyError as error:
            raise UnknownTask(self._did_you_mean(task, str(error.args[0]))) from None
        before = notes_on_earlier_runs([chosen.name], self._names()).get(chosen.name, "")
        known = render.Known(self._not_run(), self._together())
        return Feedback(self._check((chosen,))[0], before, known)

    def all(self) -> Summary:
        """Check every task, and return the points of all.

        Raises:
            Stopped: The check was interrupted.
        """
        results, names = self._check(self._rubric.tasks), self._names()
        known = render.Known(
            self._not_run(),
            self._together(),
            empty_answers(self._rubric, folders_of_notebook(names)),
            notes_on_earlier_runs(self._functions(), names),
        )
        return Summary(results, known)

    def _functions(self) -> list[str]:
        """Return the names of the functions that a notebook has to define."""
        return [one.name for one in self._rubric.tasks if one.kind != "test_accuracy"]

    def _not_run(self) -> frozenset[str]:
        """Return the tasks whose functions were never defined here, or need one that was not."""
        names, functions = self._names(), self._functions()
        not_run = {
            one for one in functions
            if names.get(one) is None and near_function(one, names, set(functions)) is None
        }  # fmt: skip
        needed = {one.name for one in self._rubric.tasks if one.kind in NEEDED["test_accuracy"]}
        if needed & not_run:
            not_run |= self._together()
        return frozenset(not_run)

    def _together(self) -> frozenset[str]:
        """Return the tasks that put several functions together."""
        return frozenset(one.name for one in self._rubric.tasks if one.kind == "test_accuracy")

    def _did_you_mean(self, name: object, message: str) -> str:
        """Return the message with the task that was meant, if one has nearly this name."""
        near = nearest(str(name), [one.name for one in self._rubric.automatic_tasks])
        return f"{message} Did you mean {near!r}?" if near else message

    def _check(self, tasks: Sequence[Task]) -> tuple[TaskResult, ...]:
        """Return the verdict on each task, in the same order."""
        from autograder.judge.ask import expect, judge, stay_for_good
        from autograder.judge.inputs import PUBLIC_SEED
        from autograder.judge.request import Request, together

        results = {
            task.name: TaskResult(task.name, None, task.max_points, marked_by=task.marked_by)
            for task in tasks
        }
        automatic = [task for task in tasks if task.automatic]
        if automatic:
            stay_for_good()
            dataset, names = self._images(), self._names()
            with (
                tempfile.TemporaryDirectory(
                    prefix="check-", ignore_cleanup_errors=True
                ) as directory,
                SignsOfLife(automatic) as signs,
                stoppable() as stop_if_asked,
            ):
                folder = Path(directory)
                expect(self._path, self._checks)
                with contextlib.ExitStack() as faster:
                    with quietly():
                        # It may import Keras.
                        faster.enter_context(_faster(automatic))
                    for task in automatic:
                        signs.say(task)
                        with quietly(), _without_pictures():
                            self._probe(task, dataset, names, folder)
                        stop_if_asked()
                asked = tuple(task.name for task in automatic)
                request = Request(
                    folder, self._path, PUBLIC_SEED, dataset.name, asked, checks=self._checks,
                    variant=self._rubric.variant,
                )  # fmt: skip
                verdict = together(judge([request])[0])
            if verdict.faults:
                raise RuntimeError(f"the check itself failed: {'; '.join(verdict.faults)}")
            for result in verdict.tasks:
                results[result.name] = self._name_the_near_one(result, names)
        return tuple(results.values())

    def _images(self) -> Dataset:
        """Return the assignment's images, read once as long as the same ones are asked for."""
        from autograder.assignment.images import dataset_of

        asked = tuple(os.environ.get(name) for name in ("MNIST_PATH", "MNIST_FULL", "KERAS_HOME"))
        if self._known is None or self._known[0] != asked:
            self._known = (asked, dataset_of(self._rubric, self._path.parent))
        return self._known[1]

    def _probe(self, task: Task, dataset: Dataset, names: Mapping[str, Any], folder: Path) -> None:
        """Call the student's function and write the evidence into the folder."""
        from autograder.grading.jobs import architecture, probe_settings
        from autograder.judge.inputs import PUBLIC_SEED, draw_inputs
        from autograder.probe import compiled, given_models
        from autograder.probe.settings_aside import SettingsAside
        from autograder.probe.tasks import Limits, probe_task

        with SettingsAside():
            inputs = draw_inputs(self._rubric, task, dataset, PUBLIC_SEED)
        if task.kind == "test_accuracy":
            inputs = {**inputs, "x_train": dataset.x_train, "y_train": dataset.y_train}
        limits = Limits(self._rubric.limits.call_seconds, self._rubric.limits.training_seconds)
        settings = {**probe_settings(self._rubric), **architecture(self._rubric)}
        tools = {**vars(given_models), **vars(compiled)}
        probe_task(task.name, task.kind, names, inputs, settings, limits, folder, tools)

    def _name_the_near_one(self, result: TaskResult, names: Mapping[str, Any]) -> TaskResult:
        """Say which function may be the one that is looked for, where there is none of its name."""
        task = self._rubric.task(result.name)
        if task.kind == "test_accuracy" or names.get(task.name) is not None or not result.failures:
            return result
        near = near_function(task.name, names, {one.name for one in self._rubric.tasks})
        if near is None:
            return result
        text = feedback.explain(task.kind, "renamed", {"task": task.name, "near": near})
        said = result.failures[0]
        checks = tuple(
            dataclasses.replace(check, **dataclasses.asdict(text)) if check is said else check
            for check in result.checks
        )
        return dataclasses.replace(result, checks=checks)

    def _names(self) -> Mapping[str, Any]:
        if self._namespace is not None:
            return self._namespace
        from IPython import get_ipython

        shell = get_ipython()
        if shell is None:
            import __main__

            return vars(__main__)
        names: Mapping[str, Any] = shell.user_ns
        return names


@contextlib.contextmanager
def _without_pictures() -> Iterator[None]:
    """Keep what functions show out of the cell: pictures of the check's own images would mislead."""
    from IPython import get_ipython

    if get_ipython() is None:
        yield
        return
    from IPython.utils.capture import capture_output

    with capture_output(stdout=False, stderr=False, display=True):
        yield


def in_a_terminal() -> bool:
    """Whether this is IPython in a terminal."""
    from IPython import get_ipython

    return type(get_ipython()).__name__ == "TerminalInteractiveShell"


def folders_of_notebook(names: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return where a rubric may lie beside the notebook: its own folder, then the kernel's.

    Editors may start a kernel in the folder of a whole project. Some say which notebook it is for.

    Args:
        names: The notebook's names.
    """
    told = (names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"))
    notebooks = [Path(one) for one in told if isinstance(one, str) and one.endswith(".ipynb")]
    found = [one.resolve().parent for one in notebooks if one.is_file()]
    return tuple(dict.fromkeys([*found, Path.cwd()]))


def near_function(task: str, names: Mapping[str, Any], others: Collection[str]) -> str | None:
    """Return the student's function whose name is most like a task's, if any is.

    Args:
        task: The name that is looked for.
        names: The notebook's names.
        others: Names that belong to other tasks.
    """
    functions = (name for name, value in names.items() if isinstance(value, types.FunctionType))
    return nearest(task, (name for name in functions if name not in others))


def _faster(tasks: Sequence[Task]) -> contextlib.AbstractContextManager[None]:
    """Return what makes the checks of tasks with models faster, and leaves Keras as it was.

    Other checks need no Keras, and need not wait until it is imported.
    """
    from autograder.probe.speed import faster_training

    models = any(task.kind in WITH_MODELS for task in tasks)
    return faster_training() if models else contextlib.nullcontext()
