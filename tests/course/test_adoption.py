"""`autograder init` in a course of nbgrader's: safe afterwards, or refused with nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import types
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.course import road as roads
from autograder.course.adoption import adopt
from autograder.course.directory import Course, CourseError, make_course
from autograder.course.doctor import examine_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.road import road_of
from autograder.doors.cli import main

LINES = "from autograder.doors.nbgrader_plugin import configure; configure(c)"
OWN = """\
class Tidy:
    pass
"""
HANDMADE = b"""\
c = get_config()
c.CourseDirectory.course_id = "physics"
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute", "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.SaveAutoGrades",
]
c.ExportApp.plugin_class = "nbgrader.plugins.ExportPlugin"
c.ClearSolutions.code_stub = {"python": "..."}\
"""


def in_a_fork(
    command: Sequence[str], cwd: str, **_options: object
) -> subprocess.CompletedProcess[bytes]:
    """Look at a configuration in a fork of this process, which has imported nbgrader already."""
    child = os.fork()
    if not child:
        try:
            os.chdir(cwd)
            sys.argv = ["-c", *command[3:]]
            roads.tell()
        finally:
            os._exit(0)
    return subprocess.CompletedProcess(command, os.waitpid(child, 0)[1], stderr=b"")


@pytest.fixture(autouse=True)
def quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no new process for a look, but in the test that does so in place of all others."""
    if request.function is not test_a_course_of_nbgraders_is_made_safe_and_told_so:
        stand_in = types.SimpleNamespace(**{**vars(subprocess), "run": in_a_fork})
        monkeypatch.setattr(roads, "subprocess", stand_in)


def a_course(folder: Path, config: bytes) -> Path:
    root = folder / "course"
    root.mkdir()
    (root / "nbgrader_config.py").write_bytes(config)
    return root


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course as `nbgrader quickstart` makes it."""
    folder = tmp_path_factory.mktemp("quickstart")
    command = [sys.executable, "-m", "nbgrader", "quickstart", "physics"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "physics"


def test_a_course_of_nbgraders_is_made_safe_and_told_so(
    quickstart: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "physics"
    shutil.copytree(quickstart, root)
    config = root / "nbgrader_config.py"
    before = config.read_bytes()
    (root / "nbgrader_config.py.before").write_text("somebody else's")

    first, *_ = examine_course(Course(root))
    assert not first.safe and "RUNS STUDENT CODE UNPROTECTED" in first.text
    assert "nbgrader.preprocessors.execute.Execute runs student code outside" in first.text

    assert main(["init", str(root)]) == 0
    shown = capsys.readouterr()
    assert "\n+configure(c)\n" in shown.out and "\n-" not in shown.out.replace("\n---", "")
    assert "there is no rubric for ps1" in shown.err
    assert config.read_bytes().startswith(before)
    assert (root / "nbgrader_config.py.before.2").read_bytes() == before
    assert (root / "nbgrader_config.py.before").read_text() == "somebody else's"
    first, *others = examine_course(Course(root))
    assert first.safe and not others

    after = config.read_bytes()
    assert main(["init", str(root)]) == 0
    assert config.read_bytes() == after
    assert "configure" not in capsys.readouterr().out


def test_grading_in_a_course_that_is_not_safe_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nbgrader's converter, which records the grade, would run the submission a second time."""
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n")
    folder = course.submitted / "ada" / "mnist_sgd"
    folder.mkdir(parents=True)
    shutil.copy(course.source / "mnist_sgd" / "mnist_sgd.ipynb", folder)
    assert main(["grade", "mnist_sgd", "--course", str(course.root)]) == 2
    said = capsys.readouterr().err
    assert "Execute runs student code outside of the sandbox" in said
    assert f"Run `autograder init {course.root}` first." in said
    assert not (course.root / "gradebook.db").exists() and not course.reports.exists()


def test_rules_on_late_work_beside_a_plugin_of_ones_own_are_named(tmp_path: Path) -> None:
    root = a_course(
        tmp_path,
        b"c = get_config()\n"
        b'c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"\n'
        b"from autograder.doors.nbgrader_plugin import configure\nconfigure(c)\n",
    )
    assert all(finding.safe for finding in examine_course(Course(root)))
    (root / "late.toml").write_text("percent_a_day = 10\n")
    first, second = examine_course(Course(root))
    assert first.safe and "LateSubmissionPlugin, but late.toml says" in second.text
    (root / "late.toml").write_text("[extra_late_days]\nzoe = 3\n")
    assert "late.toml names zoe, whom neither roster.csv" in examine_course(Course(root))[1].text


def test_what_a_course_has_set_up_itself_stays(tmp_path: Path) -> None:
    root = a_course(tmp_path, HANDMADE.replace(b"\n", b"\r\n"))
    adopted = adopt(root)
    assert adopted.road.safe and adopted.copy is not None
    assert "nbgrader.preprocessors.DeduplicateIds" in adopted.road.steps
    assert "nbgrader.preprocessors.Execute" not in adopted.road.steps
    content = (root / "nbgrader_config.py").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    config = GradebookWriter(Course(root)).config
    assert config.ExportApp.plugin_class == "nbgrader.plugins.ExportPlugin"
    assert config.ClearSolutions.code_stub == {"python": "..."}


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (b"c = get_config(\n", "it is not Python that can be read"),
        (b"\xff\xfec = get_config()\n", "it is not Python that can be read"),
        (b"c = get_config()\nc = {}\n", "c is not get_config() there"),
        (
            b"c = get_config()\nfrom autograder.doors.nbgrader_plugin import configure\nconfigure(c)\n"
            b'c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute"]\n',
            "configure is called in line 3 already",
        ),
        (b"c = get_config()\nraise SystemExit\n", "its configuration ends the program"),
        (b"c = get_config()\n1 / 0\n", "division by zero"),
    ],
)
def test_what_cannot_be_made_safe_is_refused_with_the_lines_to_add(
    tmp_path: Path, config: bytes, reason: str
) -> None:
    root = a_course(tmp_path, config)
    with pytest.raises(CourseError) as raised:
        adopt(root)
    assert reason in str(raised.value)
    assert LINES in str(raised.value).replace("get_config()): from", "").replace(
        "configure(get_config())", "configure(c)"
    )
    assert [path.name for path in root.iterdir()] == ["nbgrader_config.py"]
    assert (root / "nbgrader_config.py").read_bytes() == config


def test_another_file_of_nbgraders_that_undoes_it_is_found_out(tmp_path: Path) -> None:
    """Nbgrader reads nbgrader_config.json after the Python file."""
    root = a_course(tmp_path, b"")
    (root / "nbgrader_config.json").write_text(
        '{"Autograde": {"autograde_preprocessors": ["nbgrader.preprocessors.Execute"]}}'
    )
    with pytest.raises(CourseError, match=r"Execute runs student code outside of the sandbox"):
        adopt(root)
    assert (root / "nbgrader_config.py").read_bytes() == b""


@pytest.mark.parametrize(
    ("lines", "safe"),
    [
        (
            "from autograder.nbgrader_plugin import configure\nconfigure(c)\n"
            'c.Autograde.autograde_preprocessors[0] = "autograder.nbgrader_plugin.GradeSubmission"',
            True,
        ),
        (
            "from autograder.doors.nbgrader_plugin import configure\nconfigure(c)\n"
            'c.Autograde.sanitize_preprocessors = ["nbconvert.preprocessors.ExecutePreprocessor"]',
            False,
        ),
    ],
)
def test_old_names_lead_to_the_sandbox_and_a_second_road_is_seen(
    tmp_path: Path, lines: str, safe: bool
) -> None:
    road = road_of(a_course(tmp_path, f"c = get_config()\n{lines}\n".encode()))
    assert road.safe == safe, road


ADOPTED = b"""\
c = get_config()
from autograder.doors.nbgrader_plugin import configure
configure(c)
"""
OTHER_FOLDER = b'c.CourseDirectory.submitted_directory = "handed_in"\n'


def test_other_folders_of_nbgraders_are_named_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = a_course(
        tmp_path,
        ADOPTED + OTHER_FOLDER,
    )
    said = "c.CourseDirectory.submitted_directory is 'handed_in'; autograder knows only 'submitted'"
    with pytest.raises(CourseError, match="handed_in"):
        GradebookWriter(Course(root))
    assert main(["collect", "mnist_sgd", str(tmp_path), "--course", str(root)]) == 2
    assert said in capsys.readouterr().err
    assert not (root / "submitted").exists()
    # So does `init`, also where it would have to add something first, and changes nothing.
    for config in ((root / "nbgrader_config.py").read_bytes(), OTHER_FOLDER):
        (root / "nbgrader_config.py").write_bytes(config)
        there = sorted(root.rglob("*"))
        assert main(["init", str(root)]) == 2
        assert said in capsys.readouterr().err
        assert (root / "nbgrader_config.py").read_bytes() == config
        assert sorted(root.rglob("*")) == there
    (root / "nbgrader_config.py").write_bytes(ADOPTED + OTHER_FOLDER)
    assert said in [finding.text for finding in examine_course(Course(root)) if not finding.safe]
