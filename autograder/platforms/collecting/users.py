"""Whether folders in nbgrader's exchange belong to the users who hand in by their names.

In: the folders, each with the student it is called after. Out: why some are not taken, and what a
person should know of the times of others. Everybody may write into the exchange under any name and any
time; the system says to whom a folder belongs, and when it was last changed.

A folder of whoever collects, or of root, says nothing: it is a copy, or all students are one user.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from autograder.course.tables import folded

if os.name == "posix":
    import pwd
else:  # pragma: no cover
    pwd = None  # type: ignore[assignment]

# Between the time in a name and the last file written, on a slow disk.
SLACK = datetime.timedelta(minutes=10)


def user_of(folder: Path) -> str:
    """Return the user of the machine to whom a folder belongs; "" where that says nothing."""
    try:
        number = folder.lstat().st_uid
    except OSError:
        return ""
    if pwd is None or number in (0, os.geteuid()):
        return ""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"number {number}"


def not_theirs(
    owners: Mapping[str, str], students: Mapping[str, str], known: Collection[str] = ()
) -> dict[str, str]:
    """Return why folders are not taken, by folder.

    Args:
        owners: To whom each folder belongs; "" where that says nothing.
        students: After whom each folder is called.
        known: The ids on the roster.
    """
    ids = {folded(one) for one in (*students.values(), *known)}
    handed: dict[str, set[str]] = {}
    having: dict[str, set[str]] = {}
    for folder, user in owners.items():
        having.setdefault(students[folder], set()).add(user)
        if user:
            handed.setdefault(user, set()).add(students[folder])
    # Where users are called as the ids of students, all of them are.
    named = [user for user, every in handed.items() if any(is_called(user, one) for one in every)]
    all_named = 2 * len(named) >= len(handed)
    found = {}
    for folder, user in owners.items():
        student = students[folder]
        if not user or is_called(user, student):
            continue
        whose = f"it is called after {student} and belongs to the user {user}"
        if all_named or folded(user) in ids or _is_user(student):
            found[folder] = whose
        elif len(having[student]) > 1:
            found[folder] = f"{whose}, and others of {student} do not"
        elif len(handed[user]) > 1:
            others = ", ".join(sorted(handed[user] - {student})[:3])
            found[folder] = f"{whose}, as do folders called after {others}"
    return found


def is_called(user: str, student: str) -> bool:
    """Whether a student's id, which may be an address, is called as a user."""
    return folded(user) in (folded(student), folded(student.partition("@")[0]))


def _is_user(student: str) -> bool:
    """Whether the machine has a user of a student's id."""
    try:
        return pwd is not None and bool(pwd.getpwnam(student))
    except (KeyError, ValueError):
        return False


def later(folder: Path, files: Sequence[Path], said: datetime.datetime | None) -> str:
    """Return that a folder or a file in it was changed after the time in its name, or "".

    Where the name says no time, when it was changed is all that there is.
    """
    if said is not None and not user_of(folder):
        return ""
    try:
        # What a file's owner cannot set, unlike the time of its content.
        stamps = [one.lstat().st_ctime for one in (folder, *files)]
    except OSError:
        return ""
    changed = datetime.datetime.fromtimestamp(max(stamps), datetime.timezone.utc)
    if said is None:
        return f"its folder was changed last at {changed:%Y-%m-%d %H:%M} UTC"
    if changed <= said + SLACK:
        return ""
    return f"by its name of {said:%Y-%m-%d %H:%M} UTC, and changed at {changed:%Y-%m-%d %H:%M} UTC"
