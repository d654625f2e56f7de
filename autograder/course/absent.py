"""Of whom there is no work in a course: who handed nothing in, and whose files could not be taken.

In: the roster, what was handed in, and what `untaken` notes. Out: a line for each of them, so that a
class is shown as a whole.
"""

from __future__ import annotations

import dataclasses

from autograder.course.directory import Course
from autograder.course.handed import without_work
from autograder.course.roster import load_roster
from autograder.course.tables import folded
from autograder.course.untaken import load_untaken

NOTHING = "nothing handed in"
NOT_TAKEN = "not taken"


@dataclasses.dataclass(frozen=True)
class Absent:
    """Somebody of whom there is nothing to grade.

    Attributes:
        student: The student's id; "" where nothing says whose a file is.
        status: `NOTHING`, or `NOT_TAKEN` for what was handed in and could not be taken.
        files: The entries of the export that were not taken.
    """

    student: str
    status: str = NOTHING
    files: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What to say of it beside the status."""
        if not self.files:
            return ""
        whose = "" if self.student else "nothing says whose: "
        return f"{whose}{', '.join(self.files)}"


def absent(course: Course, assignment: str) -> list[Absent]:
    """Return of whom there is no work of an assignment, by id; files of nobody in particular come last.

    Where a file may be that of several people, each of them has it: none of them has handed nothing in.

    Raises:
        CourseError: The roster, or what was not taken, cannot be read.
    """
    missing = {folded(one): one for one in without_work(course, assignment, load_roster(course))}
    files: dict[str, list[str]] = {}
    nobodys = []
    for name, maybe in sorted(load_untaken(course, assignment).items()):
        for one in maybe:
            if not (course.submitted / one / assignment).is_dir():
                missing.setdefault(folded(one), one)
            files.setdefault(folded(one), []).append(name)
        if not maybe:
            nobodys.append(name)
    found = [
        Absent(student, NOT_TAKEN if key in files else NOTHING, tuple(files.get(key, ())))
        for key, student in sorted(missing.items())
    ]
    return found + ([Absent("", NOT_TAKEN, tuple(nobodys))] if nobodys else [])
