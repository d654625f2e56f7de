"""The pytest plugin: `pytest path/to/mnist_sgd.ipynb` checks a notebook in the terminal.

The notebook is graded once, in the same way as everywhere else and with the public seed; each
check is a test. Notebooks that belong to no known assignment are left alone.

pytest runs the `conftest.py` and obeys the settings that lie beside a file, as whoever started it. So a
notebook that somebody else handed in is refused before pytest does so, where pytest lets this module
see it: settings of that folder can switch the module off. `autograder check` uses nothing of a folder.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.assignment.places import (
    COURSE_CONFIG,
    KIT,
    holds_work,
    safe_path,
    trusted_folders,
)

if TYPE_CHECKING:
    from autograder.report.results import CheckResult, Report, TaskResult

REPORTS = pytest.StashKey[dict[str, "Report"]]()
# What each notebook was checked with, where that is not plain.
USED = pytest.StashKey[dict[str, str]]()
# Where the workers of pytest-xdist share the reports, and under which name they are told.
SHARED_FOLDER = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()
SHARED = "autograder_reports"


def pytest_configure(config: pytest.Config) -> None:
    """Make room for the reports of this run."""
    config.stash[REPORTS] = {}
    config.stash[USED] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Refuse strangers' notebooks before anything that lies beside them is run.

    Raises:
        UsageError: One is named among a course's submissions, or beside what pytest would obey.
    """
    named = (
        Path(word.partition("::")[0]) for word in early_config.known_args_namespace.file_or_dir
    )
    for path in named:
        if path.suffix.lower() == ".ipynb" and path.is_file():
            why = _refused(path.resolve(), early_config)
            if not trusted_folders(path.resolve().parent):
                # `python -m pytest` imports from the current folder.
                sys.path[:] = safe_path()
            if why:
                raise pytest.UsageError(
                    f"{path} is not checked: {why}. Run `autograder check {path}`."
                )


def _refused(path: Path, config: pytest.Config) -> str:
    """Return why pytest must not be run on a notebook, or nothing.

    Nothing is imported here: by now pytest imports from where the settings say.
    """
    if trusted_folders(path.parent):
        return ""
    for root in path.parents:
        if (root / COURSE_CONFIG).is_file() and holds_work(root, path):
            return f"it is a submission of the course {root}, and pytest obeys what lies beside it"
    chosen = config.known_args_namespace
    settings = [config.inipath] if config.inipath and not chosen.inifilename else []
    folders = [path.parent, *path.parent.parents]
    within = [one for one in folders if one == config.rootpath or config.rootpath in one.parents]
    conftests = [] if chosen.noconftest else [one / "conftest.py" for one in within]
    for file in (*settings, *conftests):
        if file.is_file() and file.parent != KIT:
            return f"pytest would obey {file}, which may be a stranger's"
    return ""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a notebook that is named on the command line and belongs to an assignment."""
    if file_path.suffix != ".ipynb" or not parent.session.isinitpath(file_path):
        return None
    collector: NotebookFile = NotebookFile.from_parent(parent, path=file_path)
    return collector


class NotebookFile(pytest.File):
    """A notebook; its tests are the checks of its tasks."""

    _report: Report | None = None

    def collect(self) -> Iterable[pytest.Collector]:
        """Yield the tasks, in the order of the notebook."""
        from autograder.assignment.notebook import assignment_of
        from autograder.assignment.rubric import (
            RubricError,
            find_rubric,
            known_assignments,
            load_rubric,
        )
        from autograder.assignment.tidy import NotebookError
        from autograder.grading.opening import open_notebook
        from autograder.sandbox.reading import EvidenceError

        try:
            notebook, _ = open_notebook(self._content(), self.path.name)
            folders = trusted_folders(self.path.parent)
            assignment = assignment_of(notebook, self.path.name, known_assignments(folders))
            rubric = load_rubric(find_rubric(assignment, folders))
        except (NotebookError, EvidenceError, RubricError, OSError) as error:
            raise self.CollectError(str(error)) from None
        self.assignment = assignment
        for task in rubric.automatic_tasks:
            yield TaskChecks.from_parent(self, name=task.name, checks=tuple(task.points))

    def report(self) -> Report:
        """Return the notebook's report; it is graded when the first test asks."""
        if self._report is None:
            shared = getattr(self.config, "workerinput", {}).get(SHARED)
            self._report = self._shared(Path(shared)) if shared else self._graded()
            self.config.stash[REPORTS][str(self.path)] = self._report
        return self._report

    def _graded(self) -> Report:
        from autograder.grading.one import grade
        from autograder.grading.public import described, public_setting

        setting = public_setting(self.assignment, self.path.parent)
        if not trusted_folders(self.path.parent):
            self.config.stash[USED][str(self.path)] = described(setting)
        return grade(self._content(), self.path.name, setting).report

    def _content(self) -> bytes:
        from autograder.course.attempts import MAX_FILE_BYTES
        from autograder.sandbox.reading import read_bytes

        return read_bytes(self.path.resolve(), MAX_FILE_BYTES)

    def _shared(self, folder: Path) -> Report:
        """Return the report that one of several workers makes for all of them."""
        from filelock import FileLock

        name = hashlib.sha256(str(self.path).encode()).hexdigest()
        with FileLock(folder / f"{name}.lock"):
            file = folder / f"{name}.json"
            if not file.is_file():
                report = self._graded()
                used = self.config.stash[USED].get(str(self.path), "")
                content = {"path": str(self.path), "used": used, "report": report.to_json()}
                file.write_text(json.dumps(content), encoding="utf-8")
            return _read_shared(file)[2]


def _read_shared(file: Path) -> tuple[str, str, Report]:
    """Return the path of a notebook, what it was checked with, and its report."""
    from autograder.report.results import Report

    content = json.loads(file.read_text(encoding="utf-8"))
    return content["path"], content["used"], Report.from_json(content["report"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the workers share their reports."""
    config = node.config
    if SHARED_FOLDER not in config.stash:
        config.stash[SHARED_FOLDER] = tempfile.TemporaryDirectory(prefix="reports-")
    node.workerinput[SHARED] = config.stash[SHARED_FOLDER].name


class TaskChecks(pytest.Collector):
    """A task of a notebook; its tests are the task's checks."""

    def __init__(self, *, checks: tuple[str, ...], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.checks = checks

    def collect(self) -> Iterable[pytest.Item]:
        """Yield one test a check."""
        for name in self.checks:
            yield CheckItem.from_parent(self, name=name, task=self.name, check=name)


class CheckFailed(Exception):
    """A failed check, with the text that the student sees."""


class CheckItem(pytest.Item):
    """One check of one task."""

    def __init__(self, *, task: str, check: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.task = task
        self.check = check

    def runtest(self) -> None:
        """Fail with the check's own message if it failed."""
        from autograder.report import render

        notebook = self.getparent(NotebookFile)
        assert notebook is not None
        report = notebook.report()
        if report.score is None:
            raise CheckFailed(f"The notebook could not be graded: {report.reason}")
        task: TaskResult = report.task(self.task)
        result = next((one for one in task.checks if one.name == self.check), None)
        if result is not None and result.passed:
            return
        cause = result if result is not None and result.problem else _cause(task)
        raise CheckFailed(
            render.failure_text(self.task, cause)
            if cause
            else f"{self.task}: not judged, since another check of the task failed."
        )

    def repr_failure(self, excinfo: Any, style: Any = None) -> str:
        """Return the message alone, without frames of the grader."""
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return what pytest puts in the headline of a failure."""
        return self.path, None, f"{self.task}: {self.check.replace('_', ' ')}"


def _cause(task: TaskResult) -> CheckResult | None:
    return next(iter(task.failures), None)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write the points of each notebook below the tests."""
    from autograder.report import render

    if SHARED_FOLDER in config.stash:
        for file in sorted(Path(config.stash[SHARED_FOLDER].name).glob("*.json")):
            notebook, checked_with, report = _read_shared(file)
            config.stash[REPORTS][notebook] = report
            config.stash[USED][notebook] = checked_with
        config.stash[SHARED_FOLDER].cleanup()
    for path, report in config.stash.get(REPORTS, {}).items():
        terminalreporter.section(f"points: {Path(path).name}")
        used = config.stash[USED].get(path)
        if used:
            terminalreporter.write_line(used)
        if report.score is None:
            terminalreporter.write_line(f"not graded: {report.reason}")
            continue
        terminalreporter.write_line(render.summary_text(report.tasks))
        terminalreporter.write_line(f"{render.total_text(report)}. {render.PUBLIC_NOTE}")
