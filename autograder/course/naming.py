"""Names of folders that nbgrader cannot match, since it looks for folders by patterns.

Tried with nbgrader 0.9.6: with `[…]` in a name nothing is found, `*` and `?` find other folders, too,
hidden folders and names with a line break are passed over, and white space at the ends is cut.
"""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course.directory import Course, CourseError

PATTERN = re.compile(r"[\[*?]")


def why_unmatched(name: str, assignment: bool = False) -> str:
    """Return why nbgrader cannot match a folder of that name; "" if it can.

    Args:
        name: The folder's name: a student's id, or an assignment's name.
        assignment: Whether it is an assignment's.
    """
    found = PATTERN.search(name)
    if found:
        return f"it has {found[0]!r} in it"
    if assignment and "+" in name:
        return "it has '+' in it"
    if name.startswith("."):
        return "it begins with a dot"
    if name != name.strip():
        return "it begins or ends with white space"
    if "\n" in name:
        return "it has a line break in it"
    return ""


def check_root(root: Path) -> None:
    """Check that nbgrader can work in a folder.

    Raises:
        CourseError: Its path has characters in it that nbgrader takes for a pattern.
    """
    found = PATTERN.search(str(root))
    if found:
        raise CourseError(
            f"nbgrader cannot work in {root}: the path has {found[0]!r} in it, which nbgrader "
            "takes for a pattern. Rename the folder, or move the course."
        )


def check_assignment(assignment: str) -> None:
    """Check that nbgrader can find an assignment.

    Raises:
        CourseError: Its name is one that nbgrader cannot match.
    """
    reason = why_unmatched(assignment, assignment=True)
    if reason:
        raise CourseError(
            f"nbgrader cannot find an assignment called {assignment!r}: {reason}. Rename it."
        )


def unmatched_students(course: Course, assignment: str = "*") -> dict[str, str]:
    """Return the students whose folders nbgrader cannot match, with the reasons."""
    if not course.submitted.is_dir():
        return {}
    names = sorted(
        folder.name
        for folder in course.submitted.iterdir()
        if any(path.is_dir() for path in folder.glob(assignment))
    )
    return {name: reason for name in names if (reason := why_unmatched(name))}


def name_unmatched(found: dict[str, str]) -> str:
    """Return one line about folders that nbgrader cannot match; "" if there are none."""
    if not found:
        return ""
    named = ", ".join(f"{name!r} ({reason})" for name, reason in found.items())
    return (
        f"nbgrader cannot match the folders of these students, so they get no grade: {named}. Rename "
        "their folders in submitted/."
    )
