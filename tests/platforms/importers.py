"""What platforms do with the files that they are given, for tests of files that the kit writes.

Each class is a platform with a class of people. It writes the table that an instructor downloads, and
reads it again as the platform's own import does, with the faults that this has. Nothing here uses the
code that is tested.

Sources: Canvas's `GradebookExporter`, `GradebookImporter`, `ContentZipper` and
`infer_comment_context_from_filename` of `AbstractAssignment` (2025); Moodle's
`mod/assign/feedback/offline/importgradeslib.php` and `mod/assign/feedback/file/importziplib.php` (4.5);
the documentation of Brightspace's grade import, Blackboard's grade files, Sakai's gradebook and Open
edX's bulk grades (2025). Of feedback files D2L's and Blackboard's help says no more than that names are
to stay as in the download, and that Blackboard takes one after another (read in November 2026).
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Collection, Mapping, Sequence

TITLE = "mnist_sgd"


@dataclasses.dataclass(frozen=True)
class Human:
    """Somebody who takes the course. The same digits may be numbers of several people and kinds."""

    number: str
    school: str
    login: str
    email: str
    first: str
    last: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclasses.dataclass(frozen=True)
class Style:
    """How a platform writes its tables: what a locale and the options of an export decide."""

    separator: str = ","
    commas: bool = False
    bom: bool = False
    end: str = "\r\n"
    split: bool = False
    posting: bool = False
    school: bool = True
    language: int = 0
    hidden: bool = False
    sheet: bool = True

    def number(self, value: float) -> str:
        return f"{value:.2f}".replace(".", "," if self.commas else ".")

    def table(self, rows: Sequence[Sequence[str]]) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator=self.end).writerows(rows)
        return text.getvalue().encode("utf-8-sig" if self.bom else "utf-8")


class Canvas:
    """Canvas: finds by ID, then by the school's id and the login, then by name."""

    def __init__(self, people: Sequence[Human], style: Style, points: float) -> None:
        self.people, self.style, self.points = people, style, points
        self.excused: set[str] = set()

    def export(self) -> bytes:
        style = self.style
        names = ["LastName", "FirstName"] if style.split else ["Student"]
        school = ["SIS User ID"] if style.school else []
        header = [*names, "ID", *school, "SIS Login ID", "Section", "Essay (11)", f"{TITLE} (12)",
                  "Assignments Current Score"]  # fmt: skip
        blank = [""] * (len(header) - 4)
        rows = [header]
        if style.posting:
            rows.append([*blank, "", "", "Manual Posting", ""])
        rows.append(["    Points Possible", *blank[1:], "", style.number(5), style.number(self.points),
                     "(read only)"])  # fmt: skip
        for one in self.people:
            shown = [one.last, one.first] if style.split else [f"{one.last}, {one.first}"]
            # What begins like a formula is written as one that gives the text.
            shown = [f'="{part}"' if part.startswith("=") else part for part in shown]
            grade = "EX" if one.number in self.excused else ""
            number = [one.school] if style.school else []
            rows.append(
                [*shown, one.number, *number, one.login, "A", style.number(4.5), grade, "9"]
            )
        rows.append([*(["Student", "Test"] if style.split else ["Student, Test"]), "99999999",
                     *([""] if style.school else []), "f" * 40, "A", "", "", ""])  # fmt: skip
        return style.table(rows)

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an import, by number."""
        text = content.decode("utf-8-sig")
        lines = [line for line in text.splitlines() if line][:3]
        counts = {
            one: {len(next(csv.reader([line], delimiter=one))) for line in lines} for one in ",;"
        }
        fits = {one: next(iter(found)) if len(found) == 1 else 0 for one, found in counts.items()}
        separator = ";" if fits[";"] > fits[","] else ","
        rows = [
            [_decimal(cell) for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=separator)
        ]
        header, *rest = rows
        split = header[:2] == ["LastName", "FirstName"]
        assert split or ("Student" in header[0] and "ID" in header[1])
        place = header.index(f"{TITLE} (12)")
        by_number = {one.number: one for one in self.people}
        grades: dict[str, str] = {}
        for row in rest:
            if "Points Possible" in row[0]:
                assert float(row[place]) == self.points
                continue
            if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
                continue
            number = row[2 if split else 1]
            if number == "99999999":
                assert row[place] == ""
                continue
            found = by_number[number]
            assert found.number not in grades
            grades[found.number] = row[place]
        return grades

    def download(self, handed_in: Sequence[Human]) -> dict[str, str]:
        """Return the names of a download, and whose each entry is."""
        return {
            f"{re.sub(r'[^a-z0-9_]', '', one.name.lower()) or 'x'}_{one.number}_{self.attachment(one)}_"
            "mnist_sgd.ipynb": one.number
            for one in handed_in
        }

    def attachment(self, one: Human) -> str:
        return str(1_000_000 + self.people.index(one))

    def upload(self, names: Sequence[str]) -> dict[str, str]:
        """Return to whom each file of an upload goes; what it ignores is not there."""
        handed_in = {one.number: {self.attachment(one)} for one in self.people}
        return canvas_upload(names, handed_in, {}, ())


def canvas_upload(
    names: Sequence[str],
    handed_in: Mapping[str, Collection[str]],
    codes: Mapping[str, str],
    groups: Collection[str],
) -> dict[str, str]:
    """Return the user to whom Canvas attaches each file; what it ignores is not there.

    Args:
        names: The names of the files.
        handed_in: The numbers of the files that each user has handed in last.
        codes: The users by the codes of anonymous grading.
        groups: The names of groups, which are dropped where a name begins with one.
    """
    found = {}
    for name in names:
        base = name.rpartition("/")[2]
        group = next((one for one in groups if base.startswith(f"{one}_")), None)
        rest = base.removeprefix(f"{group}_") if group is not None else base
        parts = [part for part in rest.split("_") if part != "LATE"]
        if parts[0] == "anon":
            user, attachment = codes.get(parts[1], ""), parts[2]
        else:
            numbers = [part for part in parts if re.fullmatch(r"[0-9]+", part)][:2]
            user, attachment = numbers if len(numbers) == 2 else ("", "")
        ignored = parts[-1].startswith("link") or base.startswith("._")
        if not ignored and attachment in handed_in.get(user, ()):
            found[name] = user
    return found


def _decimal(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *first, last = re.split(r"[,.]", cell)
    return f"{''.join(first)}.{last}" if first else last


LANGUAGES = (
    ("Participant ", "Identifier", "Full name", "ID number", "Email address", "Status", "Grade",
     "Maximum grade", "Grade can be changed", "Last modified (grade)", "Feedback comments", "Yes",
     "Group", "Last modified (submission)"),
    ("Teilnehmer/in", "ID", "Vollständiger Name", "ID-Nummer", "E-Mail-Adresse", "Status", "Bewertung",
     "Bestmögliche Bewertung", "Bewertung kann geändert werden", "Zuletzt geändert (Bewertung)",
     "Feedback als Kommentar", "Ja", "Gruppe", "Zuletzt geändert (Abgabe)"),
    ("参加者 ", "識別子", "フルネーム", "IDナンバー", "メールアドレス", "ステータス", "評点",
     "最大評点", "評点は変更可能です", "最終更新日時 (評点)", "フィードバックコメント", "Yes",
     "グループ", "最終更新日時 (提出物)"),
)  # fmt: skip
COMMENT = '- Good work; see, "there"\n=1+1'


class Moodle:
    """Moodle: reads commas and UTF-8 alone, and takes texts over as they stand."""

    def __init__(self, people: Sequence[Human], style: Style, points: float) -> None:
        self.people, self.points = people, points
        self.style = dataclasses.replace(style, separator=",", bom=False)
        self.words = LANGUAGES[style.language]

    def export(
        self, groups: Mapping[str, str] = {}, times: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the worksheet.

        Args:
            groups: The teams by participant, where teams hand in.
            times: When participants have handed in; no such column if None.
        """
        (
            word,
            identifier,
            name,
            school,
            email,
            status,
            grade,
            most,
            change,
            modified,
            comments,
            yes,
            group,
            handed_in,
        ) = self.words
        who = [] if self.style.hidden else [name, *([school] if self.style.school else []), email]
        team = [group] if groups else []
        time = [] if times is None else [handed_in]
        rows = [[identifier, *who, status, *team, grade, most, change, *time, modified, comments]]
        for one in self.people:
            number = [one.school] if self.style.school else []
            shown = [] if self.style.hidden else [one.name, *number, one.email]
            team = [groups.get(one.number, "")] if groups else []
            time = [] if times is None else [times.get(one.number, "-")]
            rows.append([f"{word}{one.number}", *shown, "Submitted", *team, "",
                         self.style.number(self.points), yes, *time, "-", COMMENT])  # fmt: skip
        return self.style.table(rows)

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an import, by number."""
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
        word, identifier, *_ = self.words
        grade, most, comments = (self.words[place] for place in (6, 7, 10))
        grades = {}
        for row in rows:
            number = row[identifier].removeprefix(word.strip()).strip()
            assert row[comments] == COMMENT
            assert row[most] == self.style.number(self.points)
            text = row[grade].replace("," if self.style.commas else ".", ".")
            # What is behind a number is dropped without a word.
            number_found = re.match(r"\d+(\.\d+)?", text)
            assert number not in grades
            grades[number] = number_found[0] if number_found else text
        assert {one.number for one in self.people} == set(grades)
        return grades

    def upload(self, names: Sequence[str]) -> dict[str, str]:
        """Return to whom each file of an upload goes; what it ignores is not there."""
        known = {one.number for one in self.people}
        found = {}
        for name in names:
            if name.rpartition("/")[2].startswith((".", "~")):
                continue
            for part in name.split("/"):
                info = part.split("_", 4)
                if (
                    len(info) >= 4
                    and info[1] in known
                    and info[2:4] == ["assignsubmission", "file"]
                ):
                    found[name] = info[1]
                    break
        return found


class Brightspace:
    """Brightspace: finds by OrgDefinedId, and wants a sign at the end of each line."""

    def __init__(self, people: Sequence[Human], style: Style, points: float) -> None:
        self.people, self.style, self.points = people, style, points

    def export(self) -> bytes:
        rows = [["OrgDefinedId", "Username", "Last Name", "First Name", "Quiz Points Grade",
                 f"{TITLE} Points Grade", "End-of-Line Indicator"]]  # fmt: skip
        quiz = self.style.number(1.5)
        rows += [[f"#{one.number}", f"#{one.login}", one.last, one.first, quiz, "", "#"]
                 for one in self.people]  # fmt: skip
        return self.style.table(rows)

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an import, by number."""
        rows = list(
            csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=self.style.separator)
        )
        assert rows[0][-1] == "End-of-Line Indicator" and all(row[-1] == "#" for row in rows[1:])
        place = rows[0].index(f"{TITLE} Points Grade")
        return {row[0].removeprefix("#"): _decimal(row[place]) for row in rows[1:]}


def brightspace_upload(names: Sequence[str], folders: Mapping[str, str]) -> dict[str, str]:
    """Return to whom "Add Feedback Files" gives each file; what it ignores is not there.

    A file belongs to the submitter in whose folder it lies, or with whose prefix its name begins, as in
    the download. The first number of it counts, and a name that was changed is found no more.

    Args:
        names: The paths in the upload.
        folders: The submitter, a person or a group, by the name of a folder of the download.
    """
    found = {}
    for name in names:
        folder = name.partition("/")[0]
        if "/" not in name:
            fits = [one for one in folders if name.startswith(f"{one} - ")]
            folder = max(fits, key=len, default="")
        if folder in folders:
            found[name] = folders[folder]
    return found


def blackboard_attached(names: Sequence[str], attempts: Mapping[str, str]) -> dict[str, str]:
    """Return to whose attempt an instructor attaches each file, going by the names of the download.

    Blackboard has no upload of many files. Where a name begins with none of the download's, it is the
    user name that stands before the last underscores.

    Args:
        names: The names of the files.
        attempts: The user by the names of attempts, `assignment_username_attempt_time`.
    """
    found = {}
    for name in names:
        fits = [one for one in attempts if name.startswith(f"{one}_")]
        user = name.removesuffix(f"_{TITLE}.html")
        if len(fits) == 1:
            found[name] = attempts[fits[0]]
        elif not fits and user in attempts.values():
            found[name] = user
    return found


class Blackboard:
    """Blackboard: tabs and UTF-16; finds by user name, and a column by the number in its header."""

    def __init__(self, people: Sequence[Human], style: Style, points: float) -> None:
        self.people, self.style, self.points = people, style, points
        self.handed_in: set[str] = set()

    def export(self) -> bytes:
        header = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
                  f"{TITLE} [Total Pts: {self.style.number(self.points)} Score] |4711"]  # fmt: skip
        rows = [header]
        for one in self.people:
            state = "Needs Grading" if one.number in self.handed_in else ""
            rows.append([one.last, one.first, one.login, one.school, "", "Yes", state])
        text = io.StringIO()
        csv.writer(text, "excel-tab", quoting=csv.QUOTE_ALL).writerows(rows)
        return text.getvalue().encode("utf-16")

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an upload, by number."""
        rows = list(csv.reader(io.StringIO(content.decode("utf-16")), "excel-tab"))
        place = next(i for i, name in enumerate(rows[0]) if name.endswith("|4711"))
        by_login = {one.login: one.number for one in self.people}
        return {
            by_login[row[2]]: "" if row[place] == "Needs Grading" else _decimal(row[place])
            for row in rows[1:]
        }


class Sakai:
    """Sakai: the first column is the user name."""

    def __init__(self, people: Sequence[Human], style: Style, points: float) -> None:
        self.people, self.style, self.points = people, style, points

    def export(self) -> bytes:
        rows = [["Student ID", "Name", "Essay [5]", f"{TITLE} [{self.points:g}]", f"* {TITLE}"]]
        rows += [
            [one.login, one.name, self.style.number(4.5), "", "see; me"] for one in self.people
        ]
        return self.style.table(rows)

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an import, by number."""
        rows = list(
            csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=self.style.separator)
        )
        place = rows[0].index(f"{TITLE} [{self.points:g}]")
        by_login = {one.login: one.number for one in self.people}
        return {by_login[row[0]]: _decimal(row[place]) for row in rows[1:]}


class OpenEdx:
    """Open edX: finds by user_id, and a subsection by its short id."""

    def __init__(self, people: Sequence[Human], style: Style, points: float) -> None:
        self.people = people

    def export(self) -> bytes:
        rows = [["user_id", "username", "course_id", "track", "cohort", "name-1a2b",
                 "new_override-1a2b", "name-3c4d", "new_override-3c4d"]]  # fmt: skip
        rows += [[one.number, one.login, "course-v1:a+b+c", "audit", "", "Essay", "", TITLE, ""]
                 for one in self.people]  # fmt: skip
        return Style().table(rows)

    def take(self, content: bytes) -> dict[str, str]:
        """Return the grades after an import, by number."""
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
        assert all(row["new_override-1a2b"] == "" for row in rows)
        return {row["user_id"]: row["new_override-3c4d"] for row in rows}


SIMULATED = {
    "canvas": Canvas, "moodle": Moodle, "brightspace": Brightspace, "blackboard": Blackboard,
    "sakai": Sakai, "openedx": OpenEdx,
}  # fmt: skip
