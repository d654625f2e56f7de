"""Hand out to each student the notebook of their own: all of a class in one archive for a platform.

In: the students' notebooks, the roster, and what the platform says of its names: a download of what was
handed in, or a table. Out: a zip file in which each notebook has the name that leads to its owner. The
places are those that feedback has: platforms have no other way to give each student a file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from autograder.course.directory import Course, CourseError
from autograder.course.own_release import Handout
from autograder.course.roster import load_roster
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut, Total
from autograder.platforms.returning.give_back import NO_SLOT, demand_apart, homes_of, with_table
from autograder.platforms.returning.packing import write_archive
from autograder.platforms.returning.upload_places import places_of

PLATFORMS = ("canvas", "moodle", "brightspace", "blackboard")
FIRST = "It takes files only for who has handed something in: have everybody hand in any file first"
HOW = {
    "canvas": f"On the assignment's page in Canvas choose Upload Submissions. {FIRST}",
    "moodle": "In Moodle's list of submissions choose Upload multiple feedback files in a zip; the "
    "assignment needs the feedback type Feedback files",
    "brightspace": f"In Brightspace's list of submissions choose Add Feedback Files. {FIRST}",
    "blackboard": "Blackboard takes files one by one: give each to the user in its name",
}
PAGE, NOTEBOOK = ".html", ".ipynb"


@dataclasses.dataclass(frozen=True)
class HandedOut:
    """What was written, and whose notebooks are in it.

    Attributes:
        path: The archive.
        given: Whose notebooks are in it, by id, each with the name of the file.
        left_out: Whose are not.
        note: What to do with the archive.
    """

    path: Path
    given: dict[str, str]
    left_out: tuple[LeftOut, ...]
    note: str


def hand_out(
    course: Course,
    platform: str,
    assignment: str,
    every: Sequence[Handout],
    download: Path | None = None,
    table: Path | None = None,
    target: Path | None = None,
) -> HandedOut:
    """Write the notebooks of a class as a platform takes them.

    Args:
        course: The course.
        platform: One of `PLATFORMS`.
        assignment: The assignment's name.
        every: The notebooks.
        download: What was handed in, as the platform has exported it, whose names lead to people.
        table: A table of the platform's; for Moodle the grading worksheet of the assignment.
        target: Where to; a file of the course's if None.

    Raises:
        CourseError: Whose place is whose is not certain, or nobody has one. Nothing is written then.
    """
    roster = load_roster(course)
    # Places lead to whoever has points, which nobody has yet.
    nothing = tuple(Total(one.student, "", 0.0, 0.0) for one in every)
    grades = ClassGrades(assignment, nothing)
    if table is not None and platform != "moodle":
        roster = with_table(platform, table, roster, grades)
    slots = places_of(course, platform, assignment, download, table, roster, grades)
    # All of a group may get one notebook: theirs are compared below.
    homes, through, unsure = homes_of(platform, slots, roster, grades, lambda total: assignment)
    silent = {one.student: one for one in unsure}
    files: dict[str, bytes] = {}
    given: dict[str, str] = {}
    left_out: list[LeftOut] = []
    for one in every:
        home = homes.get(one.student) or homes.get(through.get(one.student, ""))
        if home is None or one.student in silent:
            left_out.append(silent.get(one.student) or LeftOut(one.student, NO_SLOT))
            continue
        name = f"{home.replace('feedback-', '', 1).removesuffix(PAGE)}{NOTEBOOK}"
        if files.setdefault(name, one.content) != one.content:
            why = "the platform has one place for all of a group, and their variants differ"
            left_out.append(LeftOut(one.student, f"{why}; enter the group in the roster"))
            continue
        given[one.student] = name
    if not files:
        raise CourseError(
            f"nobody in {slots.path} is a student on the roster. Is it this course's?"
        )
    demand_apart(files)
    path = target or course.root / f"{assignment}-{platform}-notebooks.zip"
    write_archive(path, files)
    return HandedOut(path, given, tuple(left_out), HOW[platform])
