"""Classes of any kind go out of a simulated platform: everybody's file is their own, nobody another's.

`CLASSES=1000` tries so many of each platform.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import simulated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulated import Files, Someone, Work

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, make_course
from autograder.course.people import Person
from autograder.course.roster import load_roster
from autograder.platforms.collecting.collect import Collected, collect

NAME = "mnist_sgd"
CLASSES = int(os.environ.get("CLASSES", "15"))
FIRST = (
    "Ada", "Bob", "Zoë", "Anne-Marie", "明", "Иван", "José", "O'Neil", "A B", "अनु", "अनू", "☺", "♥",
    "test",
)  # fmt: skip
LAST = ("Lee", "Lovelace", "Müller", "van der Berg", "山田", "Петров", "Student", "Łuk", "1st", "")
LOCAL = ("lee", "ada", "kim")
# What students call other files of theirs: each may look like an entry of a platform.
UPLOADS = (
    "notes.txt", "part-1.ipynb", "mnist_sgd-1.ipynb.bak", "502_501_x.ipynb", "2_notes.ipynb",
    "boolebob_502_9002_mnist_sgd.txt", "Bob Lee_507_assignsubmission_file_mnist_sgd.txt",
    "submission_metadata.yml", "timestamp.txt", "index.html", "x_LATE_502_9_y.txt",
    "Lab_u_1_attempt_2026-10-03-11-22-33_mnist_sgd.txt", "1-2 - Ada Lee - Nov 3, 2026 926 PM - a.txt",
)  # fmt: skip


@st.composite
def classes(draw: st.DrawFn, grouped: bool = False) -> tuple[list[Someone], list[Work]]:
    """Draw a class, in which people may share names and what stands before the @, and its work."""
    people = []
    for number in range(draw(st.integers(1, 9))):
        local = draw(st.sampled_from(LOCAL))
        people.append(
            Someone(
                number,
                draw(st.sampled_from(FIRST)),
                draw(st.sampled_from(LAST)),
                f"{local}@host{number}.example.org",
                f"Team {number // 3}_{500 + number // 3}" if grouped else "",
            )
        )
    works = []
    for one in people:
        if draw(st.integers(0, 4)) == 0:
            continue
        made = []
        for attempt in range(draw(st.integers(1, 3))):
            files = {f"{NAME}.ipynb": notebook(one, attempt)}
            for extra in draw(st.lists(st.sampled_from(UPLOADS), max_size=2, unique=True)):
                files[extra] = f"{extra} of {one.number}".encode()
            made.append(files)
        works.append(Work(one, made, draw(st.booleans())))
    return people, works


def notebook(one: Someone, attempt: int) -> bytes:
    return (
        f'{{"cells": [], "metadata": {{"autograder": {{"assignment": "{NAME}"}}}}}} '
        f"by {one.group or one.number}, attempt {attempt}"
    ).encode()


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a course has after an export was collected."""

    course: Course
    done: Collected | None
    files: Files

    def of(self, said: Person) -> bytes | None:
        """Return the notebook of a person; None if there is none."""
        person = load_roster(self.course).find(said)
        assert person is not None
        path = self.course.submitted / person.id / NAME / f"{NAME}.ipynb"
        return path.read_bytes() if path.is_file() else None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture(scope="module")
def run(made: Course) -> Callable[..., Outcome]:
    """Collect an export in a new course."""

    def collected(files: Files, roster: str | bytes, around: str) -> Outcome:
        place = Path(tempfile.mkdtemp())
        shutil.copytree(made.root, place / "course")
        course = Course(place / "course")
        table = place / "table.csv"
        table.write_bytes(roster if isinstance(roster, bytes) else roster.encode())
        with zipfile.ZipFile(place / "export.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(f"{around}{name}", content)
        done = collect(course, NAME, place / "export.zip", table) if files else None
        if done is not None:
            # Each file is accounted for.
            assert {one.path for one in done} == {f"{around}{name}" for name in files}
        return Outcome(course, done, files)

    return collected


def demand(
    outcome: Outcome, expected: dict[Someone, bytes | None], said: Callable[[Someone], Person]
) -> None:
    """Check that everybody has their own notebook, and that there is nobody else."""
    if outcome.done is None:
        return
    for one, content in expected.items():
        assert outcome.of(said(one)) == content, one
    there = list(outcome.course.submitted.glob(f"*/{NAME}/{NAME}.ipynb"))
    assert len(there) == sum(content is not None for content in expected.values())
    shutil.rmtree(outcome.course.root.parent)


trying = settings(
    max_examples=CLASSES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
AROUND = st.sampled_from(["", "export/", "a b/"])


def last_of(people: list[Someone], works: list[Work]) -> dict[Someone, bytes | None]:
    own = {work.by: work.attempts[-1][f"{NAME}.ipynb"] for work in works}
    return {one: own.get(one) for one in people}


@trying
@given(drawn=classes(), split=st.booleans(), separator=st.sampled_from(",;"), around=AROUND)
def test_canvas(run, drawn, split: bool, separator: str, around: str) -> None:  # type: ignore[no-untyped-def]
    people, works = drawn
    outcome = run(
        simulated.canvas_submissions(works),
        simulated.canvas_gradebook(people, split, separator),
        around,
    )
    demand(
        outcome, last_of(people, works), lambda one: Person(numbers={"canvas_id": str(one.canvas)})
    )


@trying
@given(drawn=classes(), folders=st.booleans(), blind=st.booleans(), around=AROUND)
def test_moodle(run, drawn, folders: bool, blind: bool, around: str) -> None:  # type: ignore[no-untyped-def]
    people, works = drawn
    outcome = run(
        simulated.moodle_submissions(works, folders, blind),
        simulated.moodle_worksheet(people, blind=blind),
        around,
    )
    demand(
        outcome,
        last_of(people, works),
        lambda one: Person(numbers={"moodle_participant": str(one.participant)}),
    )


def team_work(people: list[Someone], works: list[Work]) -> dict[Someone, bytes | None]:
    own = {work.by.group: work.attempts[-1][f"{NAME}.ipynb"] for work in simulated.groups_of(works)}
    return {one: own.get(one.group) for one in people}


@trying
@given(drawn=classes(grouped=True), folders=st.booleans(), around=AROUND)
def test_teams_of_moodle(run, drawn, folders: bool, around: str) -> None:  # type: ignore[no-untyped-def]
    people, works = drawn
    outcome = run(
        simulated.moodle_submissions(works, folders, teams=True),
        simulated.moodle_worksheet(people, teams=True),
        around,
    )
    numbers = {group: number for number, group in simulated.teams_of(works).items()}
    whose = {one.participant: one.group for one in people}
    # The number of a team may be that of somebody in another one, who may be called so.
    expected = {
        one: content if whose.get(numbers.get(one.group, 0), one.group) == one.group else None
        for one, content in team_work(people, works).items()
    }
    if outcome.done is not None:
        assert outcome.done.complete == (expected == team_work(people, works))
    demand(outcome, expected, lambda one: Person(email=one.email))


@trying
@given(drawn=classes(), grouped=st.booleans(), around=AROUND, data=st.data())
def test_gradescope(run, drawn, grouped: bool, around: str, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    people, works = data.draw(classes(grouped=True)) if grouped else drawn
    outcome = run(
        simulated.gradescope_submissions(works, people, grouped) if works else {},
        simulated.gradescope_roster(people),
        around,
    )
    expected = team_work(people, works) if grouped else last_of(people, works)
    demand(outcome, expected, lambda one: Person(numbers={"gradescope_sid": str(one.sis)}))


@trying
@given(drawn=classes(), around=AROUND)
def test_brightspace(run, drawn, around: str) -> None:  # type: ignore[no-untyped-def]
    """Two people of one name cannot be told: both are named, and neither has the other's."""
    people, works = drawn
    outcome = run(
        simulated.brightspace_submissions(works) if works else {},
        simulated.brightspace_grades(people),
        around,
    )
    names = Counter(frozenset(one.name.casefold().split()) for one in people)
    expected = {
        one: content if names[frozenset(one.name.casefold().split())] == 1 else None
        for one, content in last_of(people, works).items()
    }
    if outcome.done is not None and any(
        names[frozenset(work.by.name.casefold().split())] > 1 for work in works
    ):
        assert not outcome.done.complete
    for work in works:
        if outcome.done is not None and expected[work.by] is not None:
            person = load_roster(outcome.course).find(Person(email=work.by.email))
            assert person is not None
            kept = load_attempts(outcome.course, NAME, person.id)
            assert len(kept) == len(work.attempts)
    demand(outcome, expected, lambda one: Person(email=one.email))


@trying
@given(drawn=classes(), around=AROUND)
def test_blackboard(run, drawn, around: str) -> None:  # type: ignore[no-untyped-def]
    people, works = drawn
    outcome = run(
        simulated.blackboard_submissions(works), simulated.blackboard_grades(people), around
    )
    demand(
        outcome,
        last_of(people, works),
        lambda one: Person(numbers={"blackboard_username": one.user}),
    )


@trying
@given(drawn=classes(), nbgrader=st.booleans(), macos=st.booleans())
def test_folders(run, drawn, nbgrader: bool, macos: bool) -> None:  # type: ignore[no-untyped-def]
    people, works = drawn
    ids = {one: f"zo\u00eb{one.number}" for one in people}
    between = f"/{NAME}/" if nbgrader else "/"
    files = {
        f"{ids[work.by]}{between}{name}": content
        for work in works for name, content in work.attempts[-1].items()
    }  # fmt: skip
    roster = simulated.table([["id", "name"], *[[ids[one], one.name] for one in people]])
    outcome = run(simulated.decomposed(files) if macos else files, roster, "")
    demand(outcome, last_of(people, works), lambda one: Person(id=ids[one]))
