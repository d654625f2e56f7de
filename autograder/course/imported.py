"""List which modules the submissions of a course import, and which of them grading does not have.

In: what students handed in. Out: each module with who imports it, and whether it is there. Nothing of
the submissions is run: lines that begin with an import are looked for.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator

from autograder.assignment.tidy import NotebookError
from autograder.course.attempts import MAX_FILE_BYTES
from autograder.course.classroom import find_submissions
from autograder.course.directory import Course, CourseError
from autograder.course.handed import Handed, files_below
from autograder.grading.opening import open_notebook
from autograder.judge.checks.support import ELSEWHERE
from autograder.sandbox.reading import EvidenceError, read_bytes

LINE = re.compile(
    r"^[ \t]*(?:import[ \t]+([^\n#;]{1,500})|from[ \t]+([A-Za-z_][\w.]{0,100})[ \t])", re.M
)
NAME = re.compile(r"[A-Za-z_][\w.]{0,100}")
WRITTEN = re.compile(r"^%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?[\"']?(\w{1,60})\.py\b")


@dataclasses.dataclass(frozen=True)
class Imported:
    """A module that submissions import.

    Attributes:
        name: Its name, without what is inside of it.
        students: Who imports it.
        there: Whether grading has it.
    """

    name: str
    students: tuple[str, ...]
    there: bool

    @property
    def place(self) -> str:
        """The only place that has it, if it is such a module."""
        return ELSEWHERE.get(self.name, "")


def modules_in(sources: Iterable[str]) -> frozenset[str]:
    """Return the modules that cells import, without those that they write themselves."""
    found: set[str] = set()
    written: set[str] = set()
    for source in sources:
        own = WRITTEN.match(source)
        if own:
            written.add(own[1])
        for several, one in LINE.findall(source):
            for part in [one] if one else several.split(","):
                name = NAME.match(part.strip())
                if name:
                    parts = name[0].split(".")
                    inside = ".".join(parts[:2])
                    found.add(inside if inside in ELSEWHERE else parts[0])
    return frozenset(found - written)


def imported_in(course: Course) -> list[Imported]:
    """Return what the submissions of a course import besides Python's own modules.

    What grading does not have comes first, then what most of them import.
    """
    students: dict[str, set[str]] = {}
    for handed in _handed_in(course):
        for name in _modules_of(handed) - sys.stdlib_module_names - {"autograder"}:
            students.setdefault(name, set()).add(handed.student)
    found = [Imported(name, tuple(sorted(who)), _is_there(name)) for name, who in students.items()]
    return sorted(found, key=lambda one: (one.there, -len(one.students), one.name))


def _handed_in(course: Course) -> Iterator[Handed]:
    for assignment in course.assignments():
        try:
            yield from find_submissions(course, assignment)
        except CourseError:
            # Nobody has handed it in yet.
            continue


def _modules_of(handed: Handed) -> frozenset[str]:
    if handed.file is None:
        return frozenset()
    try:
        content = read_bytes(handed.file, MAX_FILE_BYTES)
        notebook, _ = open_notebook(content, handed.file.name)
    except (NotebookError, EvidenceError):
        # Grading says so.
        return frozenset()
    beside = {path.stem for path in files_below(handed.folder) if path.suffix == ".py"}
    return modules_in(cell.source for cell in notebook.cells if cell.cell_type == "code") - beside


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
