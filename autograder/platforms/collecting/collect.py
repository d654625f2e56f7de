"""Take submissions as any platform exports them into a course.

In: a zip file or a folder. Out: every attempt, kept as it was; the one that counts in `submitted/`, one
folder a student; and what was done with every file. Nothing of an archive is trusted: paths, links,
sizes and names.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from autograder.course.attempts import (
    TIMESTAMP,
    Attempt,
    Told,
    keep_attempt,
    load_attempts,
)
from autograder.course.choosing import HandedFile, choose, has_right_name, is_notebook
from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import known_students
from autograder.course.people import Person
from autograder.course.roster import Roster, load_roster, save_roster
from autograder.course.submitted import (
    in_course,
    keep_by_hand,
    lies_in_course,
    put_in_course,
    submitted_folder,
)
from autograder.course.tables import read_table
from autograder.course.untaken import load_untaken, note_untaken
from autograder.course.which_counts import BEST, LAST, counted, counting
from autograder.platforms import moodle
from autograder.platforms.collecting.archives import (
    EVERYTHING,
    MAX_OF_ONE,
    Found,
    files_of,
    without_too_many,
)
from autograder.platforms.collecting.behind_codes import SAME, Codes, with_code
from autograder.platforms.collecting.dates import in_utc
from autograder.platforms.collecting.origin import READERS, origin_of
from autograder.platforms.collecting.owned import Entry, Export, Owner
from autograder.platforms.collecting.owners import Owners, Students, UnknownOwner
from autograder.platforms.collecting.settling import digests, not_taken, settled_by
from autograder.platforms.collecting.student_folders import STRAY
from autograder.platforms.collecting.unpacking import IGNORED, Names, Unpacking, side_by_side
from autograder.platforms.listings import add_table

NOT_TAKEN = ": not taken"
BACK = "it was here before a later attempt, and stands there again"
GRADEBOOK = "gradebook.db"
# What was kept of each student: the attempts, their entries, and what there is to say of them.
Kept = dict[str, list[tuple[Attempt, list[Entry], list[str]]]]


@dataclasses.dataclass(frozen=True)
class Done:
    """What became of a file.

    Attributes:
        path: Its path in the export.
        student: The student's id, or "".
        what: What was done with it.
        taken: Whether it is in the attempt that counts.
        lost: Whether something that a student handed in was not taken.
        maybe: Who may have handed it in, where that cannot be told.
    """

    path: str
    student: str
    what: str
    taken: bool = False
    lost: bool = False
    maybe: tuple[str, ...] = ()

    @property
    def whose(self) -> tuple[str, ...]:
        """The ids of those who handed it in, or may have."""
        return tuple(self.student.split(", ")) if self.student else self.maybe


@dataclasses.dataclass(frozen=True)
class Collected:
    """What became of an export, and of each file of it in turn.

    Attributes:
        platform: Where it is from.
        done: What became of each file.
        new: Who is on no roster, and has handed something in.
        notes: What there is to say of all of it.
    """

    platform: str
    done: tuple[Done, ...]
    new: tuple[Person, ...]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Done]:
        """Go through what became of each file."""
        return iter(self.done)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.done)

    @property
    def students(self) -> list[str]:
        """Return whose submissions were taken."""
        return sorted({one.student for one in self.done if one.taken})

    @property
    def complete(self) -> bool:
        """Whether everything that students handed in was taken or kept, and that was something."""
        some = any(one.student for one in self.done)
        return some and not any(one.lost for one in self.done)


def collect(
    course: Course,
    assignment: str,
    source: Path,
    roster: Path | None = None,
    replace: bool = False,
    platform: str | None = None,
    zone: datetime.tzinfo | None = None,
) -> Collected:
    """Take the submissions of an export into a course.

    Args:
        course: The course.
        assignment: The assignment's name.
        source: The zip file or folder that the platform has exported.
        roster: A table of the platform's, which is added to the roster first.
        replace: Whether to replace what was put into `submitted/` by hand.
        platform: Which platform it is, where it is not plain.
        zone: The time zone of times that have none.

    Returns:
        What became of each file.

    Raises:
        CourseError: There is no such assignment, `source` is no export, or may be that of several
            platforms. Nothing is changed then.
    """
    if assignment not in course.assignments():
        known = ", ".join(course.assignments())
        raise CourseError(f"the course has no assignment {assignment!r}. It has: {known}.")
    every = list(files_of(source))
    if not every:
        raise CourseError(f"{source} holds no files. Name what the platform has exported.")
    junk = [one for one in every if IGNORED & set(one.parts)]
    done = [Done(one.path, "", "no part of a submission") for one in junk]
    refused = [one for one in every if one.refused and not IGNORED & set(one.parts)]
    files = [one for one in every if not one.refused and not IGNORED & set(one.parts)]
    people, times = load_roster(course), {}
    notes = []
    if roster is not None:
        table = read_table(roster)
        people, added = add_table(people, table)
        if added.left_out:
            notes.append(f"not taken from {roster}: {', '.join(added.left_out)}")
        times = moodle.hand_in_times(table)
        if moodle.has_unread_times(table):
            notes.append(
                f"{roster} says when people handed in, in words that are not known here, so that no "
                "time is taken from it. Download it in another language"
            )
    try:
        name, depth = origin_of(files, assignment, course.assignments(), people, platform)
    except CourseError as error:
        raise CourseError(f"{source}: {error}") from error
    files, more = without_too_many(files, depth)
    done += [Done(one.path, "", f"one of more than {MAX_OF_ONE} files: not taken") for one in more]
    export = Export(files, depth, assignment, course.assignments(), people)
    with course.locked():
        entries = READERS[name](export)
        owners = Owners(
            people,
            [one.owner for one in entries if one.owner is not None],
            functools.partial(_ids_of, course),
        )
        parts, undone = _by_students(entries, owners, times if name == "moodle" else {})
        done += undone + _refused(course, name, export, refused, owners.roster)
        strays = sorted({export.inside(one.found)[0] for one in entries if one.why == STRAY})
        if strays:
            notes.append(f"these have not the form of nbgrader's submissions: {_some(strays)}")
        if name == "moodle" and times and not any(one.time for _, mine in parts for one in mine):
            notes.append(
                f"{roster} says of nobody here when they handed in: is it the worksheet of "
                f"{assignment}?"
            )
        save_roster(course, owners.roster)
        codes, people = Codes(course, assignment, owners.roster), owners.roster
        # What nobody has had before may be what was not taken, under another name.
        had = digests(course, assignment) if load_untaken(course, assignment) else set()
        waiting: list[tuple[Students, list[Entry], Kept]] = []
        for students, mine in parts:
            try:
                code = _code_of(codes, assignment, students, mine)
                if code:
                    (student,) = students.ids
                    people = with_code(people, code, student)
                    done += [Done(one.found.path, student, SAME.format(code)) for one in mine]
                    continue
                kept, failed = _keep(course, name, source, export, students, mine, zone)
                done += failed
                waiting.append((students, mine, kept))
            except (CourseError, OSError) as error:
                # What is in the way of one student must not cost the others their submissions.
                done += _all_lost(students, mine, error)
        # Who is in several groups of an export has one attempt that counts, of all of them.
        several = Counter(one for students, _, _ in waiting for one in students.ids)
        for students, mine, kept in waiting:
            try:
                for student in students.ids:
                    if kept[student]:
                        also = several[student] > 1
                        done += _count(
                            course, assignment, student, kept[student], students, replace, also
                        )
            except (CourseError, OSError) as error:
                done += _all_lost(students, mine, error)
        if people is not owners.roster:
            save_roster(course, people)
        names = {export.name_of(one) for one in every}
        # What could not be looked at before is there now, by its own name or as what a folder holds.
        parents = {str(folder) for one in names for folder in PurePosixPath(one).parents}
        names |= parents | {f"{one}/{EVERYTHING}" for one in parents}
        by_path = {one.found.path: one.found for one in entries} | {one.path: one for one in every}
        lost = not_taken(export, [(by_path[one.path], one.whose) for one in done if one.lost])
        came: dict[str, set[str]] = {}
        for students, _, kept in waiting:
            for attempt in (one[0] for attempts in kept.values() for one in attempts):
                if had is not None and attempt.digest not in had:
                    came.setdefault(attempt.digest, set()).update(students.ids)
        here = [one for _, _, kept in waiting for one, attempts in kept.items() if attempts]
        settled = settled_by(
            course, assignment, owners.roster, came, here if name == "gradescope" else ()
        )
        note_untaken(course, assignment, names, lost, settled)
        notes += _taken_back(course, assignment, waiting)
    return Collected(name, tuple(done), tuple(owners.new), tuple(notes))


def _taken_back(
    course: Course, assignment: str, waiting: Iterable[tuple[Students, list[Entry], Kept]]
) -> list[str]:
    """Say who has in an export an attempt alone that was here before a later one.

    Nothing says whether they took the later one back, or the export is an older one.
    """
    again, earlier = [], []
    for students, _, kept in waiting:
        for student in students.ids:
            if len(kept[student]) != 1 or counting(course, assignment, student) != LAST:
                continue
            ((attempt, _, remarks),) = kept[student]
            counts = None
            with contextlib.suppress(CourseError):
                # What is in the way of one student was said there.
                counts = counted(course, assignment, student)
            if counts is None or counts.by_hand:
                continue
            if counts.number != attempt.number:
                earlier.append(f"{student} (attempt {attempt.number})")
            elif BACK in remarks:
                again.append(student)
    notes = []
    if again:
        notes.append(
            f"these have here what was collected before a later attempt, and it counts again: "
            f"{_some(again)}. If this export is an older one, collect the newest again"
        )
    if earlier:
        notes.append(
            f"these have here an earlier attempt than the one that counts: {_some(earlier)}. If this "
            "export is the newest, they took the later one back: `autograder attempts STUDENT "
            f"--assignment {assignment} --count NUMBER` lets another one count"
        )
    return notes


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _all_lost(students: Students, entries: Sequence[Entry], error: Exception) -> list[Done]:
    what = str(error).removesuffix(".") + NOT_TAKEN
    return [Done(one.found.path, ", ".join(students.ids), what, lost=True) for one in entries]


def _ids_of(course: Course) -> set[str]:
    """Return the ids under which a course has work or grades of anybody."""
    folders = [course.submitted, *(course.private / "attempts").glob("*/")]
    found = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir()}
    if (course.root / GRADEBOOK).exists():
        found.update(known_students(course))
    return found


def _by_students(
    entries: Sequence[Entry], owners: Owners, times: Mapping[str, datetime.datetime]
) -> tuple[list[tuple[Students, list[Entry]]], list[Done]]:
    """Return the entries of each owner, and what is nobody's or of somebody who cannot be told.

    Args:
        entries: The entries.
        owners: Finds the students.
        times: When a person handed in by the platform's number, where only a table says it.
    """
    found: dict[tuple[str, ...], tuple[Students, list[Entry]]] = {}
    done = []
    for one in entries:
        if one.owner is None:
            what = one.why if one.nobody else one.why + NOT_TAKEN
            maybe = tuple(person.id for person in one.maybe)
            done.append(Done(one.found.path, "", what, lost=not one.nobody, maybe=maybe))
            continue
        if one.missing:
            maybe = _may_be(owners, one.owner)
            done.append(Done(one.found.path, "", one.why + NOT_TAKEN, lost=True, maybe=maybe))
            continue
        try:
            students = owners.students(one.owner)
        except UnknownOwner as error:
            what = str(error).removesuffix(".") + NOT_TAKEN
            done.append(Done(one.found.path, "", what, lost=True, maybe=error.maybe))
            continue
        time = _time_of(students, one.owner.number, times, owners)
        one = dataclasses.replace(one, time=time) if time is not None else one
        # Of several attempts of a group each may name its members in another order.
        found.setdefault(tuple(sorted(students.ids)), (students, []))[1].append(one)
    return [found[ids] for ids in sorted(found)], done


def _refused(
    course: Course, platform: str, export: Export, refused: Sequence[Found], roster: Roster
) -> list[Done]:
    """Return what is said of files that are not taken, with whose they are by the platform's entries.

    Args:
        course: The course.
        platform: The platform.
        export: The files that are taken.
        refused: The files that are not, which nothing else of an export goes by.
        roster: The roster, with whom the export has added to it.
    """
    if not refused:
        return []
    around = {one.parts[: export.depth] for one in export.files}
    inside = [
        one for one in refused
        if len(one.parts) > export.depth and one.parts[: export.depth] in around
        and ".." not in one.parts
    ]  # fmt: skip
    every: dict[Found, Entry] = {}
    # One of them may be what the platform says of all others: then they may be anybody's.
    with contextlib.suppress(CourseError):
        both = dataclasses.replace(export, files=[*export.files, *inside], roster=roster)
        every = {one.found: one for one in READERS[platform](both)}
    known = [one.owner for one in every.values() if one.owner is not None]
    owners = Owners(roster, known, functools.partial(_ids_of, course))
    done = []
    for one in refused:
        entry = every.get(one)
        maybe: tuple[str, ...] = ()
        if entry is not None and entry.owner is not None:
            maybe = _may_be(owners, entry.owner)
        elif entry is not None:
            maybe = tuple(person.id for person in entry.maybe)
        lost = entry is None or not entry.nobody
        done.append(Done(one.path, "", one.refused, lost=lost, maybe=maybe))
    return done


def _may_be(owners: Owners, owner: Owner) -> tuple[str, ...]:
    """Return the ids of those who an owner may be; anybody if there are none."""
    try:
        return owners.students(owner).ids
    except UnknownOwner as error:
        return error.maybe


def _time_of(
    students: Students, number: str, times: Mapping[str, datetime.datetime], owners: Owners
) -> datetime.datetime | None:
    """Return when a table says that somebody handed in; of a group, if it says the same of all members.

    The number of a group is not that of a person.
    """
    if not students.group:
        return times.get(number)
    people = [owners.roster.person(one) for one in students.ids]
    numbers = [one.numbers.get("moodle_participant", "").split() for one in people if one]
    said = {frozenset(times[one] for one in every if one in times) for every in numbers}
    same = said.pop() if len(said) == 1 else frozenset()
    return next(iter(same)) if len(same) == 1 else None


def _code_of(codes: Codes, assignment: str, students: Students, entries: Sequence[Entry]) -> str:
    """Return under which code the same files were collected, where they have a name now; or ""."""
    numbers = {one.number for one in entries if one.number}
    if len(students.ids) != 1 or not numbers:
        return ""
    found = codes.of(numbers, lambda: _named(_files(entries, Unpacking())[0], assignment)[0])
    return "" if found in students.ids else found


def _keep(
    course: Course,
    platform: str,
    source: Path,
    export: Export,
    students: Students,
    entries: Sequence[Entry],
    zone: datetime.tzinfo | None,
) -> tuple[Kept, list[Done]]:
    """Keep the attempts of a student or a group; return them, and the files that are not in them."""
    unpacking, assignment = Unpacking(), export.assignment
    attempts: dict[str, list[Entry]] = {}
    for one in entries:
        attempts.setdefault(one.attempt, []).append(one)
    done: list[Done] = []
    kept: Kept = {one: [] for one in students.ids}
    for student in students.ids:
        # It was there before what comes now. What cannot be kept is named where it is replaced.
        with contextlib.suppress(CourseError):
            keep_by_hand(course, assignment, student)
    before = {
        one: {attempt.number: attempt for attempt in load_attempts(course, assignment, one)}
        for one in students.ids
    }
    for key in sorted(attempts):
        files, taken, failed = _files(attempts[key], unpacking)
        done += [
            Done(one.found.path, ", ".join(students.ids), why, lost=True) for one, why in failed
        ]
        if not files:
            continue
        times = [time for one in taken if (time := in_utc(one.time, zone)) is not None]
        clocks = [one.time for one in taken if one.time is not None and one.time.tzinfo is None]
        told = Told(
            platform=platform,
            source=source.name,
            time=max(times) if times else None,
            late=any(one.late for one in taken),
            group=students.group,
            members=students.ids if len(students.ids) > 1 else (),
            entries={platform: tuple(sorted(export.name_of(one.found) for one in taken))},
            local=max(clocks).isoformat() if clocks else "",
            serial=max((int(one.number) for one in taken if one.number), default=0),
            unread="" if times else next((one.unread for one in taken if one.unread), ""),
        )
        named, notes = _named(files, assignment)
        notes += dict.fromkeys(one.remark for one in taken if one.remark)
        other = choose(
            [_handed(path, content) for path, content in files.items()], assignment
        ).other
        if other:
            notes.append(f"it is a notebook of {other}, not of {assignment}")
        if told.time is None and any(one.time is not None for one in taken):
            notes = [*notes, "its time has no time zone, so it is not used (--time-zone)"]
        for student in students.ids:
            attempt = keep_attempt(course, assignment, student, named, told, len(attempts) == 1)
            kept[student].append((attempt, taken, [*_again(before[student], attempt), *notes]))
    return kept, done


def _again(before: Mapping[int, Attempt], attempt: Attempt) -> list[str]:
    """Say that an attempt was here already, and whether it had another time then."""
    same = before.get(attempt.number)
    if same is None:
        return []
    if attempt.seen > same.seen:
        return [BACK]
    if same.time is None or attempt.time is None or same.time == attempt.time:
        return ["it was here already"]
    return [
        f"it was here already, and its time is {attempt.time:%Y-%m-%d %H:%M} UTC now, not "
        f"{same.time:%Y-%m-%d %H:%M} UTC"
    ]


def _count(
    course: Course,
    assignment: str,
    student: str,
    kept: Sequence[tuple[Attempt, list[Entry], list[str]]],
    students: Students,
    replace: bool,
    also: bool,
) -> list[Done]:
    """Put the attempt that counts into the course, and say what became of the files of each.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
        kept: The attempts, with their entries and what there is to say of them.
        students: With whom the student handed them in.
        replace: Whether to replace what was put into the course by hand.
        also: Whether the student has handed in with others, too.
    """
    every = load_attempts(course, assignment, student)
    folder = submitted_folder(course, assignment, student)
    own = [path for path in folder.rglob("*") if path.name != TIMESTAMP] if folder.exists() else []
    before = in_course(course, assignment, student, every) if own else None
    which = counting(course, assignment, student)
    by_hand = before is None or (before.by_hand and before.number != which)
    if own and by_hand and not replace:
        what = (
            "there is a submission already that was put there by hand: left alone, and this one is "
            "kept as an attempt (--replace lets it count)"
        )
        return [
            Done(one.found.path, student, what, lost=True) for _, taken, _ in kept for one in taken
        ]
    counts = counted(course, assignment, student, replacing=replace)
    if counts is not None and not lies_in_course(course, assignment, student, counts):
        put_in_course(course, assignment, student, counts)
    done = []
    for attempt, taken, notes in kept:
        last = counts is not None and attempt.number == counts.number
        said = "taken" if last else "an earlier attempt: kept, and another one counts"
        if which != LAST and not last and attempt is kept[-1][0]:
            counting_now = "the best" if which == BEST else f"attempt {which}"
            said, last = f"taken as attempt {attempt.number}, and {counting_now} counts", True
        remarks = [*(["late"] if attempt.late and last else []), *notes, students.remark]
        if students.group:
            remarks.append(f"handed in by the group {students.group}")
        elif len(students.ids) > 1:
            remarks.append("handed in by a group")
        if also:
            remarks.append(f"{student} is in several groups here")
        what = ", ".join(one for one in (said, *remarks) if one)
        done += [Done(one.found.path, student, what, taken=last) for one in taken]
    return done


def _files(
    entries: Sequence[Entry], unpacking: Unpacking
) -> tuple[dict[PurePosixPath, bytes], list[Entry], list[tuple[Entry, str]]]:
    """Return the files of an attempt, the entries that they came from, and those that gave none."""
    files: dict[PurePosixPath, bytes] = {}
    taken, failed = [], []
    numbers: dict[PurePosixPath, int] = {}
    for one in sorted(entries, key=lambda one: (len(one.path.parts), one.found.path)):
        try:
            content = unpacking.read(one.found)
            unpacked = list(unpacking.files(one.path, content))
        except CourseError as error:
            failed.append((one, f"{error}{NOT_TAKEN}"))
            continue
        # When it was handed in is for the platform to say.
        new = [(path, inner) for path, inner in unpacked if path.as_posix() != TIMESTAMP]
        if not new:
            failed.append((one, f"there is no file in it{NOT_TAKEN}"))
            continue
        for path, inner in new:
            files[_free(path, files, numbers)] = inner
        taken.append(one)
    return files, taken, failed


def _free(
    path: PurePosixPath, files: dict[PurePosixPath, bytes], numbers: dict[PurePosixPath, int]
) -> PurePosixPath:
    """Return a path that no other file has: a student may hand in two of the same name.

    Args:
        path: The path.
        files: The files that there are.
        numbers: The last number that was put behind each path.
    """
    free = path
    while free in files:
        numbers[path] = numbers.get(path, 1) + 1
        free = path.with_name(f"{path.stem} ({numbers[path]}){path.suffix}")
    return free


def _named(
    files: dict[PurePosixPath, bytes], assignment: str
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files by their names in one folder, so that the right notebook is chosen there, too.

    The one that is meant gets the assignment's name, if it has it but for a number, or if another one
    would be graded otherwise.
    """
    names = side_by_side(files)
    choice = choose([_handed(path, content) for path, content in files.items()], assignment)
    notes = []
    if choice.file is not None:
        best, right = choice.file.path, f"{assignment}.ipynb"
        flat = [_handed(PurePosixPath(names[path]), content) for path, content in files.items()]
        found = choose(flat, assignment).file
        strange = found is None or found.path.name != names[best]
        if names[best] != right and (has_right_name(names[best], assignment) or strange):
            names[best] = right
            given = Names([right])
            for path in [one for one in names if one != best and names[one] in given]:
                names[path] = f"another-{names[path]}"
            for path in [one for one in names if one != best]:
                names[path] = given.free(names[path])
        others = [one.as_posix() for one in files if is_notebook(one.name) and one != best]
        if others:
            notes.append(f"{best.as_posix()} is graded, not {', '.join(sorted(others)[:5])}")
    return {names[path]: content for path, content in files.items()}, notes


def _handed(path: PurePosixPath, content: bytes) -> HandedFile:
    return HandedFile(path, lambda: content)
