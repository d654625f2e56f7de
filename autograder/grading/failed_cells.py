"""Say of a function that is not there, or lacks a name, which cell failed before it had made it.

In: the verdict on tasks, and what the notebook's cells left behind. Out: the verdict with messages
that name the line at which such a cell stopped, and its error. Where grading lacks a package, a person
is told, since the student could not know.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.assignment.notebook import CodeCell
from autograder.judge import feedback
from autograder.judge.checks.support import ELSEWHERE, missing_module, missing_part
from autograder.probe.value_recorder import is_stub
from autograder.report.printable import one_line
from autograder.report.results import CheckResult, TaskResult

# How alike two names are, from 0 to 1, for one to be taken for a slip of the other.
NEAR = 0.75
# Names that a notebook makes beyond this many are not compared: each comparison takes time.
MOST_NAMES = 500
DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w{1,60})\b", re.MULTILINE)
ASSIGNMENT = re.compile(r"^(\w{1,60})[ \t]*(?::[^=\n]{0,200})?=(?!=)", re.MULTILINE)
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+(\([^)]{0,2000}|[^\n#]+)", re.MULTILINE
)
NOT_DEFINED = re.compile(r"name '(\w+)' is not defined")


@dataclasses.dataclass(frozen=True)
class FailedCell:
    """A cell that stopped at an error.

    Attributes:
        index: Its position in the notebook.
        names: What it makes where it does not stop.
        type: The error's type.
        message: Its message.
        line: The student's own line, in words; may be empty.
    """

    index: int
    names: frozenset[str]
    type: str
    message: str
    line: str

    @property
    def module(self) -> str:
        """The module that is not there, if that is why it stopped."""
        return missing_module(self.type, self.message)

    @property
    def package(self) -> str:
        """The package that lacks a part, if that is why it stopped."""
        return missing_part(self.type, self.message)

    @property
    def place(self) -> str:
        """The only place that has this module, if it is one of those."""
        parts = self.module.split(".")
        names = (self.module, ".".join(parts[:2]))
        found = next((ELSEWHERE[name] for name in names if name in ELSEWHERE), "")
        # Where there is no `google` at all, Python names that.
        return found or ("Google Colab" if self.module == "google" else "")


def nearest(task: str, names: Iterable[str]) -> str | None:
    """Return the name that is most like a task's, if any is so like it that it may be a slip."""
    plain = {name.lower().replace("_", ""): name for name in names if not name.startswith("_")}
    found = difflib.get_close_matches(task.replace("_", ""), plain, n=1, cutoff=NEAR)
    return plain[found[0]] if found else None


def functions_in(sources: Iterable[str]) -> frozenset[str]:
    """Return the names of the functions and classes that cells define."""
    return frozenset(name for source in sources for name in DEFINITION.findall(source))


def names_made(source: str) -> frozenset[str]:
    """Return the names that a cell makes: functions, classes, imports, and what it assigns."""
    names = set(DEFINITION.findall(source)) | set(ASSIGNMENT.findall(source))
    for imported in IMPORT.findall(source):
        for part in imported.strip("() \t\r").split(","):
            words = part.split()
            if words:
                names.add(words[-1].partition(".")[0])
    return frozenset(names)


def failed_cells(
    cells: Iterable[CodeCell],
    records: Mapping[int, Mapping[str, Any]],
    gaps: Mapping[int, str] | None = None,
) -> list[FailedCell]:
    """Return the cells that stopped at an error, in their order.

    Args:
        cells: The cells that were run.
        records: What each of them left behind.
        gaps: The names of the tasks whose gaps are in cells, by the position of the cell.
    """
    gaps = gaps or {}
    found = []
    for cell in cells:
        error = records.get(cell.index, {}).get("error")
        if not isinstance(error, dict) or is_stub(error):
            continue
        line = error.get("line")
        words = ""
        if isinstance(line, dict) and type(line.get("number")) is int:
            words = f"at line {line['number']}: {one_line(line.get('text'))}"
        found.append(
            FailedCell(
                cell.index,
                names_made(cell.source) | ({gaps[cell.index]} if cell.index in gaps else set()),
                one_line(error.get("type"))[:80],
                one_line(error.get("message")),
                words,
            )
        )
    return found


def explained(
    tasks: Sequence[TaskResult],
    kinds: Mapping[str, str],
    failed: Sequence[FailedCell],
    names: Iterable[str] = (),
) -> tuple[tuple[TaskResult, ...], tuple[str, ...]]:
    """Return the verdict on tasks with what failed cells took from them, and flags.

    Args:
        tasks: The verdict on each task.
        kinds: The kind of each of them.
        failed: The cells that stopped.
        names: The functions that the cells define.
    """
    told, flags = [], []
    others = sorted({*names} - {*kinds})[:MOST_NAMES]
    for task in tasks:
        said = next(iter(task.failures), None)
        if said is None:
            told.append(task)
            continue
        cell = _to_blame(task.name, kinds, said, failed)
        if cell is None:
            told.append(_with_near_name(task, kinds[task.name], said, others))
            continue
        name, failure = cell
        text = feedback.explain(kinds[task.name], _cause(failure), {
            "name": name, "number": failure.index + 1, "type": failure.type,
            "message": failure.message, "line": failure.line, "module": failure.module,
            "place": failure.place, "package": failure.package,
        })  # fmt: skip
        told.append(_saying(task, said, text))
        if _cause(failure) == "cell_lacks_module":
            flags.append(
                f"{task.name}: grading does not have the module {one_line(failure.module)[:80]}, "
                f"which cell {failure.index + 1} imports; `autograder doctor` lists what is missing"
            )
    return tuple(told), tuple(flags)


def _saying(task: TaskResult, said: CheckResult, text: feedback.Text) -> TaskResult:
    """Return a verdict in which a check says something else."""
    checks = tuple(
        dataclasses.replace(check, **dataclasses.asdict(text)) if check is said else check
        for check in task.checks
    )
    return dataclasses.replace(task, checks=checks)


def _with_near_name(
    task: TaskResult, kind: str, said: CheckResult, names: Sequence[str]
) -> TaskResult:
    """Return a verdict that says which function may be the one that is looked for, if one may be."""
    if kind == "test_accuracy" or said.problem not in _words_for(task.name, task.name, kind):
        return task
    near = nearest(task.name, names)
    if near is None:
        return task
    return _saying(task, said, feedback.explain(kind, "renamed", {"task": task.name, "near": near}))


def _cause(failure: FailedCell) -> str:
    if failure.place:
        return "cell_of_another_place"
    if failure.package:
        return "cell_lacks_part"
    return "cell_lacks_module" if failure.module else "cell_fails"


def _to_blame(
    task: str, kinds: Mapping[str, str], said: CheckResult, failed: Sequence[FailedCell]
) -> tuple[str, FailedCell] | None:
    """Return the name that a task lacks, and the cell that would have made it."""
    lacking = set(NOT_DEFINED.findall(said.found)) if said.mistake == "raises" else set()
    # A student chooses how many names a cell makes; those of functions that are looked for are few.
    lacking |= {name for name in kinds if said.problem in _words_for(name, task, kinds[task])}
    for cell in failed:
        if names := cell.names & lacking:
            return min(names), cell
    return None


def _words_for(name: str, task: str, kind: str) -> tuple[str, ...]:
    """Return what a check says where a function of this name is not there."""
    if kind == "test_accuracy":
        return (feedback.explain(kind, "step_missing", {"function": name}).problem,)
    if name != task:
        return ()
    return (feedback.explain(kind, "missing", {"task": task}).problem,)
