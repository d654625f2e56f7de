"""Canvas: whom its gradebook lists, and whose an entry of its download is.

An entry of "Download Submissions" is called `name[_LATE]_user_file_…`, and `-N` stands behind a later
attempt's name.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from autograder.course.people import Listed, Listing, Person
from autograder.course.tables import Table, folded, tidy
from autograder.platforms.archives import Found, OwnedFile

ENTRY = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attempt>\d+)_(?P<file>.+)")
AGAIN = re.compile(r"-(\d+)(?=(\.[^.]*)?$)")
COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
# Lines of a gradebook that are about no student.
NO_STUDENT = ("points possible", "manual posting", "muted")
NUMBERS = {"canvas_id": "ID", "canvas_sis_id": "SIS User ID", "canvas_login": "SIS Login ID"}
TEST_STUDENT = ("student, test", "test student")
TEST_LOGIN = re.compile(r"[0-9a-f]{32,}")


def people(table: Table) -> Listing | None:
    """Return whom an exported gradebook lists, or None where the table is none.

    Lines without an id are those of the points possible and of posting; the test student is nobody.
    """
    number = table.column("ID")
    whole, last, first = (table.column(name) for name in ("Student", "LastName", "FirstName"))
    if number is None or (whole is None and (last is None or first is None)):
        return None
    found: list[Listed] = []
    left_out: list[str] = []
    for row, line in enumerate(table.rows):
        names = [tidy(line.text(place)) for place in (whole, last, first) if place is not None]
        said = {kind: tidy(line.text(place)) for kind, name in NUMBERS.items()
                if (place := table.column(name)) is not None}  # fmt: skip
        if not said["canvas_id"]:
            texts = [folded(cell.text) for cell in line.cells if cell.text.strip()]
            student = names[0] and not any(text.startswith(NO_STUDENT) for text in texts)
            if student and found:
                left_out.append(f"{names[0]} ({table.place(row)}: no ID)")
            continue
        family, _, given = names[0].partition(",")
        if whole is None:
            family, given = names
        family, given = (family.strip(), given.strip()) if given else ("", family.strip())
        if _is_test(f"{family}, {given}" if family else given, said):
            continue
        section = table.column("Section")
        found.append(
            Listed(
                row,
                Person(
                    name=f"{given} {family}".strip(),
                    last_name=family,
                    section=tidy(line.text(section)) if section is not None else "",
                    numbers={kind: text for kind, text in said.items() if text},
                ),
            )
        )
    return Listing("canvas", tuple(found), tuple(left_out))


def _is_test(name: str, said: dict[str, str]) -> bool:
    """Whether a line is the test student's: that name, no number of the school's, a login by chance."""
    login = said.get("canvas_login", "")
    made = not login or TEST_LOGIN.fullmatch(login) is not None
    return folded(name) in TEST_STUDENT and not said.get("canvas_sis_id") and made


def owner_of(one: Found, ids: dict[str, str]) -> OwnedFile | None:
    """Return whose an entry of Canvas's download is, or None where it has not its form."""
    match = ENTRY.fullmatch(PurePosixPath(one.path).name)
    if match is None or "assignsubmission" in one.path:
        return None
    again = AGAIN.search(match["file"])
    name = AGAIN.sub("", match["file"]) if again else match["file"]
    student = ids.get(match["id"], match["id"])
    attempt = (int(match["attempt"]), int(again[1]) if again else 0)
    return OwnedFile(one, student, name, attempt[0] * 1000 + attempt[1], bool(match["late"]))
