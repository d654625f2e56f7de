"""Every attempt is kept, one of them counts, and a group is graded once."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from made_reports import report

from autograder.course import attempts, classroom, rivals, submitted, which_counts
from autograder.course.attempts import Told, digest_of, load_attempts
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.handed import Handed, choose_notebook
from autograder.course.report_files import load_reports
from autograder.course.which_counts import BEST
from autograder.doors.cli import main
from autograder.grading.values import Grading, Setting
from autograder.platforms.collecting.collect import Collected, collect

NAME = "mnist_sgd"
UTC = datetime.timezone.utc


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    shutil.copytree(made.root, tmp_path / "course")
    return Course(tmp_path / "course")


def notebook(text: str) -> bytes:
    return b'{"cells": [], "metadata": {"autograder": {"assignment": "mnist_sgd"}}}' + text.encode()


def hand_in(course: Course, text: str, *students: str, replace: bool = False) -> Collected:
    """Collect a folder in which these students have handed in the same file."""
    source = course.root.parent / "handed"
    shutil.rmtree(source, ignore_errors=True)
    for student in students or ("ada",):
        (source / student).mkdir(parents=True)
        (source / student / f"{NAME}.ipynb").write_bytes(notebook(text))
    return collect(course, NAME, source, replace=replace)


def there(course: Course, student: str = "ada") -> bytes:
    return (course.submitted / student / NAME / f"{NAME}.ipynb").read_bytes()


def test_the_last_attempt_counts_and_none_is_lost(course: Course) -> None:
    for text in ("first", "second", "third"):
        hand_in(course, text)
    every = load_attempts(course, NAME, "ada")
    assert [one.digest for one in every] == [
        digest_of(notebook(text)) for text in ("first", "second", "third")
    ]
    assert there(course) == notebook("third")
    assert (every[0].folder / "files" / f"{NAME}.ipynb").read_bytes() == notebook("first")


def test_the_same_file_again_is_no_new_attempt(course: Course) -> None:
    hand_in(course, "first")
    hand_in(course, "first")
    assert len(load_attempts(course, NAME, "ada")) == 1


def test_who_goes_back_to_an_earlier_version_has_that_one(course: Course) -> None:
    """Folders say no times: what is there now is what was collected last."""
    for text in ("first", "second"):
        assert not hand_in(course, text, "ada", "bob").notes
    done = hand_in(course, "first")
    assert there(course) == notebook("first") and there(course, "bob") == notebook("second")
    assert [one.what for one in done] == [
        "taken, it was here before a later attempt, and stands there again"
    ]
    assert done.notes == (
        "these have here what was collected before a later attempt, and it counts again: ada. If this "
        "export is an older one, collect the newest again",
    )
    assert not hand_in(course, "first").notes
    hand_in(course, "second")
    assert there(course) == notebook("second")
    assert len(load_attempts(course, NAME, "ada")) == 2
    assert not hand_in(course, "third").notes
    assert there(course) == notebook("third")


def test_an_earlier_version_counts_again_in_a_course_of_an_earlier_version_of_the_kit(
    course: Course,
) -> None:
    """Whose records do not say when an attempt was in an export."""
    for text in ("first", "second"):
        hand_in(course, text)
    for one in load_attempts(course, NAME, "ada"):
        path = one.folder / "attempt.json"
        said = json.loads(path.read_text())
        del said["seen"]
        path.write_text(json.dumps(said))
    hand_in(course, "second")
    assert there(course) == notebook("second")
    hand_in(course, "first")
    assert there(course) == notebook("first")


def test_an_earlier_submission_that_was_activated_is_named(course: Course) -> None:
    """Gradescope's times say that the other one is the last, and it has this one alone."""
    source = course.root.parent / "export.zip"
    for number in (1, 2, 1):
        submitter = "  - :name: Ada\n    :sid: ada\n    :email: a@example.org\n"
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr(
                "submission_metadata.yml",
                f"submission_{number}:\n  :submitters:\n{submitter}"
                f"  :created_at: 2026-10-0{number} 11:22:33 +0000\n",
            )
            archive.writestr(f"submission_{number}/{NAME}.ipynb", notebook(str(number)))
        done = collect(course, NAME, source)
    assert there(course) == notebook("2")
    assert done.notes == (
        "these have here an earlier attempt than the one that counts: ada (attempt 1). If this export "
        "is the newest, they took the later one back: `autograder attempts STUDENT --assignment "
        "mnist_sgd --count NUMBER` lets another one count",
    )
    assert main(["attempts", "ada", "--course", str(course.root), "--count", "1"]) == 0
    assert not collect(course, NAME, source).notes


def test_a_chosen_attempt_counts_until_another_is_chosen(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(course, "first")
    hand_in(course, "second")
    words = ["attempts", "ada", "--course", str(course.root)]
    assert main([*words, "--count", "1"]) == 0
    assert there(course) == notebook("first")
    hand_in(course, "third")
    assert there(course) == notebook("first")
    assert main([*words, "--count", "last"]) == 0
    assert there(course) == notebook("third")
    capsys.readouterr()
    assert main(words) == 0
    said = capsys.readouterr().out
    assert digest_of(notebook("second")) in said
    assert "counts (last)" in said and "time not known" in said
    assert main([*words, "--count", "9"]) == 2
    assert "ada has no attempt 9 of mnist_sgd. There are: 1, 2, 3." in capsys.readouterr().err
    assert main(["attempts", "bob", "--course", str(course.root)]) == 2


def test_the_platform_s_times_say_which_is_the_last(course: Course) -> None:
    files = {f"{NAME}.ipynb": notebook("x")}
    late = datetime.datetime(2026, 3, 2, tzinfo=UTC)
    for number, time in enumerate((late, late - datetime.timedelta(days=1))):
        content = {name: text + bytes([65 + number]) for name, text in files.items()}
        attempts.keep_attempt(course, NAME, "ada", content, Told("moodle", "a.zip", time))
    counts = which_counts.settle(course, NAME, "ada")
    assert counts is not None and counts.number == 1
    folder = course.submitted / "ada" / NAME
    assert (folder / "timestamp.txt").read_text() == "2026-03-02 00:00:00 UTC"


@pytest.mark.parametrize(
    "written", ["2026-02-03 04:05:06 UTC", "2026-02-03 05:05:06 +0100", "2026-02-02 23:05:06 EST"]
)
def test_what_was_put_there_by_hand_is_left_alone_and_kept_when_it_goes(
    course: Course, written: str
) -> None:
    folder = course.submitted / "ada" / NAME
    (folder / "data").mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(notebook("by hand"))
    (folder / "data" / "x.csv").write_bytes(b"1,2")
    (folder / "timestamp.txt").write_text(written)
    hand_in(course, "collected")
    assert there(course) == notebook("by hand")
    hand_in(course, "collected", replace=True)
    assert there(course) == notebook("collected")
    assert not (folder / "data").exists() and not (folder / "timestamp.txt").exists()
    kept, _ = load_attempts(course, NAME, "ada")
    assert kept.files == ("data/x.csv", f"{NAME}.ipynb")
    assert kept.time == datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert which_counts.settle(course, NAME, "ada") is not None
    assert there(course) == notebook("collected")
    hand_in(course, "later")
    assert there(course) == notebook("later")


@pytest.mark.parametrize("hour", [1, 23])
def test_what_was_replaced_does_not_come_back(course: Course, hour: int) -> None:
    """What was put there by hand counts while it lies there, whatever time it says."""
    folder = course.submitted / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(notebook("by hand"))
    (folder / "timestamp.txt").write_text(f"2026-03-02 {hour:02}:00:00 UTC")
    submitted.keep_by_hand(course, NAME, "ada")
    collected = {f"{NAME}.ipynb": notebook("collected")}
    noon = datetime.datetime(2026, 3, 2, 12, tzinfo=UTC)
    attempts.keep_attempt(
        course, NAME, "ada", collected, Told("moodle", "a", noon, entries={"moodle": ("x",)})
    )
    for _ in range(2):
        counts = which_counts.settle(course, NAME, "ada")
        assert counts is not None and counts.by_hand
        assert there(course) == notebook("by hand")
    counts = which_counts.counted(course, NAME, "ada", replacing=True)
    assert counts is not None and not counts.by_hand
    submitted.put_in_course(course, NAME, "ada", counts)
    which_counts.settle(course, NAME, "ada")
    assert there(course) == notebook("collected")


def test_a_time_that_was_read_in_the_wrong_zone_is_put_right(course: Course) -> None:
    """It is the same attempt, and no second one, if the platform's clock said the same."""
    files = {f"{NAME}.ipynb": notebook("x")}
    for hour in (17, 11, 11):
        time = datetime.datetime(2026, 3, 2, hour, tzinfo=UTC)
        attempts.keep_attempt(
            course, NAME, "ada", files, Told("moodle", "a.zip", time, local="2026-03-02T12:00:00")
        )
    (kept,) = load_attempts(course, NAME, "ada")
    assert kept.time == time
    later = Told("moodle", "a.zip", time.replace(hour=18), local="2026-03-02T19:00:00")
    attempts.keep_attempt(course, NAME, "ada", files, later)
    assert len(load_attempts(course, NAME, "ada")) == 2


def test_a_link_in_the_way_stays_and_costs_nobody_else(course: Course) -> None:
    folder = course.submitted / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").symlink_to("/etc/passwd")
    done = hand_in(course, "collected", "ada", "bob", replace=True)
    said = {one.student: one for one in done}
    assert "holds what cannot be kept" in said["ada"].what and said["ada"].lost
    assert there(course, "bob") == notebook("collected")
    assert (folder / f"{NAME}.ipynb").is_symlink()


def test_a_damaged_record_is_a_clear_error(course: Course) -> None:
    hand_in(course, "first")
    (attempt,) = load_attempts(course, NAME, "ada")
    (attempt.folder / "attempt.json").write_text("{}")
    with pytest.raises(CourseError, match="says when and by whom"):
        load_attempts(course, NAME, "ada")


# --- Grading --------------------------------------------------------------------------------------


class Graded:
    """Grades by what stands in a file, and counts how often."""

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self._lock = threading.Lock()

    def __call__(self, handed: Handed, _setting: Setting, _opened: object = None) -> Grading:
        assert handed.file is not None
        content = handed.file.read_bytes()
        with self._lock:
            self.files.append(content)
        done = report(handed.student, 10, 10)
        points = float(content.rpartition(b"}")[2] or 0)
        task = dataclasses.replace(done.tasks[0], points=points)
        done = dataclasses.replace(done, assignment=NAME, tasks=(task,))
        return classroom.with_notes(handed, Grading(done, None, {}, {}))


@pytest.fixture
def grading(course: Course, monkeypatch: pytest.MonkeyPatch) -> Graded:
    """Grade without student code: `grade(course)` gives the points of each student."""
    import contextlib

    graded = Graded()
    monkeypatch.setattr(classroom, "grade_one", graded)
    monkeypatch.setattr(classroom, "grade_kept", lambda *_: [])
    monkeypatch.setattr(
        classroom, "here", lambda setting, count: contextlib.nullcontext((setting, count))
    )
    return graded


def grade(course: Course) -> dict[str, tuple[float | None, str]]:
    setting = dataclasses.replace(course.setting(NAME), store=None)
    reports = classroom.grade_class(course, NAME, setting, workers=2)
    return {one.student: (one.score, one.digest) for one in reports}


def test_the_best_attempt_counts_where_that_is_asked_for(course: Course, grading: Graded) -> None:
    for text in ("3", "7", "5"):
        hand_in(course, text)
    assert grade(course) == {"ada": (5.0, digest_of(notebook("5")))}
    which_counts.set_counting(course, BEST)
    (new,) = hand_in(course, "6")
    assert new.what == "taken as attempt 4, and the best counts" and new.taken
    assert grade(course) == {"ada": (7.0, digest_of(notebook("7")))}
    assert there(course) == notebook("7")
    assert len(grading.files) == 5
    # The one that lies in the course is the best until all are graded again.
    counts = which_counts.counted(course, NAME, "ada")
    assert counts is not None and counts.number == 2


def test_of_many_attempts_the_last_are_graded_and_the_one_that_counted(
    course: Course, grading: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One student's hundreds of attempts were graded before the class was done."""
    monkeypatch.setattr(rivals, "MOST_RIVALS", 2)
    for text in ("7", "1", "2"):
        hand_in(course, text)
    which_counts.set_counting(course, BEST)
    assert grade(course) == {"ada": (2.0, digest_of(notebook("2")))}
    assert len(grading.files) == 2
    for text in ("0", "1.5"):
        hand_in(course, text)
    assert grade(course) == {"ada": (2.0, digest_of(notebook("2")))}
    assert len(grading.files) == 5
    (report,) = load_reports(course, NAME)
    assert "of 5 attempts the last 2 were graded, and the one that counted before" in report.flags


def test_of_equals_the_later_one_counts(course: Course, grading: Graded) -> None:
    which_counts.set_counting(course, BEST)
    for text in ("7", "7.0"):
        hand_in(course, text)
    assert grade(course) == {"ada": (7.0, digest_of(notebook("7.0")))}


def test_a_group_is_graded_once_and_recorded_for_each_member(
    course: Course, grading: Graded
) -> None:
    source = course.root.parent / "export.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("Team 7_12_assignsubmission_file/mnist_sgd.ipynb", notebook("6"))
        archive.writestr("Zoe_9_assignsubmission_file/mnist_sgd.ipynb", notebook("4"))
    (course.root / "roster.csv").write_text(
        "id,name,group,moodle_participant\nada,Ada,Team 7,1\nbob,Bob,Team 7,2\nzoe,Zoe,,9\n"
    )
    done = collect(course, NAME, source)
    assert {one.student for one in done} == {"ada", "bob", "zoe"}
    digest = digest_of(notebook("6"))
    assert grade(course) == {
        "ada": (6.0, digest), "bob": (6.0, digest), "zoe": (4.0, digest_of(notebook("4"))),
    }  # fmt: skip
    assert sorted(grading.files) == sorted([notebook("6"), notebook("4")])
    (attempt,) = load_attempts(course, NAME, "bob")
    assert (attempt.group, attempt.members) == ("Team 7", ("ada", "bob"))


# --- Which notebook -------------------------------------------------------------------------------


def chosen(folder: Path, files: dict[str, bytes]) -> Handed:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return choose_notebook(folder, NAME, "ada")


@pytest.mark.parametrize("ending", [".ipynb.json", ".ipynb.txt", " (1).ipynb", ".ipynb (2)"])
def test_a_notebook_is_one_whatever_its_ending(tmp_path: Path, ending: str) -> None:
    handed = chosen(tmp_path, {f"{NAME}{ending}": notebook("")})
    assert handed.file == tmp_path / f"{NAME}{ending}"
    assert handed.notes == (f"the file is called {NAME}{ending}",)


def test_the_metadata_says_which_of_two_is_meant(tmp_path: Path) -> None:
    other = notebook("").replace(b"mnist_sgd", b"mnist_adam")
    handed = chosen(tmp_path, {"Homework_adam.ipynb": other, "Homework_sgd.ipynb": notebook("")})
    assert handed.file == tmp_path / "Homework_sgd.ipynb"
    assert handed.notes == ("Homework_sgd.ipynb is graded, not Homework_adam.ipynb",)


def test_the_set_up_cell_says_it_too(tmp_path: Path) -> None:
    cell = b'{"cells": [{"source": ["check = Checker(\\"mnist_sgd\\")"]}]}'
    handed = chosen(tmp_path, {"a.ipynb": b'{"cells": []}', "b.ipynb": cell})
    assert handed.file == tmp_path / "b.ipynb"


def test_a_notebook_of_another_assignment_is_one_flag(tmp_path: Path) -> None:
    other = notebook("").replace(b"mnist_sgd", b"mnist_adam")
    handed = chosen(tmp_path, {f"{NAME}.ipynb": other})
    assert handed.notes == ("mnist_sgd.ipynb is a notebook of mnist_adam, not of mnist_sgd",)
    assert handed.other == "mnist_adam"


def test_the_nearest_to_the_top_is_graded(tmp_path: Path) -> None:
    handed = chosen(tmp_path, {
        "work.ipynb": notebook("worked"), f"kit/assignment/{NAME}/{NAME}.ipynb": notebook(""),
    })  # fmt: skip
    assert handed.file == tmp_path / "work.ipynb"


def test_a_folder_in_decomposed_letters_is_the_same_student(
    course: Course, grading: Graded
) -> None:
    folder = course.submitted / "zoe\u0308" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(notebook("4"))
    assert grade(course) == {"zo\u00eb": (4.0, digest_of(notebook("4")))}
    (course.submitted / "zo\u00eb" / NAME).mkdir(parents=True)
    with pytest.raises(CourseError, match="two folders of zo\u00eb"):
        grade(course)


def test_a_damaged_record_or_a_link_stops_no_class(course: Course, grading: Graded) -> None:
    hand_in(course, "4", "ada", "bob")
    hand_in(course, "5", "ada", "bob")
    for attempt in load_attempts(course, NAME, "ada"):
        (attempt.folder / "attempt.json").write_text("{}")
    (course.submitted / "bob" / NAME / "link").symlink_to("/etc/passwd")
    which_counts.set_counting(course, BEST)
    digest = digest_of(notebook("5"))
    assert grade(course) == {"ada": (5.0, digest), "bob": (5.0, digest)}


def test_so_many_files_that_nobody_could_read_their_names_are_not_kept(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept can be read again: else commands about the whole class end at one student."""
    names = [f"{NAME}.ipynb", *(f"{number:05}-{'x' * 100}.txt" for number in range(11_000))]
    files = {name: notebook("") for name in names}
    kept = attempts.keep_attempt(course, NAME, "eve", files, Told())
    assert load_attempts(course, NAME, "eve") == [kept]
    monkeypatch.setattr(attempts, "MAX_RECORD_BYTES", 2**20)
    with pytest.raises(CourseError, match="the names of its files take more than 1 MiB"):
        attempts.keep_attempt(course, NAME, "zoe", files, Told())
    assert load_attempts(course, NAME, "zoe") == []
