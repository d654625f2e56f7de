"""Each student's own notebook goes out under the name that leads to its owner, and to nobody else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import variant_class
from variant_class import NAME

from autograder.course.directory import Course, CourseError
from autograder.course.own_release import Handout
from autograder.course.people import Person
from autograder.course.roster import Roster, save_roster
from autograder.platforms.returning.hand_out import HandedOut, hand_out

PEOPLE = (
    Person("ada", "Ada Lovelace", numbers={"canvas_id": "501", "blackboard_username": "ada1"}),
    Person("george", "George Boole", numbers={"canvas_id": "502", "blackboard_username": "gb"}),
    Person("yan", "Yan Z", group="Team X", numbers={"canvas_id": "505"}),
    Person("zoe", "Zoë Z", group="Team X", numbers={"canvas_id": "506"}),
)
EVERY = [Handout(one.id, one.group, "v", f"of {one.group or one.id}".encode()) for one in PEOPLE]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    found = variant_class.make_course(tmp_path / "course", [], release=False)
    (found.root / "roster.csv").unlink()
    save_roster(found, Roster(PEOPLE))
    return found


def download(folder: Path, *names: str) -> Path:
    path = folder / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return path


def files(done: HandedOut) -> dict[str, str]:
    with zipfile.ZipFile(done.path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_moodle_by_its_worksheet(course: Course, tmp_path: Path) -> None:
    table = tmp_path / "worksheet.csv"
    lines = ["Identifier,Full name,Email address,Status,Grade,Maximum grade"]
    lines += [f"Participant {70 + number},{one.name},,,,22" for number, one in enumerate(PEOPLE)]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    roster = tuple(
        Person(one.id, one.name, group=one.group, numbers={"moodle_participant": str(70 + number)})
        for number, one in enumerate(PEOPLE)
    )
    save_roster(course, Roster(roster))
    done = hand_out(course, "moodle", NAME, EVERY, table=table)
    assert files(done) == {
        f"{PEOPLE[number].name}_{70 + number}_assignsubmission_file_{NAME}.ipynb": f"of {owner}"
        for number, owner in enumerate(("ada", "george", "Team X", "Team X"))
    }
    assert done.left_out == ()


def test_canvas_by_its_download(course: Course, tmp_path: Path) -> None:
    path = download(tmp_path, "lovelaceada_501_9001_any.txt", "boolegeorge_502_9002_any.txt")
    done = hand_out(course, "canvas", NAME, EVERY, download=path)
    assert files(done) == {
        "lovelaceada_501_9001_mnist-variants.ipynb": "of ada",
        "boolegeorge_502_9002_mnist-variants.ipynb": "of george",
    }
    assert [one.student for one in done.left_out] == ["yan", "zoe"]


def test_brightspace_by_its_download(course: Course, tmp_path: Path) -> None:
    folder = "123-456 - Ada Lovelace - Nov 3, 2025 1011 PM"
    done = hand_out(
        course, "brightspace", NAME, EVERY, download=download(tmp_path, f"{folder}/any.txt")
    )
    assert files(done) == {f"{folder}/{NAME}.ipynb": "of ada"}
    assert len(done.left_out) == 3


def test_blackboard_by_user_names(course: Course) -> None:
    done = hand_out(course, "blackboard", NAME, EVERY)
    assert files(done) == {f"ada1_{NAME}.ipynb": "of ada", f"gb_{NAME}.ipynb": "of george"}
    assert done.given == {"ada": f"ada1_{NAME}.ipynb", "george": f"gb_{NAME}.ipynb"}


def test_strangers_get_nothing(course: Course, tmp_path: Path) -> None:
    path = download(tmp_path, "somebody_999_9001_any.txt")
    with pytest.raises(CourseError, match="no download of Canvas's"):
        hand_out(course, "canvas", NAME, EVERY, download=path)
