"""Canvas: names for "Upload Submissions", which attaches each file to a submission as a comment.

Canvas takes the first two parts of a name that are digits alone for the user and the attachment, and
the attachment has to be one that this user handed in last. Where grading is anonymous, a name begins
with "anon", a code and the attachment. So the names are made from those of the download.

Source: `infer_comment_context_from_filename` of Canvas's `AbstractAssignment`, of 2025.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from autograder.course.people import Person
from autograder.course.roster import Roster
from autograder.platforms import canvas
from autograder.platforms.returning.slots import Known, Slot, Slots, last_of_each

KIND = "canvas_id"
NOBODY = Roster()
NOTEBOOK = re.compile(r"\.ipynb(\.\w+)?$", re.IGNORECASE)


def slots(
    download: Path,
    names: Sequence[str],
    assignment: str,
    known: Known,
    roster: Roster = NOBODY,
) -> Slots:
    """Return the places of an upload by the names of a download.

    Args:
        download: The download.
        names: The names of its entries.
        assignment: The assignment's name.
        known: Whether somebody in the course has a number of a kind.
        roster: The roster, which says how people and groups are called.
    """
    found: list[tuple[str, Slot]] = []
    unclear = []
    # The last counts. Students choose the names of their files: a name that can be read in one way only
    # comes before others. Of several files of a submission the page is about the notebook.
    for entry in sorted(names, key=_rank):
        name = PurePosixPath(entry).name
        hidden = canvas.hidden(name, lambda number: known(KIND, number))
        if hidden is not None:
            if hidden.attachment:
                said = Person(numbers={canvas.CODE: hidden.user})
                path = f"{hidden.user}_{hidden.attachment}_{_file(assignment)}"
                found.append((hidden.user, Slot(path, said, entry)))
            continue
        every = [one for one in canvas.readings(name) if one.file and one.file not in canvas.TEXTS]
        # What collecting can tell by the names of people and groups can be told here.
        right = canvas.right_reading(every, roster) if every else None
        if right is not None and known(KIND, right.user):
            every = [right]
        readings = [one for one in every if known(KIND, one.user)]
        if len({one.user for one in readings}) != 1:
            if every:
                unclear.append(entry)
            continue
        reading = canvas.of_one_user(readings, roster)
        owner, user, attachment = reading.name, reading.user, reading.attachment
        # A group's or a person's name may have digits of its own, and Canvas takes the first ones.
        letters = re.sub(r"[\W_]+", "", owner)
        if not letters or letters.isdigit() or letters == canvas.ANON:
            letters = f"name{letters}"
        path = f"{letters}_{user}_{attachment}_{_file(assignment)}"
        found.append((user, Slot(path, Person(numbers={KIND: user}), entry, owner)))
    return Slots(download, last_of_each(found), tuple(unclear))


def attachment_of(name: str, known: Known, roster: Roster = NOBODY) -> int:
    """Return the number of the file that an entry of somebody known is; 0 where it has none."""
    hidden = canvas.hidden(name, lambda number: known(KIND, number))
    own = [one for one in canvas.readings(name) if known(KIND, one.user)]
    if hidden is None and not own:
        return 0
    return int((hidden or canvas.of_one_user(own, roster)).attachment or 0)


def _rank(entry: str) -> tuple[bool, bool]:
    return len(canvas.readings(PurePosixPath(entry).name)) == 1, NOTEBOOK.search(entry) is not None


def _file(assignment: str) -> str:
    # A last part that begins with "link" is no attachment to Canvas.
    return f"feedback-{assignment.replace('_', '-')}.html"
