"""Which platform an export is from: said once, for all of it.

In: the files of an export. Out: the platform, and how many folders lie around everything. Only the
platform's own entries count, which stand at the top; what lies deeper came from students.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from autograder.course.attempts import TIMESTAMP
from autograder.course.choosing import is_notebook
from autograder.course.directory import CourseError
from autograder.course.roster import Roster
from autograder.platforms import blackboard, brightspace, canvas, gradescope, moodle
from autograder.platforms.collecting import student_folders
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.owned import Form, Reader

READERS: dict[str, Reader] = {
    "canvas": canvas.entries,
    "moodle": moodle.entries,
    "gradescope": gradescope.entries,
    "brightspace": brightspace.entries,
    "blackboard": blackboard.entries,
    "exchange": student_folders.exchange,
    "nbgrader": student_folders.nbgrader,
    "folders": student_folders.plain,
}
# By what stands at the top.
FORMS: dict[str, Form] = {
    "gradescope": gradescope.has_form,
    "moodle": moodle.has_form,
    "brightspace": brightspace.has_form,
    "blackboard": blackboard.has_form,
    "exchange": student_folders.is_inbound,
    "canvas": canvas.has_form,
}
MAX_AROUND = 3
SUBMITTED = "submitted"
Parts = Sequence[tuple[str, ...]]


def origin_of(
    files: Sequence[Found],
    assignment: str,
    assignments: Sequence[str],
    roster: Roster,
    said: str | None = None,
) -> tuple[str, int]:
    """Return the platform of an export, and how many folders lie around everything.

    Args:
        files: Its files.
        assignment: The assignment that is collected.
        assignments: All assignments of the course.
        roster: The course's roster.
        said: The platform, where the instructor has said it.

    Raises:
        CourseError: It may be that of several platforms, or none is known.
    """
    every = [one.parts for one in files]
    if not every:
        return said or "folders", 0
    if said is not None and said not in READERS:
        raise CourseError(f"there is no platform {said!r}. Expected one of {', '.join(READERS)}.")
    for depth in range(MAX_AROUND):
        inside = [parts[depth:] for parts in every]
        found = _by_form(inside) if said is None else [said] if _fits(said, inside) else []
        if len(found) == 1:
            return found[0], depth
        if len(found) > 1:
            raise CourseError(
                f"the names at the top may be those of {' or '.join(found)}. Say which with --from "
                "NAME."
            )
        if not _is_around(inside) or roster.person(inside[0][0]):
            break
    if said in FORMS:
        raise CourseError(f"nothing at the top has the form of an export of {said}.")
    depth = _folders_around(every, assignment, roster, said) if said != "folders" else 0
    inside = [parts[depth:] for parts in every]
    if said is None:
        said = "nbgrader" if _is_nbgrader(inside, assignment, assignments) else "folders"
    return said, depth


def _is_around(inside: Parts) -> bool:
    """Whether everything lies in one folder."""
    return len({parts[0] for parts in inside}) == 1 and all(len(parts) > 1 for parts in inside)


def _fits(platform: str, inside: Parts) -> bool:
    form = FORMS.get(platform)
    return form is not None and any(form(parts[0], len(parts) == 1) for parts in inside)


def _by_form(inside: Parts) -> list[str]:
    """Return the platforms that an export may be from, by what stands at the top.

    Raises:
        CourseError: A part of it is a platform's and another part is not.
    """
    tops = {(parts[0], len(parts) == 1) for parts in inside}
    having = {name: {top for top in tops if form(*top)} for name, form in FORMS.items()}
    if "gradescope" in having and (gradescope.METADATA, True) not in tops:
        # Folders alone say nothing of who handed in.
        having["gradescope"] = set()
    if having["brightspace"] == {(brightspace.INDEX, True)}:
        having["brightspace"] = set()
    whole = [name for name, found in having.items() if found == tops]
    if len(whole) > 1 and "canvas" in whole:
        whole = _without_canvas(whole, tops)
    if whole:
        return whole
    if having["exchange"]:
        # What else lies there is nobody's submission: everybody may write into it.
        return ["exchange"]
    part = [name for name, found in having.items() if found]
    strange = [top for top, is_file in tops if not is_file and not any(
        (top, is_file) in having[name] for name in part)]  # fmt: skip
    if part and strange:
        raise CourseError(
            f"a part of it has the form of {' and '.join(part)}, and the folder {sorted(strange)[0]} "
            "has not. Collect the parts one after another, or say what it is with --from NAME."
        )
    return part


def _without_canvas(whole: list[str], tops: set[tuple[str, bool]]) -> list[str]:
    """Return which platforms are left where Canvas's form fits, too, since that is the least special.

    Canvas numbers every file; it is none of Canvas's if two have the same number, or if what another
    platform writes begins right behind the numbers.
    """
    if "blackboard" not in whole:
        return whole
    ways = [canvas.readings(top) for top, _ in tops]
    files = [found[0] for found in ways if found]
    attachments = [top.split("_")[one.place + 1] for (top, _), one in zip(tops, files)]
    again = len(set(attachments)) < len(attachments)
    behind = all(any(one.file.startswith("attempt_") for one in found) for found in ways)
    return [name for name in whole if name != "canvas"] if again or behind else whole


def _is_nbgrader(inside: Parts, assignment: str, assignments: Sequence[str]) -> bool:
    """Whether every folder has one of an assignment in it, and nothing else, or times show it.

    What lies beside one student's folders changes nothing for others. A time that only a few have is
    one that they have put there.

    Raises:
        CourseError: The times show it, and work lies where nbgrader has none.
    """
    below = [parts for parts in inside if len(parts) > 1]
    beside = [parts for parts in below if len(parts) < 3 or parts[1] not in assignments]
    if not beside:
        return bool(below)
    tops = {parts[0] for parts in below}
    formed = {parts[0] for parts in below if len(parts) > 2 and parts[1] in assignments}
    having = {parts[0] for parts in below if len(parts) > 2 and parts[1] == assignment}
    timed = {parts[0] for parts in below if parts[1:] == (assignment, TIMESTAMP)}
    if not timed or 2 * len(timed) < len(having) or 2 * len(formed) < len(tops):
        return False
    strange = [parts for parts in beside if parts[0] not in formed and _may_be_work(parts[-1])]
    if timed != having or strange:
        raise CourseError(
            f"{PurePosixPath(*(strange or beside)[0])} lies where nbgrader has no files, and other "
            f"folders have its times of hand-in, {TIMESTAMP}. Take that file out, or say --from "
            "nbgrader, so that the times count and it is not taken; say --from folders where each "
            "folder at the top is as a student handed it in."
        )
    return True


def _folders_around(every: Parts, assignment: str, roster: Roster, said: str | None) -> int:
    """Return how many folders lie around the students' own.

    What lies in a folder says nothing of it: a student may hand in folders called after others.

    Raises:
        CourseError: A folder may be a student's or one around a student's.
    """
    for depth in range(MAX_AROUND):
        inside = [parts[depth:] for parts in every]
        if not _is_around(inside):
            return depth
        top = inside[0][0]
        below = {parts[1] for parts in inside if len(parts) > 2}
        files = [parts[1] for parts in inside if len(parts) == 2]
        if roster.knows(top) or ".git" in below or assignment in below:
            return depth
        theirs = below
        if below == {SUBMITTED}:
            theirs = {parts[2] for parts in inside if len(parts) > 3}
        prefix = student_folders.common_prefix(theirs, assignment, roster)
        known = any(roster.knows(one.removeprefix(prefix)) for one in theirs)
        # nbgrader's own name of the folder around everybody's, which the instructor has named here.
        named = top == SUBMITTED or said == "nbgrader"
        if not (known or named):
            if not below or any(map(_may_be_work, files)):
                return depth
            raise CourseError(
                f"the folder {PurePosixPath(*every[0][: depth + 1])} may be a student's, or one around "
                f"the folders of students ({', '.join(sorted(below)[:5])}). Add the students with "
                "`autograder roster add`, or name the folder itself, unpacked, where it is one around "
                "them; say --from nbgrader where it is around nbgrader's own tree, and --from folders "
                "where each folder at the top is a student's."
            )
    return MAX_AROUND


def _may_be_work(name: str) -> bool:
    return is_notebook(name) or name.lower().endswith(".zip")
