"""Exports of Canvas, Moodle and Gradescope become submissions; what is hostile or unclear stays out."""

from __future__ import annotations

import contextlib
import io
import random
import stat
import sys
import time
import unicodedata
import warnings
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from autograder.course.directory import Course, CourseError, make_course
from autograder.doors.cli import main
from autograder.platforms.collecting import archives, unpacking
from autograder.platforms.collecting import collect as collecting
from autograder.platforms.collecting.archives import Found
from autograder.platforms.collecting.collect import _files, collect
from autograder.platforms.collecting.owned import Entry
from autograder.platforms.collecting.unpacking import Unpacking, side_by_side

NOTEBOOK = b'{"cells": []}'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    """A course of one's own: only `submitted/` is written."""
    import shutil

    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2026, 3, 1, 12, 30, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return path


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return content.getvalue()


def handed_in(course: Course) -> dict[str, bytes]:
    """Return the files of all submissions, without the times."""
    return {
        path.relative_to(course.submitted).as_posix(): path.read_bytes()
        for path in sorted(course.submitted.rglob("*"))
        if path.is_file() and path.name != "timestamp.txt"
    }


def test_canvas(course: Course, tmp_path: Path) -> None:
    """Numbers become ids by the roster; a later attempt wins; other files stay; late ones say so."""
    source = archive(tmp_path / "submissions.zip", {
        "lovelaceada_501_9001_mnist_sgd.ipynb": b"first",
        "lovelaceada_501_9107_mnist_sgd-1.ipynb": b"second",
        "lovelaceada_501_9108_notes.txt": b"notes",
        "boolegeorge_LATE_502_9002_mnist_sgd (2).ipynb": NOTEBOOK,
        "__MACOSX/._lovelaceada_501_9001_mnist_sgd.ipynb": b"",
    })  # fmt: skip
    roster = tmp_path / "roster.csv"
    roster.write_text("Student,ID,SIS Login ID\nA,501,ada@example.org\nB,502,george\n")
    done = collect(course, "mnist_sgd", source, roster)
    assert handed_in(course) == {
        "ada/mnist_sgd/mnist_sgd.ipynb": b"second", "ada/mnist_sgd/notes.txt": b"notes",
        "george/mnist_sgd/mnist_sgd.ipynb": NOTEBOOK,
    }  # fmt: skip
    said = {one.path: one.what for one in done}
    assert len(said) == 5
    earlier = "an earlier attempt: kept, and another one counts"
    assert said["lovelaceada_501_9001_mnist_sgd.ipynb"] == earlier
    assert said["boolegeorge_LATE_502_9002_mnist_sgd (2).ipynb"] == "taken, late"
    # The time of an entry is that of the download.
    assert not list(course.submitted.rglob("timestamp.txt"))


def test_canvas_without_a_roster_keeps_its_numbers(course: Course, tmp_path: Path) -> None:
    source = archive(tmp_path / "a.zip", {"lovelaceada_501_9001_mnist_sgd.ipynb": NOTEBOOK})
    collect(course, "mnist_sgd", source)
    assert list(handed_in(course)) == ["501/mnist_sgd/mnist_sgd.ipynb"]


def test_the_command_says_that_numbers_may_be_no_ids(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = archive(tmp_path / "a.zip", {"lovelaceada_501_9001_mnist_sgd.ipynb": NOTEBOOK})
    words = ["collect", "mnist_sgd", str(source), "--course", str(course.root)]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "1 submission was taken into the course." in said.out
    assert "501 is the platform's number" in said.err
    roster = tmp_path / "gradebook.csv"
    roster.write_text("Student,ID,SIS User ID,SIS Login ID,Section\nAda,501,,ada,\n")
    assert main([*words, "--roster", str(roster)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("between", ["/", "_", "_/"])
def test_moodle(course: Course, tmp_path: Path, between: str) -> None:
    name = f"Ada Lovelace_777_assignsubmission_file{between}mnist_sgd.ipynb"
    source = archive(tmp_path / "moodle.zip", {name: NOTEBOOK})
    roster = tmp_path / "worksheet.csv"
    roster.write_text("Identifier,Full name,Email address\nParticipant 777,Ada,ada@example.org\n")
    collect(course, "mnist_sgd", source, roster)
    assert handed_in(course) == {"ada/mnist_sgd/mnist_sgd.ipynb": NOTEBOOK}


def test_gradescope(course: Course, tmp_path: Path) -> None:
    metadata = b"""\
submission_12:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: a.l@example.org
  :created_at: 2026-02-03 04:05:06.000000000 Z
submission_13:
  :submitters:
  - :name: George Boole
    :sid:
    :email: george@example.org
"""
    source = archive(tmp_path / "export.zip", {
        "assignment_1_export/submission_metadata.yml": metadata,
        "assignment_1_export/submission_12/mnist_sgd.ipynb": NOTEBOOK,
        "assignment_1_export/submission_13/mnist_sgd.ipynb": NOTEBOOK,
    })  # fmt: skip
    collect(course, "mnist_sgd", source)
    assert set(handed_in(course)) == {
        "ada/mnist_sgd/mnist_sgd.ipynb", "george/mnist_sgd/mnist_sgd.ipynb",
    }  # fmt: skip
    time = (course.submitted / "ada/mnist_sgd/timestamp.txt").read_text()
    assert time == "2026-02-03 04:05:06 UTC"


def test_a_folder_with_a_folder_for_each_student(course: Course, tmp_path: Path) -> None:
    source = tmp_path / "folder"
    for student in ("ada", "george"):
        (source / student).mkdir(parents=True)
        (source / student / "mnist_sgd-2.ipynb").write_bytes(NOTEBOOK)
    (source / "ada" / "link.ipynb").symlink_to("/etc/passwd")
    (source / "loose.ipynb").write_bytes(NOTEBOOK)
    done = collect(course, "mnist_sgd", source)
    assert set(handed_in(course)) == {
        "ada/mnist_sgd/mnist_sgd.ipynb", "george/mnist_sgd/mnist_sgd.ipynb",
    }  # fmt: skip
    said = {one.path: one.what for one in done}
    assert "link" in said["ada/link.ipynb"]
    assert "does not say whose it is" in said["loose.ipynb"]


def test_a_zip_in_the_zip_is_unpacked_once(course: Course, tmp_path: Path) -> None:
    inner = packed({
        "work/mnist_sgd.ipynb": NOTEBOOK, "again.zip": packed({"x": b""}),
        "timestamp.txt": b"2020-01-01",
    })  # fmt: skip
    collect(course, "mnist_sgd", archive(tmp_path / "a.zip", {"ada/work.zip": inner}))
    assert set(handed_in(course)) == {"ada/mnist_sgd/again.zip", "ada/mnist_sgd/mnist_sgd.ipynb"}
    assert not (course.submitted / "ada/mnist_sgd/timestamp.txt").exists()


def test_names_that_a_file_system_may_take_for_one_are_told_apart() -> None:
    names = ("mnist_sgd.ipynb", "\uff2dnist_sgd.ipynb", "\uff54imestamp.txt", "MNIST_SGD.ipynb")
    taken = side_by_side({PurePosixPath(name): b"" for name in names}).values()
    same = {unicodedata.normalize("NFKC", name).casefold() for name in (*taken, "timestamp.txt")}
    assert len(same) == len(names) + 1


def test_names_that_are_one_cost_no_more_than_others(tmp_path: Path) -> None:
    """A free name was looked for from the beginning, in time that grows with the square."""
    content, path = io.BytesIO(), tmp_path / "x.zip"
    with zipfile.ZipFile(content, "w") as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(unpacking.MAX_UNPACKED_FILES):
            packed.writestr("a.txt", b"")
    path.write_bytes(content.getvalue())
    entry = Entry(Found(path.name, path.stat().st_size, path), PurePosixPath("x.zip"), None)
    start = time.process_time()
    files, _, _ = _files([entry], Unpacking())
    many = {
        PurePosixPath("a" * 130 + f"{number}.txt"): b"" for number in range(archives.MAX_OF_ONE)
    }
    names = side_by_side(many)
    assert time.process_time() - start < 3
    assert len(files) == unpacking.MAX_UNPACKED_FILES
    assert len(set(names.values())) == archives.MAX_OF_ONE


def hostile_entry(name: str, mode: int = 0, encrypted: bool = False) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.flag_bits |= int(encrypted)
    return entry


@pytest.mark.parametrize(
    "entry",
    [
        hostile_entry("../../ada/mnist_sgd.ipynb"),
        hostile_entry("/ada/mnist_sgd.ipynb"),
        hostile_entry("C:/ada/mnist_sgd.ipynb"),
        hostile_entry("..\\ada\\mnist_sgd.ipynb"),
        hostile_entry("ada/mnist_sgd.ipynb", stat.S_IFLNK | 0o777),
        hostile_entry(".ssh/mnist_sgd.ipynb"),
        hostile_entry("a;b$(x)/mnist_sgd.ipynb"),
    ],
    ids=lambda entry: entry.filename,
)
def test_hostile_paths_are_refused_and_the_others_taken(
    course: Course, tmp_path: Path, entry: zipfile.ZipInfo
) -> None:
    source = tmp_path / "a.zip"
    with zipfile.ZipFile(source, "w") as made:
        made.writestr(entry, b"/etc/passwd")
        made.writestr("george/mnist_sgd.ipynb", NOTEBOOK)
    done = collect(course, "mnist_sgd", source)
    assert handed_in(course) == {"george/mnist_sgd/mnist_sgd.ipynb": NOTEBOOK}
    assert sum(one.taken for one in done) == 1
    assert not (tmp_path / "ada").exists()


def test_zip_bombs_are_refused(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zeros = bytes(8 * 2**20)
    source = archive(tmp_path / "a.zip", {
        "ada/mnist_sgd.ipynb": zeros, "bob/work.zip": packed({"mnist_sgd.ipynb": zeros}),
        "george/mnist_sgd.ipynb": NOTEBOOK,
    })  # fmt: skip
    done = collect(course, "mnist_sgd", source)
    assert list(handed_in(course)) == ["george/mnist_sgd/mnist_sgd.ipynb"]
    assert sum("zip bomb" in one.what for one in done) == 2
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    with pytest.raises(CourseError, match="more than 2 files"):
        collect(course, "mnist_sgd", source)


def test_a_damaged_entry_costs_only_itself(course: Course, tmp_path: Path) -> None:
    source = archive(tmp_path / "a.zip", {
        "ada/mnist_sgd.ipynb": b"0123456789" * 50, "george/mnist_sgd.ipynb": NOTEBOOK,
    })  # fmt: skip
    content = bytearray(source.read_bytes())
    content[len("ada/mnist_sgd.ipynb") + 30 + 5] ^= 0xFF
    source.write_bytes(content)
    done = collect(course, "mnist_sgd", source)
    assert list(handed_in(course)) == ["george/mnist_sgd/mnist_sgd.ipynb"]
    assert any("cannot be unpacked" in one.what for one in done)


def test_what_is_there_is_left_alone_unless_that_is_asked_for(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = archive(tmp_path / "a.zip", {"ada/mnist_sgd.ipynb": b"new"})
    old = course.submitted / "ada" / "mnist_sgd" / "mnist_sgd.ipynb"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    words = ["collect", "mnist_sgd", str(source), "--course", str(course.root)]
    assert main(words) == 1
    assert "left alone" in capsys.readouterr().out
    assert old.read_bytes() == b"old"
    assert main([*words, "--replace"]) == 0
    assert old.read_bytes() == b"new"


def test_what_is_no_export_is_a_clear_error(course: Course, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no zip")
    with pytest.raises(CourseError, match="neither a folder nor a zip file"):
        collect(course, "mnist_sgd", tmp_path / "a.txt")
    with pytest.raises(CourseError, match="no assignment 'mnist'"):
        collect(course, "mnist", tmp_path)


def with_other_bytes(content: bytes, old: bytes, new: bytes, last: bool) -> bytes:
    """Return a file in which some bytes are others, at their first or last place."""
    place = content.rfind(old) if last else content.find(old)
    assert place >= 0
    assert len(old) == len(new)
    return content[:place] + new + content[place + len(old) :]


@pytest.mark.parametrize("last", [True, False], ids=["in the list of entries", "before the entry"])
def test_a_damaged_archive_of_one_student_leaves_the_others_theirs(
    last: bool, course: Course, tmp_path: Path
) -> None:
    """A name that is not in the letters that it says, for one."""
    whole = packed({"é.txt": b"x", "mnist_sgd.ipynb": NOTEBOOK})
    damaged = with_other_bytes(whole, "é".encode(), b"\xff\xff", last)
    files = {"ada/work.zip": damaged, "george/work.zip": packed({"mnist_sgd.ipynb": NOTEBOOK})}
    collect(course, "mnist_sgd", archive(tmp_path / "a.zip", files))
    assert handed_in(course)["george/mnist_sgd/mnist_sgd.ipynb"] == NOTEBOOK


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_whatever_is_wrong_with_an_archive_is_named(method: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as inside:
        inside.writestr("é.txt", b"x" * 500)
        inside.writestr("work/mnist_sgd.ipynb", NOTEBOOK)
    chance = random.Random(method)
    for _ in range(400):
        content = bytearray(made.getvalue())
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with contextlib.suppress(CourseError):
            list(Unpacking().files(PurePosixPath("work.zip"), bytes(content)))


def test_an_entry_without_a_name_is_not_taken() -> None:
    for name in ("", ".", "./"):
        assert "no name" in archives.why_refused(zipfile.ZipInfo(name))


@pytest.mark.parametrize("letter", ["é", "あ", "𝐀"])
def test_a_name_is_as_long_as_file_systems_take(
    letter: str, course: Course, tmp_path: Path
) -> None:
    """File systems count bytes: a name of a hundred letters stopped the collection of the class."""
    work = packed({"mnist_sgd.ipynb": NOTEBOOK, f"{letter * 110}.txt": b"x"})
    files = {f"{one}/work.zip": packed({"mnist_sgd.ipynb": NOTEBOOK}) for one in ("ada", "zoe")}
    done = collect(
        course, "mnist_sgd", archive(tmp_path / "a.zip", {**files, "eve/work.zip": work})
    )
    assert done.students == ["ada", "eve", "zoe"]
    (name,) = [name for name in handed_in(course) if name.endswith(".txt")]
    assert PurePosixPath(name).name.startswith(letter * 20)


def test_what_cannot_be_kept_of_one_student_leaves_the_others_theirs(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = collecting.keep_attempt

    def keep(course: Course, assignment: str, student: str, *words: Any) -> Any:
        if student == "eve":
            raise OSError(36, "File name too long", "x")
        return whole(course, assignment, student, *words)

    monkeypatch.setattr(collecting, "keep_attempt", keep)
    files = {f"{one}/mnist_sgd.ipynb": NOTEBOOK for one in ("ada", "eve", "zoe")}
    done = collect(course, "mnist_sgd", archive(tmp_path / "a.zip", files))
    assert done.students == ["ada", "zoe"]
    (lost,) = [one for one in done if one.lost]
    assert (lost.student, "File name too long" in lost.what) == ("eve", True)


def test_a_long_list_of_files_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the list of an archive takes far more time and memory than the archive."""
    content = packed({f"{number}.txt": b"" for number in range(20)})
    assert len(list(Unpacking().files(PurePosixPath("work.zip"), content))) == 20
    monkeypatch.setattr(unpacking, "MAX_LISTED", 19)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(CourseError, match="it lists more than 19 files"):
        list(Unpacking().files(PurePosixPath("work.zip"), content))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_name_that_is_no_text_leaves_the_others_theirs(course: Course, tmp_path: Path) -> None:
    """Some programs unpack archives so; the roster could not be written."""
    source = tmp_path / "export"
    for top in ("Ren\udce9 D_123_assignsubmission_file_", "Zoe Z_124_assignsubmission_file_"):
        (source / top).mkdir(parents=True)
        (source / top / "mnist_sgd.ipynb").write_bytes(NOTEBOOK)
    assert collect(course, "mnist_sgd", source).students == ["123", "124"]


@pytest.mark.parametrize("around", ["", "export/"])
def test_many_files_of_one_student_leave_the_others_theirs(
    around: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of an environment beside a notebook stopped the collection of the class."""
    monkeypatch.setattr(archives, "MAX_OF_ONE", 5)
    files = {f"{around}{one}/mnist_sgd.ipynb": NOTEBOOK for one in ("ada", "eve", "zoe")}
    files |= {f"{around}eve/.venv/{number}.py": b"" for number in range(9)}
    (course.root / "roster.csv").write_text("id,name\nada,\neve,\nzoe,\n")
    done = collect(course, "mnist_sgd", archive(tmp_path / "a.zip", files))
    assert done.students == ["ada", "eve", "zoe"]
    assert done.complete
    assert handed_in(course)["eve/mnist_sgd/mnist_sgd.ipynb"] == NOTEBOOK
    assert len([name for name in handed_in(course) if name.startswith("eve/")]) == 5
    (said,) = [one.path for one in done if one.what.startswith("one of more than")]
    assert said.startswith(f"{around}eve/.venv/")
