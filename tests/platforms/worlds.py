"""Classes on simulated platforms, from what people hand in to what the platform makes of files it gets.

Each world is a platform with a class: it gives the tables and downloads that an instructor takes into a
course, and takes grades and feedback back as its own importer does (`importers.py`). What it knows of
people is kept apart from what the kit makes of it.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import hashlib
import io
import random
import re
import unicodedata
from collections.abc import Mapping, Sequence

import importers
from importers import Human, Style

Files = dict[str, bytes]
NAME = importers.TITLE
UTC = datetime.timezone.utc
POINTS = 22.0
FIRST = (
    "Ada", "Bob", "Zoë", "Anne-Marie", "明", "Иван", "José", "Jose\u0301", "O'Neil", "A B", "अनु",
    "Anon", "=Ada", "-x", "a_3_b", "محمد", "Ægir", "Student", "Łucja", "张伟",
    "अनू", "ปา", "ปี", "☺", "♥",
)  # fmt: skip
LAST = (
    "Lee", "Lovelace", "Müller", "van der Berg", "山田", "Петров", "Test", "Łuk", "1st", "Ng", "D'Arc",
    "O’Brien", "الخوارزمي", "Σωκράτης", "İnce", "Groß", "Ada", "राम", "रीमा", "★",
)  # fmt: skip
LOCAL = ("lee", "ada", "kim", "a.b", "x+y")
DOMAINS = ("example.edu", "guest.example.org", "example.com")
# What students call other files of theirs: each may look like an entry of a platform.
UPLOADS = (
    "notes.txt", "mnist_sgd-1.ipynb.bak", "502_501_x.txt", "boolebob_502_9002_mnist_sgd.txt",
    "Bob Lee_507_assignsubmission_file_mnist_sgd.txt", "submission_metadata.yml", "index.html",
    "x_LATE_502_9_y.txt", "Lab_u_1_attempt_2026-10-03-11-22-33_mnist_sgd.txt", "anon_3fK9x_501_y.txt",
    "1-2 - Ada Lee - Nov 3, 2026 926 PM - a.txt", "ada+mnist_sgd+2026-02-03 04.05 UTC+x.txt",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Member(Human):
    """Somebody of a class, and the group, or ""."""

    group: str = ""


@dataclasses.dataclass(frozen=True)
class Attempt:
    """What was handed in at a time; `round` is the first download that has it."""

    files: Files
    time: datetime.datetime
    late: bool
    round: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.files[f"{NAME}.ipynb"]).hexdigest()


@dataclasses.dataclass(frozen=True)
class Plan:
    """A class: who is in it, and what each person or group (by its name) has handed in."""

    people: tuple[Member, ...]
    works: Mapping[str, tuple[Attempt, ...]]
    rounds: int

    def key(self, one: Member) -> str:
        return one.group or one.number

    def last(self, one: Member) -> Attempt | None:
        works = self.works.get(self.key(one), ())
        return works[-1] if works else None

    def members(self, key: str) -> list[Member]:
        return [one for one in self.people if self.key(one) == key]


@dataclasses.dataclass(frozen=True)
class Options:
    """What an instructor has set on the platform, and how the files are passed on."""

    style: Style
    grouped: bool = False
    hidden: bool = False
    folders: bool = True
    late: bool = False
    around: str = ""


def plan(chance: random.Random, size: int, grouped: bool, rounds: int) -> Plan:
    """Make a class in which names, local parts of addresses and digits of numbers are shared."""
    numbers, schools = list(range(500, 500 + size)), list(range(500, 500 + size))
    chance.shuffle(numbers)
    chance.shuffle(schools)
    people, used = [], set()
    for i in range(size):
        local = chance.choice([*LOCAL, f"u{i}"])
        free = [one for one in DOMAINS if f"{local}@{one}" not in used]
        address = f"{local}@{free[0]}" if free else f"u{i}@x.example.edu"
        used.add(address)
        login = (
            address
            if chance.random() < 0.5
            else chance.choice(["login_", "l-", "L"]) + str(schools[i])
        )
        group = ""
        if grouped and chance.random() < 0.95:
            team = i // chance.randint(2, 4)
            group = chance.choice(["Team {}", "Ñandú {} b", "{} & Co", "the 3 of {}"]).format(
                500 + team
            )
        first = chance.choice(FIRST) if chance.random() < 0.7 else word(chance)
        last = chance.choice(LAST) if chance.random() < 0.7 else word(chance)
        people.append(Member(str(numbers[i]), str(schools[i]), login, address, first, last, group))
    # One group for each name as platforms squeeze it.
    works: dict[str, tuple[Attempt, ...]] = {}
    for one in people:
        if grouped and not one.group:
            continue
        key = one.group or one.number
        if key not in works and chance.random() < 0.8:
            works[key] = tuple(attempts(chance, key, rounds))
    return Plan(tuple(people), works, rounds)


def word(chance: random.Random) -> str:
    """Return a name in letters of any script."""
    ranges = (
        (0x41, 0x5A), (0xC0, 0x24F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x905, 0x939),
        (0x3041, 0x3096), (0x4E00, 0x4FFF), (0xAC00, 0xAD00),
    )  # fmt: skip
    first, last = chance.choice(ranges)
    letters = [chr(chance.randint(first, last)) for _ in range(chance.randint(1, 7))]
    return "".join(one for one in letters if unicodedata.category(one)[0] == "L") or "Q"


def attempts(chance: random.Random, key: str, rounds: int) -> list[Attempt]:
    made = []
    time = datetime.datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    count = chance.randint(1, 3)
    places = sorted(chance.randint(1, rounds) for _ in range(count))
    for number in range(count):
        time += datetime.timedelta(hours=chance.randint(3, 40), minutes=chance.randint(1, 50))
        files = {f"{NAME}.ipynb": notebook(key, number)}
        for extra in chance.sample(UPLOADS, chance.choice([0, 0, 1, 2])):
            files[extra] = f"{extra} of {key}".encode()
        made.append(Attempt(files, time, chance.random() < 0.3, places[number]))
    return made


def notebook(key: str, attempt: int) -> bytes:
    about = f'{{"cells": [], "metadata": {{"autograder": {{"assignment": "{NAME}"}}}}}}'
    return f"{about} by {key}, attempt {attempt}".encode()


def squeezed(text: str) -> str:
    """Return letters, digits and marks of a text alone; all of it where it has none."""
    composed = unicodedata.normalize("NFC", text.casefold())
    left = "".join(one for one in composed if unicodedata.category(one)[0] in "LNM")
    return unicodedata.normalize("NFC", left or composed)


class World:
    """A platform with a class.

    Args:
        plan: The class.
        options: What was set there.
    """

    platform = ""
    # Whether it takes grades in a table, and feedback in an archive.
    grades, feedback = True, True

    def __init__(self, plan: Plan, options: Options) -> None:
        self.plan, self.options = plan, options

    def tables(self) -> list[tuple[str, bytes]]:
        """Return the tables that an instructor adds to the roster: names and contents."""
        return [("table.csv", self.export())]

    def export(self) -> bytes:
        """Return the table that grades go into."""
        raise NotImplementedError

    def download(self, number: int) -> Files:
        """Return the download of a round."""
        raise NotImplementedError

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an import, by number."""
        raise NotImplementedError

    def upload(self, names: Sequence[str]) -> dict[str, list[Member]]:
        """Return who gets each file of feedback."""
        raise NotImplementedError

    def told(self, one: Member) -> bool:
        """Whether the platform says for certain to whom somebody's work belongs."""
        return True

    def known_time(self, attempt: Attempt) -> datetime.datetime | None:
        """Return when the platform says that an attempt was handed in."""
        return None

    def words(self) -> list[str]:
        """Return further words of the command that collects."""
        return []

    def newest(self, number: int) -> dict[str, Attempt]:
        """Return what each person or group has handed in last before the download of a round."""
        found = {}
        for key, works in self.plan.works.items():
            before = [one for one in works if one.round <= number]
            if before:
                found[key] = before[-1]
        return found

    def human(self, number: str) -> Member:
        return next(one for one in self.plan.people if one.number == number)


class CanvasWorld(World):
    """Canvas: names, users and attachments; groups by one of their members; codes where it hides."""

    platform = "canvas"

    def __init__(self, plan: Plan, options: Options) -> None:
        super().__init__(plan, options)
        self.there = importers.Canvas(plan.people, options.style, POINTS)
        self.attachments: dict[tuple[str, int, str], str] = {}
        self.codes = {
            one.number: f"{'bcdXYZ'[int(one.number) % 6]}{int(one.number):04}"
            for one in plan.people
        }

    def tables(self) -> list[tuple[str, bytes]]:
        every = [("gradebook.csv", self.export())]
        if self.options.grouped:
            rows = [["name", "canvas_user_id", "user_id", "login_id", "sections", "group_name"]]
            rows += [
                [one.name, one.number, "", one.login, "A", one.group] for one in self.plan.people
            ]
            every.append(("groups.csv", Style().table(rows)))
        return every

    def export(self) -> bytes:
        return self.there.export()

    def download(self, number: int) -> Files:
        """Attachments are numbered as they are handed in."""
        found = {}
        for key, attempt in self.newest(number).items():
            user = self.plan.members(key)[0]
            called = user.group or f"{user.last}, {user.first}"
            called = re.sub(r"_(\d+)_", r"\1", called).lower()
            start = [called, *(["LATE"] if attempt.late else []), user.number]
            if self.options.hidden:
                start = [*(["LATE"] if attempt.late else []), f"anon_{self.codes[user.number]}"]
            clean = "".join(
                one
                for one in "_".join(start)
                if one == "_" or unicodedata.category(one)[0] in "LMN"
            )
            which = self.plan.works[key].index(attempt)
            for name, content in attempt.files.items():
                place = (key, which, name)
                there = self.attachments.setdefault(place, str(9000 + len(self.attachments)))
                found[f"{clean}_{there}_{name}"] = content
        return found

    def take(self, content: bytes) -> dict[str, str]:
        return self.there.take(content)

    def upload(self, names: Sequence[str]) -> dict[str, list[Member]]:
        handed_in: dict[str, list[str]] = {}
        for (key, which, _), number in self.attachments.items():
            if which == self.plan.works[key].index(self.newest(self.plan.rounds)[key]):
                handed_in.setdefault(self.plan.members(key)[0].number, []).append(number)
        codes = {code: user for user, code in self.codes.items()}
        groups = {one.group for one in self.plan.people if one.group}
        found = importers.canvas_upload(names, handed_in, codes, groups)
        return {
            name: self.plan.members(self.plan.key(self.human(user))) for name, user in found.items()
        }


class MoodleWorld(World):
    """Moodle: folders or prefixes with participants' numbers, or those of teams."""

    platform = "moodle"

    def __init__(self, plan: Plan, options: Options) -> None:
        super().__init__(plan, options)
        self.there = importers.Moodle(plan.people, options.style, POINTS)
        groups = dict.fromkeys(one.group for one in plan.people if one.group)
        self.teams = {name: str(90_000 + 7 * place) for place, name in enumerate(groups)}

    def export(self) -> bytes:
        return self.worksheet(self.plan.rounds)

    def worksheet(self, number: int) -> bytes:
        """Return the worksheet as it is at a download."""
        groups = {one.number: one.group for one in self.plan.people} if self.options.grouped else {}
        newest, times = self.newest(number), {}
        for one in self.plan.people:
            attempt = newest.get(self.plan.key(one))
            if attempt is not None:
                times[one.number] = f"{attempt.time:%A, %d %B %Y, %I:%M %p}"
                if self.options.style.language == 1:
                    times[one.number] = f"Sonntag, {attempt.time.day}. {attempt.time:%B %Y, %H:%M}"
        return self.there.export(groups, times if self.options.late else None)

    def words(self) -> list[str]:
        return ["--time-zone", "UTC"] if self.options.late else []

    def download(self, number: int) -> Files:
        found = {}
        word = {0: "Participant", 1: "Teilnehmerin", 2: "参加者"}[self.options.style.language]
        for key, attempt in self.newest(number).items():
            user = self.plan.members(key)[0]
            called = user.group or (word if self.options.hidden else user.name)
            called = re.sub(r"""[/\\:*?"<>|'&`\0]""", "", called.replace("_", " "))
            owner = self.teams[user.group] if user.group else user.number
            between = "/" if self.options.folders else "_"
            for name, content in attempt.files.items():
                found[f"{called}_{owner}_assignsubmission_file{between}{name}"] = content
        return found

    def take(self, content: bytes) -> dict[str, str]:
        return self.there.take(content)

    def upload(self, names: Sequence[str]) -> dict[str, list[Member]]:
        return {name: [self.human(one)] for name, one in self.there.upload(names).items()}

    def known_time(self, attempt: Attempt) -> datetime.datetime | None:
        return attempt.time.replace(second=0) if self.options.late else None


class GradescopeWorld(World):
    """Gradescope: folders, and metadata with everybody who handed in together."""

    platform = "gradescope"
    grades, feedback = False, False

    def tables(self) -> list[tuple[str, bytes]]:
        rows = [["First Name", "Last Name", "SID", "Email", "Role"]]
        rows += [
            [one.first, one.last, one.school, one.email, "Student"] for one in self.plan.people
        ]
        return [
            ("roster.csv", Style().table([*rows, ["Prof", "X", "", "p@example.org", "Instructor"]]))
        ]

    def download(self, number: int) -> Files:
        lines, found = [], {}
        for place, (key, attempt) in enumerate(self.newest(number).items()):
            top = f"submission_{7000 + 10 * place + number}"
            lines.append(f"{top}:\n  :submitters:")
            for one in self.plan.members(key):
                lines.append(f"  - :name: {quoted(one.name)}\n    :sid: '{one.school}'")
                lines.append(f"    :email: {quoted(one.email)}")
            zone = datetime.timezone(datetime.timedelta(hours=place % 12 - 6))
            lines.append(
                f"  :created_at: {attempt.time.astimezone(zone):%Y-%m-%d %H:%M:%S.%f000 %z}"
            )
            for name, content in attempt.files.items():
                found[f"assignment_7_export/{top}/{name}"] = content
        text = "\n".join(lines) + "\n"
        return {"assignment_7_export/submission_metadata.yml": text.encode(), **found}

    def known_time(self, attempt: Attempt) -> datetime.datetime | None:
        return attempt.time


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class BrightspaceWorld(World):
    """Brightspace: folders with numbers of its own, names and dates."""

    platform = "brightspace"

    def __init__(self, plan: Plan, options: Options) -> None:
        super().__init__(plan, options)
        self.there = importers.Brightspace(plan.people, options.style, POINTS)
        self.given: dict[str, str] = {}

    def tables(self) -> list[tuple[str, bytes]]:
        rows = list(
            csv.reader(
                io.StringIO(self.export().decode("utf-8-sig")),
                delimiter=self.options.style.separator,
            )
        )
        by_org = {one.number: one for one in self.plan.people}
        with_mail = [[*rows[0][:4], "Email", *rows[0][4:]]]
        with_mail += [
            [*row[:4], by_org[row[0].removeprefix("#")].email, *row[4:]] for row in rows[1:]
        ]
        every = [("grades.csv", self.options.style.table(with_mail))]
        if self.options.grouped:
            groups = [["email", "group"], *[[one.email, one.group] for one in self.plan.people]]
            every.append(("groups.csv", Style().table(groups)))
        return every

    def export(self) -> bytes:
        return self.there.export()

    def folder(self, key: str, attempt: Attempt) -> str:
        user = self.plan.members(key)[0]
        name = re.sub(r'[/\\:*?"<>|\0]', "", user.group or user.name)
        at = attempt.time
        hour = int(at.strftime("%I"))
        date = f"{at:%b} {at.day}, {at.year} {hour}{at:%M %p}"
        if self.options.style.language == 1:
            date = f"{at.day} {at:%B %Y %H%M}"
        folder = f"{39000 + int(user.number)}-2557370 - {name} - {date}"
        self.given[folder] = key
        return folder

    def download(self, number: int) -> Files:
        found: Files = {"index.html": b"<html></html>"}
        between = "/" if self.options.folders else " - "
        for key, works in self.plan.works.items():
            for attempt in works:
                if attempt.round <= number:
                    folder = self.folder(key, attempt)
                    found |= {
                        f"{folder}{between}{file}": text for file, text in attempt.files.items()
                    }
        return found

    def take(self, content: bytes) -> dict[str, str]:
        return self.there.take(content)

    def upload(self, names: Sequence[str]) -> dict[str, list[Member]]:
        found = importers.brightspace_upload(names, self.given)
        return {name: self.plan.members(key) for name, key in found.items()}

    def told(self, one: Member) -> bool:
        """A name says who it is where nobody else has one like it."""
        if one.group:
            return squeezed(one.group) not in {
                form for other in self.plan.people for form in forms(other)
            }
        return not any(forms(one) & forms(other) for other in self.plan.people if other is not one)

    def known_time(self, attempt: Attempt) -> datetime.datetime | None:
        return attempt.time.replace(second=0)

    def words(self) -> list[str]:
        return ["--time-zone", "UTC"]


def forms(one: Member) -> set[str]:
    """Return a name in each order of its words."""
    parts = one.name.replace(",", " ").split()
    return {squeezed("".join((*parts[place:], *parts[:place]))) for place in range(len(parts))}


class BlackboardWorld(World):
    """Blackboard: user names and times of attempts, behind the assignment's name."""

    platform = "blackboard"

    def __init__(self, plan: Plan, options: Options) -> None:
        super().__init__(plan, options)
        self.there = importers.Blackboard(plan.people, options.style, POINTS)
        self.title = "Lab_3_2"
        self.given: dict[str, str] = {}

    def export(self) -> bytes:
        return self.there.export()

    def download(self, number: int) -> Files:
        found: Files = {}
        for key, works in self.plan.works.items():
            user = self.plan.members(key)[0]
            for attempt in works:
                if attempt.round <= number:
                    start = f"{self.title}_{user.login}_attempt_{attempt.time:%Y-%m-%d-%H-%M-%S}"
                    self.given[start] = user.login
                    found[f"{start}.txt"] = (
                        f"Name: {user.name} ({user.login})\nAssignment: Lab 3\n".encode()
                    )
                    found |= {f"{start}_{file}": content for file, content in attempt.files.items()}
        return found

    def take(self, content: bytes) -> dict[str, str]:
        return self.there.take(content)

    def upload(self, names: Sequence[str]) -> dict[str, list[Member]]:
        by_login = {one.login: one for one in self.plan.people}
        found = importers.blackboard_attached(names, self.given)
        return {name: [by_login[user]] for name, user in found.items()}

    def known_time(self, attempt: Attempt) -> datetime.datetime | None:
        return attempt.time

    def words(self) -> list[str]:
        return ["--time-zone", "UTC"]


class FoldersWorld(World):
    """A platform whose submissions come as folders called by the ids of the course."""

    feedback = False

    def __init__(self, plan: Plan, options: Options) -> None:
        super().__init__(plan, options)
        self.there = importers.SIMULATED[self.platform](plan.people, options.style, POINTS)

    def export(self) -> bytes:
        return self.there.export()

    def take(self, content: bytes) -> dict[str, str]:
        return self.there.take(content)

    def folders(self, number: int, ids: Mapping[str, str]) -> Files:
        """Return a download by the ids of people in the course."""
        return {
            f"{ids[key]}/{name}": content
            for key, attempt in self.newest(number).items()
            for name, content in attempt.files.items()
        }


class SakaiWorld(FoldersWorld):
    """Sakai: user names."""

    platform = "sakai"


class OpenEdxWorld(FoldersWorld):
    """Open edX: numbers of users."""

    platform = "openedx"


WORLDS: dict[str, type[World]] = {
    one.platform: one
    for one in (
        CanvasWorld, MoodleWorld, GradescopeWorld, BrightspaceWorld, BlackboardWorld, SakaiWorld,
        OpenEdxWorld,
    )
}  # fmt: skip
