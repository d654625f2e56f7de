"""Out of a simulated platform and into it again: everybody has their own grade, nobody another's."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import zipfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importers import SIMULATED, TITLE, Blackboard, Canvas, Human, Moodle, Style

from autograder.course.directory import Course
from autograder.course.roster import Roster
from autograder.course.tables import read_table
from autograder.platforms.grade_files.export import TABLES
from autograder.platforms.grade_files.grades import ClassGrades, LeftOut, Total, for_each_member
from autograder.platforms.grade_files.sheet import fill
from autograder.platforms.listings import add_table
from autograder.platforms.returning import give_back as giving
from autograder.platforms.returning.feedback_files import Pages

POINTS = 22.0
# More for a night, fewer in each run.
EXAMPLES = int(os.environ.get("ROUND_TRIPS", "12"))
LETTERS = st.characters(categories=("Lu", "Ll", "Lo", "Mn"), exclude_characters="\u0345")
WORD = st.text(LETTERS, min_size=1, max_size=8).filter(
    lambda text: any(one.isalpha() for one in text)
)
NAME = st.one_of(
    st.sampled_from(
        ["Ada", "Lee", "Kim", "José", "Jose\u0301", "李", "O'Neil", "=Ada", "-x", "3", "a_3_b"]
    ), WORD,
)  # fmt: skip
DOMAINS = ("example.edu", "guest.example.org", "example.com")
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@st.composite
def classes(draw: st.DrawFn) -> list[Human]:
    """People who share names and what stands before the @, and whose numbers are those of others."""
    size = draw(st.integers(1, 60))
    numbers = draw(st.permutations(range(500, 500 + size)))
    school = draw(st.permutations(range(500, 500 + size)))
    local = [draw(st.sampled_from(["lee", "kim", "ada", f"u{i}"])) for i in range(size)]
    # Two people may share what stands before the @, and no two an address.
    people, used = [], set()
    for i in range(size):
        free = [one for one in DOMAINS if f"{local[i]}@{one}" not in used]
        address = f"{local[i]}@{free[0]}" if free else f"u{i}@x.example.edu"
        used.add(address)
        login = address if draw(st.booleans()) else f"login{school[i]}"
        people.append(
            Human(str(numbers[i]), str(school[i]), login, address, draw(NAME), draw(NAME))
        )
    return people


STYLES = st.builds(
    Style,
    separator=st.sampled_from([",", ";"]),
    commas=st.booleans(),
    bom=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    split=st.booleans(),
    posting=st.booleans(),
    school=st.booleans(),
    language=st.integers(0, 2),
    hidden=st.booleans(),
)
# What became of somebody: points, handed in and not graded, or nothing handed in.
FATES = st.one_of(
    st.integers(0, 88).map(lambda quarters: quarters / 4), st.sampled_from(["ungraded", None])
)


@dataclasses.dataclass(frozen=True)
class Term:
    """A class, what became of it, and what the course knows."""

    people: list[Human]
    ids: dict[str, str]
    fates: dict[str, float | str | None]
    roster: Roster
    grades: ClassGrades


def term(
    data: st.DataObject, platform: str, people: list[Human], content: bytes, folder: Path
) -> Term:
    """Put a class on the roster by the platform's table, let groups hand in, and grade it."""
    path = folder / "roster-from.csv"
    path.write_bytes(content)
    roster, added = add_table(Roster(), read_table(path), platform)
    by_line = {one.number: person for one, person in zip(people, added.new, strict=True)}
    groups = {
        one.number: data.draw(st.sampled_from(["", "", "Team 1", "Team 2"])) for one in people
    }
    by_line = {
        number: dataclasses.replace(one, group=groups[number]) for number, one in by_line.items()
    }
    roster = Roster(tuple(by_line.values()))
    fates = {one.number: data.draw(FATES) for one in people}
    shared = {name: data.draw(FATES) for name in ("Team 1", "Team 2")}
    fates = {
        number: shared[groups[number]] if groups[number] else fate for number, fate in fates.items()
    }
    handed = {by_line[number].id: fate for number, fate in fates.items() if not groups[number]}
    handed |= {name: shared[name] for name in set(groups.values()) if name}
    grades = ClassGrades(
        TITLE,
        (Total("somebody-else", "", 1.0, POINTS),
         *(Total(one, "", fate, POINTS) for one, fate in handed.items() if isinstance(fate, float))),
        tuple(one for one, fate in handed.items() if fate == "ungraded"),
    )  # fmt: skip
    ids = {number: one.id for number, one in by_line.items()}
    return Term(people, ids, fates, roster, for_each_member(grades, roster))


@pytest.mark.parametrize("platform", list(SIMULATED))
def test_everybody_gets_their_own_grade(platform: str) -> None:
    @SETTINGS
    @given(data=st.data(), people=classes(), style=STYLES, zero=st.booleans())
    def check(data: st.DataObject, people: list[Human], style: Style, zero: bool) -> None:
        there = SIMULATED[platform](people, style, POINTS)
        with tempfile.TemporaryDirectory() as folder:
            found = term(data, platform, people, there.export(), Path(folder))
            if isinstance(there, Canvas):
                there.excused = set(
                    data.draw(st.sets(st.sampled_from([one.number for one in people])))
                )
            if isinstance(there, Blackboard):
                there.handed_in = {
                    number for number, fate in found.fates.items() if fate is not None
                }
            content = there.export()
            path = Path(folder) / "table.csv"
            path.write_bytes(content)
            # Whose work has no line may be anybody of whom no name says otherwise.
            told = data.draw(st.booleans())
            people_known = {one.id: one for one in found.roster.people}
            unsure = {
                number for number, fate in found.fates.items() if zero and fate is None
                and not (told and people_known[found.ids[number]].name)
            }  # fmt: skip
            if told:
                named_so = dataclasses.replace(found.grades, names={"somebody-else": "Qqq Zzz"})
                found = dataclasses.replace(found, grades=named_so)
            graded = [number for number, fate in found.fates.items() if isinstance(fate, float)]
            if not graded:
                return
            done = fill(TABLES[platform], read_table(path), found.grades, found.roster,
                        missing="zero" if zero else "blank")  # fmt: skip
        grades = there.take(done.table.to_bytes())
        excused = there.excused if isinstance(there, Canvas) else set()
        for number, fate in found.fates.items():
            text = grades[number]
            if number in excused:
                assert text == "EX"
            elif isinstance(fate, float):
                assert float(text) == fate
            else:
                assert text == ("0" if zero and fate is None and number not in unsure else "")
        # Everybody is in one of the lists, and nobody in two.
        named = [*done.given, *(one.student for one in done.left_out), *done.nothing]
        assert sorted(named) == sorted([*found.ids.values(), "somebody-else"])
        left = {one.student: one.why for one in done.left_out}
        assert left.pop("somebody-else") == "not on the roster"
        assert set(left) == {
            found.ids[number] for number, fate in found.fates.items()
            if fate == "ungraded" or (number in excused and fate is not None) or number in unsure
        }  # fmt: skip

    check()


@pytest.mark.parametrize("platform", ["canvas", "moodle", "brightspace", "openedx"])
def test_without_a_roster_ids_are_numbers_of_one_kind(platform: str) -> None:
    @SETTINGS
    @given(data=st.data(), people=classes(), style=STYLES)
    def check(data: st.DataObject, people: list[Human], style: Style) -> None:
        there = SIMULATED[platform](people, style, POINTS)
        marks = {one.number: data.draw(st.integers(0, 88)) / 4 for one in people}
        totals = tuple(Total(one, "", mark, POINTS) for one, mark in marks.items())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.csv"
            path.write_bytes(there.export())
            schools = {one.number: one.school for one in people}
            same = schools == {one: one for one in schools}
            doubtful = style.school and platform in ("canvas", "moodle") and not same
            if doubtful and not (platform == "moodle" and style.hidden):
                # All of the class have the other kind's digits, too: that is for a person to say.
                with pytest.raises(
                    ValueError, match="the ids of the course lead to different people"
                ):
                    fill(TABLES[platform], read_table(path), ClassGrades(TITLE, totals), Roster())
                return
            done = fill(TABLES[platform], read_table(path), ClassGrades(TITLE, totals), Roster())
        grades = there.take(done.table.to_bytes())
        assert {number: float(text) for number, text in grades.items()} == marks

    check()


@pytest.mark.parametrize("platform", ["canvas", "moodle"])
def test_everybody_gets_their_own_page(platform: str) -> None:
    @SETTINGS
    @given(data=st.data(), people=classes(), style=STYLES)
    def check(data: st.DataObject, people: list[Human], style: Style) -> None:
        there = SIMULATED[platform](people, style, POINTS)
        assert isinstance(there, (Canvas, Moodle))
        with tempfile.TemporaryDirectory() as folder:
            found = term(data, platform, people, there.export(), Path(folder))
            graded = {found.ids[number]: number for number, fate in found.fates.items()
                      if isinstance(fate, float)}  # fmt: skip
            if not graded:
                return
            download, table = Path(folder) / "download.zip", Path(folder) / "worksheet.csv"
            table.write_bytes(there.export())
            if isinstance(there, Canvas):
                with zipfile.ZipFile(download, "w") as archive:
                    for name in there.download(
                        [one for one in people if found.fates[one.number] is not None]
                    ):
                        archive.writestr(name, b"")
            pages = Pages(
                {one: one.encode() for one in graded}, (LeftOut("somebody-else", "no page"),)
            )
            with (
                mock.patch.object(giving, "load_roster", lambda _: found.roster),
                mock.patch.object(giving.grades, "class_grades", lambda *_: found.grades),
                mock.patch.object(giving.grades, "unmarked", lambda *_: []),
                mock.patch.object(giving, "written_pages", lambda *_: pages),
            ):
                named = (download, None) if isinstance(there, Canvas) else (None, table)
                done = giving.give_back(Course(Path(folder)), platform, TITLE, *named)
            with zipfile.ZipFile(done.path) as archive:
                files = {name: archive.read(name).decode() for name in archive.namelist()}
        owners = there.upload(list(files))
        assert set(owners) == set(files)
        assert {graded[files[name]]: number for name, number in owners.items()} == {
            number: number for number in owners.values()
        }
        assert set(done.given) == set(graded) == {files[name] for name in files}

    check()
