"""Give feedback back: the pages of a class in one archive, as a platform takes them.

In: a course with feedback pages, its roster, and what the platform says of its names: the download of
the submissions, or a table. Out: a zip file in which each page has the name that leads to its owner,
and what there is to say about people who get none.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.course.directory import Course, CourseError
from autograder.course.people import Listed, Listing, Person, squeezed
from autograder.course.roster import Roster, load_roster
from autograder.course.tables import folded, read_table
from autograder.platforms.grade_files import export, grades
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut
from autograder.platforms.grade_files.moodle_grades import demand_this_assignment
from autograder.platforms.grade_files.sheet import absent
from autograder.platforms.grade_files.whose_lines import owners
from autograder.platforms.returning import (
    blackboard_feedback,
)
from autograder.platforms.returning.feedback_files import written_pages
from autograder.platforms.returning.packing import write_archive
from autograder.platforms.returning.recorded import Works, of_group, works
from autograder.platforms.returning.slots import Slot, Slots
from autograder.platforms.returning.upload_places import places_of

PLATFORMS = ("canvas", "moodle", "brightspace", "blackboard", "gradescope")
HOW = {
    "canvas": "On the assignment's page in Canvas choose Upload Submissions. Canvas shows each page "
    "under the name of the file that was handed in",
    "moodle": "In Moodle's list of submissions choose Upload multiple feedback files in a zip; the "
    "assignment needs the feedback type Feedback files",
    "brightspace": "In Brightspace's list of submissions choose Add Feedback Files",
    "blackboard": blackboard_feedback.NOTE,
    "gradescope": "Gradescope takes no feedback files back: these are its results.json, which an "
    "autograder writes there",
}
NO_SLOT = "the platform says of no place that it is theirs"


@dataclasses.dataclass(frozen=True)
class Returned:
    """What was written, and whose pages are in it.

    Attributes:
        path: The archive; a folder for Gradescope.
        given: Whose pages are in it, by id, each with the name of the file.
        left_out: Who has a grade or handed something in, and gets no page.
        nothing: Who is on the roster and handed nothing in.
        waiting: Whose pages say that an answer is not marked yet.
        notes: What else there is to say.
    """

    path: Path
    given: Mapping[str, str]
    left_out: tuple[LeftOut, ...] = ()
    nothing: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Return what there is to say about people, and about the archive."""
        said = []
        if self.waiting:
            said.append(f"Nobody has marked all written answers of {', '.join(self.waiting)} yet.")
        if self.nothing:
            said.append(f"Handed nothing in: {', '.join(self.nothing)}.")
        if self.left_out:
            said.append(f"Not in it: {', '.join(map(str, self.left_out))}.")
        return said + [f"Note: {note.rstrip('.')}." for note in self.notes]

    def to_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {
            "path": str(self.path),
            "given": dict(self.given),
            "left_out": {one.student: one.why for one in self.left_out},
            "handed_nothing_in": list(self.nothing),
            "wait_for_a_mark": list(self.waiting),
            "notes": list(self.notes),
        }


def give_back(
    course: Course,
    platform: str,
    assignment: str,
    download: Path | None = None,
    table: Path | None = None,
    target: Path | None = None,
) -> Returned:
    """Write the feedback pages of an assignment as a platform takes them back.

    Args:
        course: The course.
        platform: One of `PLATFORMS`.
        assignment: The assignment's name.
        download: The submissions as the platform has exported them, whose names lead to people; those
            that were collected have theirs already.
        table: A table of the platform's that leads from its numbers to people, as the roster may; for
            Moodle the grading worksheet of the assignment, in place of the download.
        target: Where to; a file of the course's if None.

    Raises:
        CourseError: There are no pages, they are older than the grades, or whose place is whose is not
            certain. Nothing is written then.
    """
    if platform == "gradescope":
        done = export.export(course, assignment, "gradescope", target)
        results = {one: f"{one}.json" for one in done.given}
        notes = (HOW[platform], *done.notes)
        return Returned(done.path, results, done.left_out, done.nothing, notes=notes)
    roster = load_roster(course)
    every = grades.class_grades(course, assignment, roster)
    if table is not None and platform != "moodle":
        roster = with_table(platform, table, roster, every)
    slots = places_of(course, platform, assignment, download, table, roster, every)
    named = table or download
    if platform == "moodle" and named is not None:
        said = [one.said for one in slots.every]
        demand_this_assignment(course, assignment, named, said, roster)
    pages = written_pages(course, assignment, every)
    work = works(course, assignment)
    homes, through, unsure = homes_of(platform, slots, roster, every, work)
    files: dict[str, bytes] = {}
    given: dict[str, str] = {}
    left_out = [*every.refused, *pages.without, *unsure]
    silent = {folded(one.student) for one in left_out}
    asked = [one.student for one in every.totals if folded(one.student) not in silent]
    for student in asked:
        if student in homes:
            given[student] = homes[student]
            files[homes[student]] = pages.by_student[student]
    for student in asked:
        if through.get(student) in given:
            given[student] = given[through[student]]
        elif student not in given:
            left_out.append(LeftOut(student, NO_SLOT))
    if not files and unsure:
        raise CourseError(f"there is no page to give back: {', '.join(map(str, unsure))}.")
    if not files:
        raise CourseError(
            f"nobody in {slots.path} is a student who has a feedback page of {assignment}. Is it that "
            "assignment's, and does the roster have the numbers of the platform?"
        )
    demand_apart(files)
    left_out += [LeftOut(one, "handed in and not graded") for one in every.ungraded]
    path = target or course.root / f"{assignment}-{platform}-feedback.zip"
    write_archive(path, files)
    waiting = grades.waiting(course, assignment, roster, given)
    further = [HOW[platform], *every.about_hidden()]
    if slots.unclear:
        further.append(f"these do not say for certain whose they are: {', '.join(slots.unclear)}")
    return Returned(
        path, given, tuple(left_out), tuple(absent(roster, every)), waiting, tuple(further)
    )


def with_table(platform: str, path: Path, roster: Roster, every: ClassGrades) -> Roster:
    """Return the roster with what a platform's table says of people who have a grade.

    Raises:
        CourseError: It is not the platform's, or whose a line is is not certain.
    """
    form, table = export.TABLES[platform], read_table(path)
    listing = form.listing(table)
    if listing is None:
        raise CourseError(
            f"{path} is no {form.what}. It has the columns {', '.join(table.columns)}."
        )
    said = {one.row: one.person for one in listing.lines}
    for row, student in owners(table, listing, roster, every).students.items():
        person = dataclasses.replace(said[row], id=student)
        roster = roster.with_person(person, roster.person(student))
    return roster


def homes_of(
    platform: str, slots: Slots, roster: Roster, every: ClassGrades, work: Works = of_group
) -> tuple[dict[str, str], dict[str, str], list[LeftOut]]:
    """Return where each student's page goes, who gets that of another member, and who is unsure.

    Args:
        platform: The platform.
        slots: The places that it has.
        roster: The course's roster.
        every: The grades.
        work: Says for which work somebody has points: who has others does not get that page.
    """
    told = any(slot.said.id for slot in slots.every)
    if platform == "brightspace" and not told:
        return _by_name(slots, roster, every, work)
    lines = tuple(Listed(row, slot.said) for row, slot in enumerate(slots.every))
    owned = owners(slots, Listing(platform, lines), roster, every)
    homes: dict[str, str] = {}
    through: dict[str, str] = {}
    unsure: list[LeftOut] = []
    for row, student in owned.students.items():
        total = every.total(student)
        if total is not None:
            homes[total.student] = slots.every[row].path
    for row, student in owned.students.items():
        members = _sharing(platform, slots.every[row], student, roster)
        if members:
            person = roster.person(student)
            group = (person.group if person else "") or slots.every[row].group or "the group"
            shared, left = _through(group, student, members, every, homes, work)
            through |= shared
            unsure += left
    unsure += [LeftOut(*one) for one in owned.doubtful.items() if every.total(one[0])]
    return homes, through, unsure


def _sharing(platform: str, slot: Slot, student: str, roster: Roster) -> Sequence[str]:
    """Return who shares a place with its owner: the members of a group whose place it is."""
    if slot.said.id or platform != "canvas":
        return slot.members
    person = roster.person(student)
    group = person.group if person else ""
    if not group or squeezed(group) != squeezed(slot.group):
        return ()
    return [one.id for one in roster.in_group(group)]


def _through(
    group: str,
    student: str,
    members: Sequence[str],
    every: ClassGrades,
    homes: Mapping[str, str],
    work: Works,
) -> tuple[dict[str, str], list[LeftOut]]:
    """Return who gets the page of the member in whose name a group handed in.

    Where members have different grades, or have handed in different work, the page of one is not for
    the others.
    """
    first = every.total(student)
    known = [every.total(one) for one in members]
    others = [one for one in known if one is not None and one.student not in homes]
    if first is None:
        return {}, []
    if any(one.score != first.score for one in others):
        why = f"the platform shows one page to all of {group}, and their grades differ"
        return {}, [LeftOut(one.student, why) for one in (first, *others)]
    own = work(first)
    if others and (own is None or any(work(one) != own for one in others)):
        why = f"the platform shows one page to all of {group}, and nothing says that their work is one"
        return {}, [LeftOut(one.student, why) for one in (first, *others)]
    return {one.student: first.student for one in others}, []


def _by_name(
    slots: Slots, roster: Roster, every: ClassGrades, work: Works
) -> tuple[dict[str, str], dict[str, str], list[LeftOut]]:
    """Return the same where the platform says nothing but names."""
    homes: dict[str, str] = {}
    through: dict[str, str] = {}
    unsure: list[LeftOut] = []
    for slot in slots.every:
        name = slot.said.name
        people, group = roster.by_name(name), _group(roster, name)
        others = [one for one in people if one not in group]
        if group and others:
            why = f"a group and {', '.join(map(str, others))} are called {name}"
            unsure += [LeftOut(one.id, why) for one in (*group, *others) if every.total(one.id)]
            continue
        if group:
            # It is collected as the group's, of which somebody may have the name.
            people = []
        same = [
            one for one in slots.every
            if squeezed(one.said.name) == squeezed(name)
            or any(person.called(one.said.name) for person in people)
        ]  # fmt: skip
        if len(people) == len(same) == 1:
            total = every.total(people[0].id)
            if total is not None:
                homes[total.student] = slot.path
        elif people:
            why = f"{len(people)} people and {len(same)} places of {slots.path.name} are called {name}"
            unsure += [LeftOut(one.id, why) for one in people if every.total(one.id)]
        members = [one for one in group if every.total(one.id)]
        if members and len(same) == 1:
            first = every.total(members[0].id)
            assert first is not None
            everybody = [one.id for one in members]
            shared, left = _through(members[0].group, first.student, everybody, every, homes, work)
            through |= {member: one for member, one in shared.items() if member != first.student}
            unsure += left
            homes[first.student] = slot.path
    return homes, through, list({one.student: one for one in reversed(unsure)}.values())[::-1]


def _group(roster: Roster, name: str) -> Sequence[Person]:
    """Return the members of a group by its name, as it is collected: by letters and digits alone."""
    members = roster.in_group(name, squeezing=True)
    groups = {folded(one.group) for one in members}
    return members if len(groups) < 2 else roster.in_group(name)


def demand_apart(files: Mapping[str, bytes]) -> None:
    """Check that no two files are one to a file system that ignores case and composition."""
    seen: dict[str, str] = {}
    for path in files:
        key = unicodedata.normalize("NFC", path).casefold()
        if seen.setdefault(key, path) != path:
            raise CourseError(
                f"{path} and {seen[key]} are one name on some file systems. Rename one of the folders "
                "in the download."
            )
