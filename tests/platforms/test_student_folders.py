"""Folders of students, as nbgrader's exchange has them."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from autograder.course.attempts import load_attempts
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.gradebook import time_of
from autograder.course.late_policy import TimeError, hand_in_time
from autograder.course.roster import Roster
from autograder.course.untaken import load_untaken
from autograder.pages.terminal import print_attempts
from autograder.platforms.collecting import archives, student_folders, users
from autograder.platforms.collecting.archives import files_of
from autograder.platforms.collecting.collect import Collected, collect
from autograder.platforms.collecting.owned import Export

if sys.platform != "win32":
    import pwd

NAME = "mnist_sgd"
UTC = datetime.timezone.utc


def inbound(folder: Path, names: list[str]) -> Path:
    """Write submissions as `nbgrader submit` leaves them."""
    for number, name in enumerate(names):
        (folder / "inbound" / name).mkdir(parents=True)
        (folder / "inbound" / name / f"{NAME}.ipynb").write_bytes(b'{"cells": []} %d' % number)
        (folder / "inbound" / name / "timestamp.txt").write_text("whenever")
    return folder / "inbound"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def taken(
    course: Course, source: Path
) -> tuple[Collected, dict[str, list[datetime.datetime | None]]]:
    done = collect(course, NAME, source)
    students = sorted(path.name for path in course.submitted.iterdir())
    return done, {one: [kept.time for kept in load_attempts(course, NAME, one)] for one in students}


def test_an_inbound_folder_says_student_assignment_and_time(course: Course, tmp_path: Path) -> None:
    source = inbound(tmp_path, [
        f"ada+{NAME}+2026-02-03 04:05:06.123456 UTC+q0x-_A==", f"ada+{NAME}+2026-02-01 04:05:06.5 UTC",
        f"a+b@example.org+{NAME}+2026-02-03 10:00:00.000000 +0300+abc",
        "bob+mnist_adam+2026-02-03 04:05:06.123456 UTC+abc",
    ])  # fmt: skip
    done, times = taken(course, source)
    assert done.platform == "exchange" and done.complete
    assert times == {
        "ada": [datetime.datetime(2026, 2, 1, 4, 5, 6, 500000, UTC),
                datetime.datetime(2026, 2, 3, 4, 5, 6, 123456, UTC)],
        "a+b@example.org": [datetime.datetime(2026, 2, 3, 7, tzinfo=UTC)],
    }  # fmt: skip
    stamp = course.submitted / "ada" / NAME / "timestamp.txt"
    assert stamp.read_text() == "2026-02-03 04:05:06 UTC"
    said = {one.path: one.what for one in done}
    other = next(path for path in said if "mnist_adam" in path and path.endswith(".ipynb"))
    assert said[other] == "it is of another assignment"


@pytest.mark.parametrize("time", ["2026-02-03 04:05:06.1 XYZ", "2026-13-45 99:00:00 UTC"])
def test_a_time_that_is_none_is_named_and_costs_no_less_in_silence(
    course: Course, tmp_path: Path, time: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever handed in late under a zone of their own had no penalty, and nothing said so."""
    source = inbound(tmp_path, [f"ada+{NAME}+{time}+abc"])
    done, times = taken(course, source)
    assert times == {"ada": [None]}
    (said,) = (one.what for one in done if one.taken)
    assert f"its time cannot be read, so it is not used: {time!r}" in said
    assert re.search(r"its folder was changed last at 20\d\d-\d\d-\d\d \d\d:\d\d UTC", said)
    folder = course.submitted / "ada" / NAME
    with pytest.raises(TimeError, match=re.escape(f"found 'not known: {time}'")):
        hand_in_time(folder)
    assert time_of(folder / "timestamp.txt")[1] == ("the time of the submission cannot be read",)
    print_attempts(NAME, load_attempts(course, NAME, "ada"), None, "last")
    assert f"time not known ({time!r} cannot be read)" in capsys.readouterr().out
    # What a person has found out stays.
    (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC")
    collect(course, NAME, source)
    assert hand_in_time(folder) == datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_what_was_collected_before_without_its_time_is_named_when_it_comes_again(
    course: Course, tmp_path: Path
) -> None:
    source = inbound(tmp_path, [f"ada+{NAME}+2026-02-03 04:05:06.1 XYZ+abc"])
    collect(course, NAME, source)
    folder = course.submitted / "ada" / NAME
    (folder / "timestamp.txt").unlink()
    collect(course, NAME, source)
    assert time_of(folder / "timestamp.txt")[1]
    # The same file again at a time that can be read.
    source = inbound(tmp_path / "again", [f"ada+{NAME}+2026-02-04 04:05:06.1 UTC+abc"])
    collect(course, NAME, source)
    (attempt,) = load_attempts(course, NAME, "ada")
    assert attempt.time is not None and attempt.unread == ""
    assert hand_in_time(folder) == attempt.time.replace(microsecond=0)


def test_the_folder_of_one_student_under_the_name_of_another_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody may write into an inbound folder."""
    source = inbound(tmp_path, [
        f"{who}+{NAME}+2026-02-03 04:05:06.1 UTC+abc" for who in ("ada", "bob", "cyd")
    ])  # fmt: skip
    owners = {"ada": "ada", "bob": "ada", "cyd": ""}
    monkeypatch.setattr(users, "user_of", lambda path: owners[path.name.partition("+")[0]])
    export = Export(list(files_of(source)), 0, NAME, (NAME,), Roster())
    said = {
        one.owner.people[0].id if one.owner else one.why
        for one in student_folders.exchange(export)
        if one.path != PurePosixPath("timestamp.txt")
    }
    assert said == {"ada", "it is called after bob and belongs to the user ada", "cyd"}


@pytest.mark.parametrize(
    ("folders", "refused"),
    [
        # Users are called as students, with or without an address, and letters of any size.
        ({"1": ("ada", "ada"), "2": ("b@x.org", "b"), "3": ("Cyd", "cyd")}, {}),
        # Most are, so that another user's is not the student's, also where that is the only one.
        ({"1": ("ada", "ada"), "2": ("bob", "bob"), "3": ("cyd", "games")}, {"3": "games"}),
        ({"1": ("ada", "ada"), "2": ("bob", "number 77"), "3": ("bob", "bob")}, {"2": "number 77"}),
        # One student of many cannot make it look so.
        ({"1": ("m", "m"), **{f"{one}": (f"s{one}", f"u{one}") for one in range(2, 6)}}, {}),
        # No visible relation: one user each, and one student each, or it cannot be told.
        ({"1": ("s1", "u1"), "2": ("s2", "u2"), "3": ("s1", "u1")}, {}),
        ({"1": ("s1", "u1"), "2": ("s1", "u2"), "3": ("s3", "u3")}, {"1": "u1", "2": "u2"}),
        ({"1": ("s1", "u1"), "2": ("s2", "u1"), "3": ("s3", "u3")}, {"1": "u1", "2": "u1"}),
        # What whoever collects has put there is theirs to say.
        ({"1": ("s1", ""), "2": ("s1", "u2")}, {"2": "u2"}),
        ({"1": ("s1", ""), "2": ("s2", "")}, {}),
        # The machine has a user of that name.
        ({"1": ("nobody", "u1"), "2": ("s2", "u2")}, {"1": "u1"}),
    ],
)
def test_whose_a_folder_is_in_the_exchange(
    folders: dict[str, tuple[str, str]], refused: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(users, "_is_user", lambda student: student == "nobody")
    found = users.not_theirs(
        {one: user for one, (_, user) in folders.items()},
        {one: student for one, (student, _) in folders.items()},
    )
    assert found.keys() == refused.keys()
    for folder, user in refused.items():
        assert f"called after {folders[folder][0]} and belongs to the user {user}" in found[folder]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)
def test_a_folder_of_another_user_in_somebodys_name_is_not_taken(
    course: Course, tmp_path: Path
) -> None:
    """With no roster, and a roster that does not know that user."""
    source = inbound(tmp_path, [
        f"ada+{NAME}+2026-02-03 04:05:06.1 UTC+abc", f"ada+{NAME}+2026-02-05 04:05:06.1 UTC+abc",
        f"mallory+{NAME}+2026-02-05 04:05:06.1 UTC+abc",
    ])  # fmt: skip
    games = pwd.getpwnam("games").pw_uid
    for folder in source.iterdir():
        if "02-05" in folder.name:
            os.chown(folder, games, -1)
    for roster in ("", "id,name\nada,Ada\nmallory,M\n"):
        if roster:
            (course.root / "roster.csv").write_text(roster)
        done = collect(course, NAME, source)
        assert not done.complete
        assert {one.path[:12] for one in done if one.lost} == {"ada+mnist_sg", "mallory+mnis"}
        assert len(load_attempts(course, NAME, "ada")) == 1
        assert not (course.submitted / "mallory").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)
def test_a_folder_that_was_changed_after_the_time_in_its_name_is_named(
    course: Course, tmp_path: Path
) -> None:
    """Whoever writes the folder writes its name: the time is as it says, and a person is told."""
    past = f"games+{NAME}+2020-02-03 04:05:06 UTC+abc"
    source = inbound(tmp_path, [past, f"ada+{NAME}+2020-02-03 04:05:06 UTC+abc"])
    os.chown(source / past, pwd.getpwnam("games").pw_uid, -1)
    said = {one.student: one.what for one in collect(course, NAME, source) if one.student}
    assert "by its name of 2020-02-03 04:05 UTC, and changed at 20" in said["games"]
    assert "changed" not in said["ada"]


@pytest.mark.parametrize("said", [None, "exchange"])
@pytest.mark.parametrize(
    ("stray", "user", "maybe"),
    [
        ("foo/x.ipynb", "", None),
        ("foo/x.ipynb", "u9", None),
        ("foo/x.ipynb", "u2", ("mal",)),
        ("foo/x.ipynb", "zoe", ("zoe",)),
        ("notes.txt", "", None),
        ("notes.txt", "u2", ("mal",)),
        # What looks as if it came from another platform.
        ("x_1_2_notes.txt", "", None),
        ("x_1_assignsubmission_file/x.ipynb", "", None),
        ("ada/x.ipynb", "", ("ada",)),
        (f"ada+{NAME}+yesterday/x.ipynb", "u2", ("ada", "mal")),
        ("ada+other+2026-02-03 04:05:06 UTC/x.ipynb", "u2", ("ada", "mal")),
        ("foo+other+2026-02-03 04:05:06 UTC/x.ipynb", "", None),
        # Nothing says whether Mal's is in Ada's name, or Ada's in Mal's.
        (f"ada+{NAME}+2026-02-05 04:05:06 UTC+abc/{NAME}.ipynb", "u2", ("ada", "mal")),
    ],
)
def test_what_somebody_puts_into_the_exchange_keeps_nobody_else_out(
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str | None,
    stray: str,
    user: str,
    maybe: tuple[str, ...] | None,
) -> None:
    """It stopped the collection, or kept the zeros from all."""
    (course.root / "roster.csv").write_text("id\nada\nbob\nmal\nzoe\n")
    users_of = {f"{who}+{NAME}+2026-02-03 04:05:06.1 UTC+abc": f"u{number}"
                for number, who in enumerate(("ada", "bob", "mal"))}  # fmt: skip
    source = inbound(tmp_path, list(users_of))
    (source / stray).parent.mkdir(exist_ok=True)
    (source / stray).write_bytes(NB)
    users_of[stray.partition("/")[0]] = user
    monkeypatch.setattr(users, "user_of", lambda path: users_of[path.name])
    done = collect(course, NAME, source, platform=said)
    assert "bob" in done.students
    noted = load_untaken(course, NAME)
    assert noted.get(stray) == maybe
    assert not [
        name for name, whose in noted.items() if not whose or ("zoe" in whose and maybe != whose)
    ]
    if maybe is None:
        assert done.students == ["ada", "bob", "mal"] and done.complete
        assert f"not the form of nbgrader's submissions: {stray.partition('/')[0]}" in done.notes[0]


def archive(folder: Path, *students: str) -> Path:
    path = folder / "folders.zip"
    with zipfile.ZipFile(path, "w") as file:
        for student in students:
            file.writestr(f"{student}/{NAME}.ipynb", b'{"cells": []}')
    return path


NB = b'{"cells": []}'
TREE = {
    f"{one}/{name}": content
    for one in ("ada", "bob", "cyd")
    for name, content in {
        "mnist_sgd/mnist_sgd.ipynb": NB,
        "mnist_sgd/timestamp.txt": b"2026-02-03 04:05:06 UTC",
        "mnist_adam/mnist_adam.ipynb": NB,
    }.items()
}


def folder(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root / "tree"


@pytest.mark.parametrize(
    "beside", ["ada/README.md", "ada/old/x.ipynb", "ada/x.ipynb", "more/x.txt"]
)
def test_what_lies_beside_one_student_s_folders_changes_nothing_for_others(
    course: Course, tmp_path: Path, beside: str
) -> None:
    """Everybody's time was lost, and all of their assignments were handed in as one."""
    source = folder(tmp_path, {**TREE, beside: b"x"})
    done = collect(course, "mnist_sgd", source)
    for one in ("ada", "bob", "cyd"):
        (attempt,) = load_attempts(course, "mnist_sgd", one)
        assert attempt.files == ("mnist_sgd.ipynb",)
        assert attempt.time == datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    (lost,) = (one for one in done if one.lost)
    assert lost.path == beside and "it lies beside the folders of assignments" in lost.what
    assert lost.whose == (("ada",) if "ada" in beside else ())


def test_one_more_folder_beside_clones_makes_nobody_another_one(
    course: Course, tmp_path: Path
) -> None:
    """Everybody was somebody new, called as the folder."""
    (course.root / "roster.csv").write_text("id\nada\nbob\n")
    clones = {f"mnist-sgd-{one}/mnist_sgd.ipynb": NB for one in ("ada", "bob")}
    source = folder(tmp_path, {**clones, "eve/mnist_sgd.ipynb": b"{}"})
    assert collect(course, "mnist_sgd", source).students == ["ada", "bob", "eve"]
    # Whose of the two a folder is that is left of another one is not for the name to say.
    source = folder(tmp_path / "more", {**clones, "ada/mnist_sgd.ipynb": b"[]"})
    assert collect(course, "mnist_sgd", source).students == [
        "ada",
        "mnist-sgd-ada",
        "mnist-sgd-bob",
    ]


def test_a_time_that_one_student_has_put_there_is_none(course: Course, tmp_path: Path) -> None:
    files = {name: one for name, one in TREE.items() if "timestamp" not in name or name[0] == "a"}
    done = collect(course, "mnist_sgd", folder(tmp_path, {**files, "bob/README.md": b"x"}))
    assert done.platform == "folders" and done.complete
    assert load_attempts(course, "mnist_sgd", "ada")[0].time is None


@pytest.mark.parametrize(
    ("out", "more"), [("", "dan/mnist_sgd.ipynb"), ("cyd/mnist_sgd/timestamp.txt", "ada/README.md")]
)
def test_where_times_say_nothing_for_certain_the_instructor_says_it(
    course: Course, tmp_path: Path, out: str, more: str
) -> None:
    files = {name: one for name, one in TREE.items() if name != out} | {more: NB}
    source = folder(tmp_path, files)
    with pytest.raises(
        CourseError, match=f"{more} lies where nbgrader has no files.*--from nbgrader"
    ):
        collect(course, "mnist_sgd", source)
    assert not list(course.submitted.glob("*"))
    collect(course, "mnist_sgd", source, platform="nbgrader")
    assert load_attempts(course, "mnist_sgd", "ada")[0].time is not None
    assert not load_attempts(course, "mnist_sgd", "dan")
    shutil.rmtree(course.private / "attempts")
    shutil.rmtree(course.submitted)
    assert collect(course, "mnist_sgd", source, platform="folders").complete


def test_a_folder_may_be_called_by_an_address(course: Course, tmp_path: Path) -> None:
    (course.root / "roster.csv").write_text(
        "id,name,email\nada,Ada,ada@example.org\nlee,Lee,lee@example.org\n"
        "lee2,Lee,lee@example.edu\nzoe@example.org,Zoe,z@example.org\n"
    )
    source = archive(
        tmp_path, "all/ADA@example.org", "all/lee@example.edu", "all/zoe@example.org",
        "all/new@example.org",
    )  # fmt: skip
    done = collect(course, NAME, source)
    assert done.complete
    assert done.students == ["ada", "lee2", "new@example.org", "zoe@example.org"]


def test_a_folder_called_by_a_number_of_somebody_s_is_named(course: Course, tmp_path: Path) -> None:
    """Of which kind it is meant nothing says: it becomes neither that person nor a new one."""
    (course.root / "roster.csv").write_text(
        "id,name,canvas_id,canvas_sis_id\nada,Ada,501,502\nbob,Bob,502,7\n503,Cyd,504,9\n"
    )
    done = collect(course, NAME, archive(tmp_path, "502", "503", "new"))
    assert done.students == ["503", "new"] and not done.complete
    (lost,) = (one for one in done if one.lost)
    assert "it is the canvas sis id of ada and the canvas id of bob" in lost.what
    assert lost.whose == ("ada", "bob")


def shut(monkeypatch: pytest.MonkeyPatch, *folders: Path, listed: bool = False) -> None:
    """Take away the right to enter folders, and unless they are listed, to look at their names.

    Root may enter any folder, so that the system's answer is given in its place.
    """
    scan, status = os.scandir, Path.lstat

    def scandir(folder: Path) -> object:
        if folder in folders and not listed:
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    def lstat(path: Path) -> os.stat_result:
        if path.parent in folders:
            raise PermissionError(13, "Permission denied", str(path))
        return status(path)

    monkeypatch.setattr(archives.os, "scandir", scandir)
    monkeypatch.setattr(Path, "lstat", lstat)


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "shut"])
@pytest.mark.parametrize("inside", ["", "data"])
def test_a_folder_that_may_not_be_entered_is_named_and_keeps_nobody_else_out(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str, listed: bool
) -> None:
    ada, bob = (f"{one}+{NAME}+2026-02-03 04:05:06 UTC+abc" for one in ("ada", "bob"))
    source = inbound(tmp_path, [ada, bob])
    for one in (ada, bob):
        (source / one / "data").mkdir()
        (source / one / "data" / "x.csv").write_text("1")
    with monkeypatch.context() as patch:
        shut(patch, source / ada / inside, listed=listed)
        done, times = taken(course, source)
    assert list(times) == (["ada", "bob"] if inside else ["bob"])
    named = [one for one in done if "cannot be looked at: Permission denied, and not" in one.what]
    assert named and all(one.path.startswith(f"{ada}/{inside}") for one in named)
    assert all(one.lost or one.path == f"{ada}/timestamp.txt" for one in named)
    assert set(load_untaken(course, NAME).values()) == {("ada",)}
    # With the right to enter it, all of it is there.
    done, times = taken(course, source)
    assert done.complete and list(times) == ["ada", "bob"]
    assert not load_untaken(course, NAME)


def test_a_source_that_may_not_be_entered_is_a_clear_error(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = inbound(tmp_path, [f"ada+{NAME}+2026-02-03 04:05:06 UTC+abc"])
    shut(monkeypatch, source)
    with pytest.raises(CourseError, match="inbound cannot be looked at: Permission denied"):
        collect(course, NAME, source)
