"""A class goes out of a platform, through the whole course, and into the platform again.

Generated classes of 1 to 300 people hand in on a simulated platform. Its tables and downloads go
through `roster add`, `collect`, grading, `return` and `export`, and what these write goes into its
importer: everybody has their own grade and their own page, nobody another's, and who has none is named.
Grading is written into the course as `autograder grade` leaves it, without running anything.

`CLASSES=1000` tries so many, and says how many it was and how long it took.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import datetime
import functools
import hashlib
import html
import io
import itertools
import json
import math
import os
import random
import shutil
import sqlite3
import tempfile
import time
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from importers import Style
from made_reports import report_of_all_tasks
from nbgrader import api as nbgrader_api
from worlds import (
    NAME,
    POINTS,
    UTC,
    WORLDS,
    Attempt,
    FoldersWorld,
    Member,
    MoodleWorld,
    Options,
    World,
    plan,
)

from autograder.course.directory import Course, make_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.report_files import write_json
from autograder.doors import cli
from autograder.pages import terminal
from autograder.platforms.collecting.collect import Done

CLASSES = int(os.environ.get("CLASSES", "28"))
FIRST_CLASS = int(os.environ.get("FIRST_CLASS", "0"))
DUE = datetime.datetime(2026, 11, 3, tzinfo=UTC)
POLICY = "percent_a_day = 10\nmost_percent = 50\n[due]\nmnist_sgd = 2026-11-03T00:00:00Z\n"
# Classes that are all of a run, and those of a long one.
SIZES = (1, 2, 3, 5, 8, 13, 21, 34, 60)
MANY = (*SIZES, 1, 2, 4, 7, 10, 15, 25, 40, 80, 120, 200, 300)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose gradebook knows the assignment."""
    course = make_course(tmp_path_factory.mktemp("made") / "course")
    GradebookWriter(course).prepare(course.rubric(NAME))
    return course


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Have the commands keep what each would make anew in a process of its own."""
    compiled: dict[Any, Any] = {}
    making, parsing = nbgrader_api.create_engine, functools.lru_cache(cli.parser)

    def create_engine(*words: Any, **named: Any) -> Any:
        return making(*words, **named).execution_options(compiled_cache=compiled)

    with (
        mock.patch.object(nbgrader_api, "create_engine", create_engine),
        mock.patch.object(cli, "parser", parsing),
    ):
        yield


# --- What is right --------------------------------------------------------------------------------


def automatic(attempt: Attempt) -> float:
    """Points that only this notebook gets, more or less."""
    return int(attempt.digest[:6], 16) % 81 / 4


def by_hand(attempt: Attempt) -> float | None:
    """The mark of the written answer; None where nobody has marked it yet."""
    choice = int(attempt.digest[6:8], 16) % 10
    return None if choice == 9 else choice / 4 if choice < 9 else 0.0


def grade(world: World, attempt: Attempt) -> float:
    """What the gradebook has to say of an attempt, by the rules on late work."""
    points = automatic(attempt) + (by_hand(attempt) or 0.0)
    at = world.known_time(attempt)
    if not world.options.late or at is None or at <= DUE:
        return points
    days = math.ceil((at - DUE) / datetime.timedelta(days=1))
    return max(0.0, points - POINTS * min(50, 10 * days) / 100)


# --- Grading, as it is left in a course -----------------------------------------------------------


def enter_grades(course: Course, by_digest: dict[str, Attempt]) -> None:
    """Write gradebook, reports and pages for what lies in `submitted/`."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as database:
        (assignment,) = database.execute(
            "SELECT id FROM assignment WHERE name = ?", (NAME,)
        ).fetchone()
        (notebook,) = database.execute(
            "SELECT id FROM notebook WHERE assignment_id = ?", (assignment,)
        ).fetchone()
        cells = database.execute(
            "SELECT base_cell.id, base_cell.name FROM base_cell "
            "JOIN grade_cells ON base_cell.id = grade_cells.id"
        ).fetchall()
        known = {one for (one,) in database.execute("SELECT id FROM student")}
        for folder in sorted(course.submitted.glob(f"*/{NAME}")):
            student = folder.parent.name
            digest = hashlib.sha256((folder / f"{NAME}.ipynb").read_bytes()).hexdigest()
            attempt = by_digest[digest]
            if student not in known:
                database.execute("INSERT INTO student (id) VALUES (?)", (student,))
            submission, own = uuid.uuid4().hex, uuid.uuid4().hex
            database.execute(
                "INSERT INTO submitted_assignment VALUES (?, ?, ?, NULL, NULL)",
                (submission, assignment, student),
            )
            database.execute(
                "INSERT INTO submitted_notebook VALUES (?, ?, ?, 0, NULL)",
                (own, submission, notebook),
            )
            left = automatic(attempt)
            rows = []
            for number, name in cells:
                mark = by_hand(attempt)
                if name == "explain_softmax":
                    rows.append((uuid.uuid4().hex, own, number, None, mark, None, mark is None))
                else:
                    rows.append((uuid.uuid4().hex, own, number, left, None, None, False))
                    left = 0.0
            database.executemany("INSERT INTO grade VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            write_report(course, student, attempt)
            page = course.root / "feedback" / student / NAME / f"{NAME}.html"
            page.parent.mkdir(parents=True)
            page.write_text(
                f"<header>Feedback for <b>{html.escape(student)}</b> SHA-256 <code>{digest}</code>"
                "</header>",
                encoding="utf-8",
            )
        database.commit()


REPORT = report_of_all_tasks("x").to_json()


def write_report(course: Course, student: str, attempt: Attempt) -> None:
    """Write the report that has the automatic points in its first task."""
    tasks = [
        {
            **task,
            "points": None if task["points"] is None else automatic(attempt) if place == 0 else 0.0,
        }
        for place, task in enumerate(REPORT["tasks"])
    ]
    folder = course.reports / NAME
    folder.mkdir(parents=True, exist_ok=True)
    said = {**REPORT, "student": student, "digest": attempt.digest, "tasks": tasks}
    said["score"] = automatic(attempt)
    write_json(folder / f"{student}.json", said)


# --- The way of a class ---------------------------------------------------------------------------


class Way:
    """A class on its way through a course, by the command line alone."""

    def __init__(self, world: World, course: Course, chance: random.Random) -> None:
        self.world, self.course, self.chance = world, course, chance
        self.place = course.root.parent
        self.said = ""
        self.done: list[Done] = []
        self.export: dict[str, Any] = {}
        self.back: dict[str, Any] = {}

    def run(self, *words: str, status: tuple[int, ...] = (0, 1)) -> str:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            found = cli.main([*words, "--course", str(self.course.root)])
        assert found in status, f"{words}: {said.getvalue()}"
        return said.getvalue()

    def write(self, name: str, content: bytes) -> str:
        (self.place / name).write_bytes(content)
        return str(self.place / name)

    def archive(self, name: str, files: dict[str, bytes]) -> str:
        with zipfile.ZipFile(self.place / name, "w") as archive:
            for path, content in files.items():
                archive.writestr(f"{self.world.options.around}{path}", content)
        return str(self.place / name)

    def roster(self) -> None:
        for name, content in self.world.tables():
            platform = ["--from", "sakai"] if self.world.platform == "sakai" else []
            self.run("roster", "add", self.write(name, content), *platform, status=(0,))

    def ids(self) -> dict[str, str]:
        """Return the id of each person by number, as the roster has it."""
        kinds = {
            "canvas": "canvas_id", "moodle": "moodle_participant", "gradescope": "gradescope_sid",
            "brightspace": "brightspace_org_id", "blackboard": "blackboard_username",
            "sakai": "sakai_username", "openedx": "openedx_user_id",
        }  # fmt: skip
        kind = kinds[self.world.platform]
        with (self.course.root / "roster.csv").open(encoding="utf-8", newline="") as file:
            found = {row[kind]: row["id"] for row in csv.DictReader(file)}
        own = {"gradescope": "school", "blackboard": "login", "sakai": "login"}.get(
            self.world.platform, "number"
        )
        assert set(found) == {getattr(one, own) for one in self.world.plan.people}
        return {one.number: found[getattr(one, own)] for one in self.world.plan.people}

    def collect(self) -> None:
        """Collect every download; what was done with each file is kept."""
        for number in range(1, self.world.plan.rounds + 1):
            words = self.world.words()
            if isinstance(self.world, FoldersWorld):
                files = self.world.folders(number, self.ids())
                words = []
            else:
                files = self.world.download(number)
            if isinstance(self.world, MoodleWorld) and self.world.options.late:
                words += [
                    "--roster",
                    self.write(f"worksheet-{number}.csv", self.world.worksheet(number)),
                ]
            if not self.world.newest(number):
                continue
            source = self.archive(f"download-{number}.zip", files)
            with mock.patch.object(terminal, "print_collected", self.done.extend):
                self.said += self.run("collect", NAME, source, *words)

    def grade(self) -> None:
        works = itertools.chain.from_iterable(self.world.plan.works.values())
        enter_grades(self.course, {one.digest: one for one in works})

    def give_back(self) -> dict[str, bytes]:
        """Return the files of the archive with feedback."""
        words = []
        last = self.place / f"download-{self.world.plan.rounds}.zip"
        platform = self.world.platform
        if platform == "moodle" and (self.world.options.grouped or self.chance.random() < 0.5):
            words = ["--table", self.write("back.csv", self.world.export())]
        elif last.exists() and self.chance.random() < 0.5:
            words = ["--download", str(last)]
        target = self.place / "back.json"
        self.run("return", platform, NAME, *words, "--json", str(target))
        self.back = json.loads(target.read_text(encoding="utf-8"))
        with zipfile.ZipFile(self.back["path"]) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def give_grades(self, missing: str) -> dict[str, str]:
        table = self.write("grades-out.csv", self.world.export())
        target = self.place / "export.json"
        self.run("export", self.world.platform, NAME, "--table", table, "--missing", missing,
                 "--json", str(target))  # fmt: skip
        self.export = json.loads(target.read_text(encoding="utf-8"))
        return self.world.take(Path(self.export["path"]).read_bytes())


def class_of(number: int) -> tuple[World, random.Random]:
    """Return a world by a number: each platform in turn, in all sizes and with all options."""
    chance = random.Random(number)
    platform = list(WORLDS)[number % len(WORLDS)]
    sizes = MANY if "CLASSES" in os.environ else SIZES
    size = (
        sizes[number // len(WORLDS) % len(sizes)] if chance.random() < 0.7 else chance.choice(sizes)
    )
    size = max(1, min(300, size + chance.randint(-2, 2)))
    style = Style(
        separator=chance.choice(",;"), commas=chance.random() < 0.3, bom=chance.random() < 0.3,
        end=chance.choice(["\n", "\r\n"]), split=chance.random() < 0.4, posting=chance.random() < 0.4,
        school=chance.random() < 0.7, language=chance.randint(0, 2), hidden=False,
    )  # fmt: skip
    grouped = (
        platform in ("canvas", "moodle", "gradescope", "brightspace") and chance.random() < 0.35
    )
    hidden = platform in ("canvas", "moodle") and not grouped and chance.random() < 0.25
    late = chance.random() < 0.4 and not (platform == "moodle" and style.language == 2)
    options = Options(
        dataclasses.replace(style, hidden=hidden and platform == "moodle"), grouped, hidden,
        chance.random() < 0.6, late, chance.choice(["", "", "export/", "a b/"]),
    )  # fmt: skip
    return WORLDS[platform](plan(chance, size, grouped, chance.randint(1, 3)), options), chance


@contextlib.contextmanager
def copied(made: Course) -> Iterator[Course]:
    with tempfile.TemporaryDirectory() as folder:
        yield Course(Path(shutil.copytree(made.root, Path(folder) / "course")))


def check_class(number: int, made: Course) -> int:
    """Send a class all the way; return how many people it has."""
    world, chance = class_of(number)
    with copied(made) as course:
        if world.options.late:
            (course.root / "late.toml").write_text(POLICY)
        way = Way(world, course, chance)
        way.roster()
        way.collect()
        check_collected(way)
        if not list(course.submitted.glob(f"*/{NAME}")):
            return len(world.plan.people)
        way.grade()
        if world.platform == "gradescope":
            check_results(way)
            return len(world.plan.people)
        ids = way.ids()
        if world.feedback:
            check_pages(way, ids)
        if world.platform == "canvas" and world.options.hidden:
            check_hidden(way)
        else:
            check_grades(way, ids, chance.choice(["blank", "zero"]))
    return len(world.plan.people)


def check_collected(way: Way) -> None:
    """What is not taken is named, and nobody has more than their own."""
    world = way.world
    lost = [one for one in way.done if one.lost]
    if all(map(world.told, world.plan.people)):
        # The name of another file of somebody's may look like that of somebody else's.
        assert not [one for one in lost if one.path.endswith(f"{NAME}.ipynb")], lost[:3]
    right = {one.digest: key for key, works in world.plan.works.items() for one in works}
    hidden = world.platform == "canvas" and world.options.hidden
    ids = {} if hidden else way.ids()
    owners = {}
    for key in world.plan.works:
        for one in world.plan.members(key):
            owners[f"anon_{world.codes[one.number]}" if hidden else ids[one.number]] = key  # type: ignore[attr-defined]
    for path in way.course.submitted.glob(f"*/{NAME}/{NAME}.ipynb"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert right[digest] == owners[path.parts[-3]]
        last = world.plan.works[right[digest]][-1]
        assert last.digest == digest, (path.parts[-3], last.time)


def served(way: Way, one: Member) -> Attempt | None:
    """Return what has to be graded for somebody: the last attempt, where it is said whose it is."""
    return way.world.plan.last(one) if way.world.told(one) else None


def check_pages(way: Way, ids: dict[str, str]) -> None:
    """Each page goes to its owners, and who gets none is named."""
    files = way.give_back()
    delivered = way.world.upload(list(files))
    assert set(delivered) == set(files)
    got: Counter[str] = Counter()
    for name, people in delivered.items():
        digest = files[name].decode().partition("<code>")[2][:64]
        for one in people:
            attempt = way.world.plan.last(one)
            assert attempt is not None and attempt.digest == digest, (name, one)
            got[one.number] += 1
    assert set(got.values()) <= {1}
    hidden = way.world.platform == "canvas" and way.world.options.hidden
    for one in way.world.plan.people:
        if served(way, one) is not None:
            assert got[one.number] == 1, (one, way.back["left_out"])
        if got[one.number] or hidden:
            continue
        named = {*way.back["left_out"], *way.back["handed_nothing_in"]}
        assert ids[one.number] in named
    assert not hidden or not way.back["handed_nothing_in"]


def check_grades(way: Way, ids: dict[str, str], missing: str) -> None:
    """Everybody has their own grade in the platform, and who has none is named."""
    found = way.give_grades(missing)
    if way.export["missing"] != missing:
        # Nobody gets a zero while there are files of which nothing says whose they are.
        assert any("no zero for anybody" in note for note in way.export["notes"])
        missing = way.export["missing"]
    for one in way.world.plan.people:
        text, attempt = found[one.number], way.world.plan.last(one)
        if served(way, one) is not None:
            assert attempt is not None and text, (one, way.export["left_out"])
        if attempt is not None and text:
            assert abs(float(text) - grade(way.world, attempt)) < 1e-4, (one, attempt.time)
            assert ids[one.number] in way.export["given"]
            waits = by_hand(attempt) is None
            assert (ids[one.number] in way.export["wait_for_a_mark"]) == waits
            continue
        named = {**way.export["left_out"], **dict.fromkeys(way.export["handed_nothing_in"], "")}
        assert ids[one.number] in named
        zero = (
            missing == "zero" and attempt is None and ids[one.number] not in way.export["left_out"]
        )
        assert text == ("0" if zero else "")


def check_hidden(way: Way) -> None:
    """While Canvas hides who people are, nobody has a grade; with names each has their own."""
    table = way.write("hidden.csv", way.world.export())
    assert "Canvas hides who" in way.run("export", "canvas", NAME, "--table", table, status=(2,))
    world = way.world
    world.options = dataclasses.replace(world.options, hidden=False)
    source = way.archive("named.zip", world.download(world.plan.rounds))
    done: list[Done] = []
    with mock.patch.object(terminal, "print_collected", done.extend):
        way.run("collect", NAME, source, status=(0, 1))
    if not any(one.lost for one in done):
        check_grades(way, way.ids(), "blank")
        return
    # A file of somebody's is called as one of somebody else's, and was not taken. So their anonymous
    # work cannot be told by its files; yet nobody has another's grade.
    assert not [one for one in done if one.lost and one.path.endswith(f"{NAME}.ipynb")]
    found = way.give_grades("blank")
    for one in world.plan.people:
        text, attempt = found[one.number], world.plan.last(one)
        assert not text or (attempt is not None and abs(float(text) - grade(world, attempt)) < 1e-4)


def check_results(way: Way) -> None:
    """Gradescope's results have the automatic points of each person, and nobody is forgotten."""
    target = way.place / "export.json"
    way.run("export", "gradescope", NAME, "--json", str(target))
    said = json.loads(target.read_text(encoding="utf-8"))
    ids = way.ids()
    for one in way.world.plan.people:
        path = Path(said["path"]) / f"{ids[one.number]}.json"
        attempt = way.world.plan.last(one)
        assert path.exists() == (attempt is not None)
        if attempt is None:
            assert ids[one.number] in said["handed_nothing_in"]
        else:
            assert json.loads(path.read_text(encoding="utf-8"))["score"] == automatic(attempt)


def test_everybody_gets_what_is_theirs_and_nobody_what_is_another_s(made: Course) -> None:
    started, people, sizes, failed = time.monotonic(), 0, Counter[str](), []
    for number in range(FIRST_CLASS, FIRST_CLASS + CLASSES):
        sizes[class_of(number)[0].platform] += 1
        try:
            people += check_class(number, made)
        except AssertionError as error:
            print(f"CLASSES=1 FIRST_CLASS={number} tries this class alone:", error)
            failed.append(error)
    print(
        f"{CLASSES} classes, {people} people, {time.monotonic() - started:.0f} seconds: {dict(sizes)}"
    )
    if failed:
        raise failed[0]
