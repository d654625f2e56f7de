"""Learning platforms, as far as their exports of people and submissions go.

Each function writes what its platform writes, after the platform's own code or documents as they are
in November 2026: Canvas (lib/content_zipper.rb, lib/gradebook_exporter.rb), Moodle 4.5
(mod/assign/classes/downloader.php, mod/assign/feedback/offline/importgradeslib.php), Gradescope's
exports, and those of Brightspace and Blackboard Learn as their help pages and users show them.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import unicodedata
from collections.abc import Sequence

Files = dict[str, bytes]


@dataclasses.dataclass(frozen=True)
class Someone:
    """A person of a class.

    Attributes:
        number: From 0; all other numbers come from it.
        first: First name.
        last: Last name.
        email: The address.
        group: The name of the group, or "".
    """

    number: int
    first: str
    last: str
    email: str
    group: str = ""

    @property
    def canvas(self) -> int:
        return 501 + self.number

    @property
    def sis(self) -> int:
        """A number of the school's, which is somebody else's number on Canvas."""
        return 502 + self.number

    @property
    def participant(self) -> int:
        """A number of Moodle's, which is a number of Canvas's, too."""
        return 500 + 7 * self.number

    @property
    def user(self) -> str:
        return f"u_{self.number}"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


@dataclasses.dataclass(frozen=True)
class Work:
    """What somebody handed in: files by name, one attempt after another."""

    by: Someone
    attempts: Sequence[Files]
    late: bool = False


def table(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def groups_of(works: Sequence[Work]) -> list[Work]:
    """Return one work for each group: that of the first member who handed in."""
    first: dict[str, Work] = {}
    for work in works:
        first.setdefault(work.by.group, work)
    return list(first.values())


# --- Canvas ---------------------------------------------------------------------------------------


def canvas_gradebook(people: Sequence[Someone], split: bool = False, separator: str = ",") -> str:
    """Every option that changes the first columns; the test student is last."""
    name = ["LastName", "FirstName"] if split else ["Student"]
    columns = [*name, "ID", "SIS User ID", "SIS Login ID", "Section", "mnist_sgd (9)"]
    rows: list[list[object]] = [columns]
    rows.append([*[""] * (len(columns) - 1), "Manual Posting"])
    rows.append(["    Points Possible", *[""] * (len(columns) - 2), "22"])
    for one in people:
        names = [one.last, one.first] if split else [f"{one.last}, {one.first}"]
        rows.append([*names, one.canvas, f"{one.sis}", one.email, "A", ""])
    names = ["Student", "Test"] if split else ["Student, Test"]
    rows.append([*names, 499, "", "0123456789abcdef0123456789abcdef01234567", "A", ""])
    return table(rows, separator)


def canvas_submissions(works: Sequence[Work], grouped: bool = False) -> Files:
    """The files of everybody's last attempt, side by side."""
    found, attachment = {}, 500
    for work in groups_of(works) if grouped else works:
        called = work.by.group if grouped else f"{work.by.last}{work.by.first}"
        called = called.lower().replace(" ", "_" if grouped else "")
        called = "".join(
            one for one in called if one == "_" or unicodedata.category(one)[0] in "LNM"
        )
        late = "_LATE" if work.late else ""
        for name, content in work.attempts[-1].items():
            attachment += 1
            found[f"{called}{late}_{work.by.canvas}_{attachment}_{name}"] = content
    return found


# --- Moodle ---------------------------------------------------------------------------------------


def moodle_worksheet(
    people: Sequence[Someone], word: str = "Participant ", blind: bool = False, teams: bool = False
) -> str:
    columns = ["Identifier", *([] if blind else ["Full name", "Email address"]), "Status"]
    columns += [*(["Group"] if teams else []), "Grade", "Maximum grade", "Last modified (grade)"]
    rows: list[list[object]] = [columns]
    for one in people:
        names = [] if blind else [one.name, one.email]
        team = [one.group] if teams else []
        rows.append([f"{word}{one.participant}", *names, "Submitted", *team, "", "22.00", "-"])
    return table(rows)


def teams_of(works: Sequence[Work]) -> dict[int, str]:
    """Return teams by Moodle's numbers: these count teams, and may be those of participants."""
    return {500 + 7 * place: work.by.group for place, work in enumerate(groups_of(works))}


def moodle_submissions(
    works: Sequence[Work], folders: bool = True, blind: bool = False, teams: bool = False
) -> Files:
    """Underscores in names become blanks, and what no file's name may hold goes."""
    found = {}
    between = "/" if folders else "_"
    numbers = {group: number for number, group in teams_of(works).items()}
    for work in groups_of(works) if teams else works:
        called = work.by.group if teams else "Participant" if blind else work.by.name
        called = re.sub(r"""[/\\:*?"<>|'&`\0]""", "", called.replace("_", " "))
        owner = numbers[work.by.group] if teams else work.by.participant
        for name, content in work.attempts[-1].items():
            found[f"{called}_{owner}_assignsubmission_file{between}{name}"] = content
    return found


# --- Gradescope -----------------------------------------------------------------------------------


def gradescope_roster(people: Sequence[Someone]) -> str:
    rows: list[list[object]] = [["First Name", "Last Name", "SID", "Email", "Role"]]
    rows += [[one.first, one.last, f"{one.sis}", one.email, "Student"] for one in people]
    return table([*rows, ["Prof", "X", "", "prof@example.org", "Instructor"]])


def gradescope_submissions(
    works: Sequence[Work], people: Sequence[Someone], grouped: bool
) -> Files:
    """A folder a submission, and what Gradescope knows of each beside them."""
    lines, found = [], {}
    for number, work in enumerate(groups_of(works) if grouped else works):
        lines.append(f"submission_{number}:\n  :submitters:")
        for one in people if grouped else [work.by]:
            if one == work.by or (grouped and one.group == work.by.group):
                lines.append(f"  - :name: {quoted(one.name)}\n    :sid: '{one.sis}'")
                lines.append(f"    :email: {quoted(one.email)}")
        lines.append(f"  :created_at: 2026-02-{number % 27 + 1:02} 23:05:06.000000000 -05:00")
        for name, content in work.attempts[-1].items():
            found[f"assignment_7_export/submission_{number}/{name}"] = content
    text = "\n".join(lines) + "\n"
    return {"assignment_7_export/submission_metadata.yml": text.encode(), **found}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- Brightspace and Blackboard -------------------------------------------------------------------


def brightspace_grades(people: Sequence[Someone]) -> str:
    columns = ["OrgDefinedId", "Username", "Last Name", "First Name", "Email"]
    rows: list[list[object]] = [[*columns, "End-of-Line Indicator"]]
    for one in people:
        rows.append([f"#{one.sis}", f"#{one.user}", one.last, one.first, one.email, "#"])
    return table(rows)


def brightspace_submissions(works: Sequence[Work]) -> Files:
    found: Files = {"index.html": b"<html></html>"}
    for work in works:
        for day, files in enumerate(work.attempts, 1):
            name = re.sub(r'[/\\:*?"<>|\0]', "", work.by.name)
            folder = f"{39000 + work.by.number}-2557370 - {name} - Nov {day}, 2026 926 PM"
            found |= {f"{folder}/{file}": content for file, content in files.items()}
    return found


def blackboard_grades(people: Sequence[Someone]) -> bytes:
    rows: list[list[object]] = [
        ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
         "Lab 3 [Total Pts: 22 Score] |77"],
    ]  # fmt: skip
    rows += [[one.last, one.first, one.user, f"{one.sis}", "", "Yes", ""] for one in people]
    return table(rows, "\t").encode("utf-16")


def blackboard_submissions(works: Sequence[Work], assignment: str = "Lab_3_2") -> Files:
    found: Files = {}
    for work in works:
        for day, files in enumerate(work.attempts, 1):
            start = f"{assignment}_{work.by.user}_attempt_2026-11-{day:02}-11-22-33"
            about = f"Name: {work.by.name} ({work.by.user})\nAssignment: Lab 3\n"
            found[f"{start}.txt"] = about.encode()
            found |= {f"{start}_{name}": content for name, content in files.items()}
    return found


def decomposed(files: Files) -> Files:
    """Return files as macOS names them."""
    return {unicodedata.normalize("NFD", name): content for name, content in files.items()}
