"""The package for Gradescope, run as that service runs it: set up once, then one submission at a time.

The service's container is stood in for by a folder, with the layout of its specification, and by tools
of the system that do not reach the network. It has no bubblewrap, as most containers allow none.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import cast

import formats
import nbformat
import own_course as own
import pytest
from nbformat import NotebookNode
from ordinary_user import reachable
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.course.directory import Course, make_course
from autograder.doors.cli import main
from autograder.doors.gradescope_container import build as packaging
from autograder.doors.gradescope_container import grade_here
from autograder.grading.public import public_setting
from autograder.sandbox import isolation
from autograder.sandbox.isolation import STUDENT, OtherUser
from autograder.sandbox.processes import belonging_to
from autograder.sandbox.starting import WarmProbe, Zygote

ROOT = Path(__file__).resolve().parents[2]
NAME = "mnist_sgd"
needs_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root can become another user"
)
# Its training stays blank, so that grading it takes seconds.
BLANK = "def train_with_sgd(model, images, labels, epochs=20):\n    raise NotImplementedError()\n"
WRONG = "def normalize_images(images):\n    return images / 256\n"


@dataclasses.dataclass(frozen=True)
class Service:
    """A container of the service, as far as this kit can see.

    Attributes:
        root: What the service calls /autograder.
        course: The course whose package was uploaded.
        log: What the tools of the system were asked to do.
    """

    root: Path
    course: Course
    log: Path

    def run(
        self, script: Path, tools: Path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script as root, with nothing on its path but these tools."""
        return subprocess.run(
            as_root(self.root, str(script)), cwd=self.root, capture_output=True, text=True, check=False,
            env={"PATH": str(tools), "HOME": str(self.root), "AUTOGRADER_ROOT": str(self.root),
                 **environment},
        )  # fmt: skip

    def grade(self, **files: bytes) -> subprocess.CompletedProcess[str]:
        """Grade a submission with these files; a double underscore stands for a dot."""
        shutil.rmtree(self.root / "submission", ignore_errors=True)
        (self.root / "submission").mkdir()
        for name, content in files.items():
            (self.root / "submission" / name.replace("__", ".")).write_bytes(content)
        return self.run(self.root / "run_autograder", self.root.parent / "tools")

    def results(self) -> dict[str, object]:
        """Return the results, which have the published form."""
        results = json.loads((self.root / "results" / "results.json").read_text())
        assert formats.gradescope_problems(results) == []
        return results


def as_root(home: Path, *words: str) -> list[str]:
    """Return the words that run a command where every user can reach Python, the kit and a folder."""
    before = reachable(home)
    if before == ["--dev-bind", "/", "/"]:
        return [*words]
    return [str(shutil.which("bwrap")), *before, "--cap-add", "ALL", "--", *words]


def write_script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def unpack(target: Path, folder: Path) -> None:
    """Unpack a zip file with the permissions that it names, as `unzip` does."""
    with zipfile.ZipFile(target) as archive:
        for entry in archive.infolist():
            path = Path(archive.extract(entry, folder))
            path.chmod(entry.external_attr >> 16 & 0o777)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with its package."""
    course = make_course(tmp_path_factory.mktemp("gradescope") / "course")
    assert main(["package", "gradescope", NAME, "--course", str(course.root)]) == 0
    return course


@pytest.fixture(scope="module")
def service(course: Course) -> Iterator[Service]:
    """The service, with the package set up: pip runs, but finds in place what it would download."""
    # Below the system's folder for temporary files, which everybody may enter.
    home = Path(tempfile.mkdtemp(prefix="service-"))
    home.chmod(0o755)
    root, tools, log = home / "autograder", home / "tools", home / "asked"
    for folder in (root / "source", tools):
        folder.mkdir(parents=True)
    unpack(course.root / f"{NAME}-gradescope.zip", root / "source")
    shutil.copy(root / "source" / "run_autograder", root)
    for tool in ("env", "bash", "chmod", "mkdir", "rm"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    write_script(tools / "apt-get", f'#!{shutil.which("bash")}\necho "$@" >> {log}\n')
    packages = next(one for one in sys.path if one.endswith("site-packages"))
    write_script(
        tools / "python3",
        f"#!{shutil.which('bash')}\n"
        f'if [ "$1 $2" = "-m venv" ]; then {sys.executable} -m venv --without-pip "$3"\n'
        f'  for one in "$3"/lib/python3*/site-packages; do echo {packages} > "$one/here.pth"; done\n'
        f'else {sys.executable} "$@"; fi\n',
    )
    made = Service(root, course, log)
    done = made.run(root / "source" / "setup.sh", tools, PIP_NO_INDEX="1")
    assert done.returncode == 0, done.stdout + done.stderr
    yield made
    shutil.rmtree(home)


def submission(*cells: tuple[str, str], after: str = "") -> bytes:
    """Return the reference notebook with a blank training, some cells replaced, and one added."""
    notebook = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    for name, source in (("train_with_sgd", BLANK), *cells):
        next(one for one in notebook.cells if grade_id(one) == name).source = source
    if after:
        notebook.cells.append(nbformat.v4.new_code_cell(after))
    return nbformat.writes(notebook).encode()


def grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def test_the_package_has_the_published_layout(course: Course) -> None:
    target = course.root / f"{NAME}-gradescope.zip"
    assert target.stat().st_mode & 0o077 == 0
    assert "*-gradescope.zip" in (course.root / ".gitignore").read_text().splitlines()
    with zipfile.ZipFile(target) as archive:
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
        assert archive.read("course/.autograder/seed") == course.seed()
    assert modes["setup.sh"] == modes["run_autograder"] == 0o100755
    assert modes["course/.autograder/seed"] == 0o100600
    assert {"requirements.lock", "kit/pyproject.toml", f"course/source/{NAME}/{NAME}.toml"} <= set(
        modes
    )
    assert not [name for name in modes if "mnist_adam" in name and name.startswith("course")]
    assert not [name for name in modes if "sample_class" in name or "/tests/" in name]


def test_an_assignment_of_ones_own_goes_with_its_checks_and_its_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Data from elsewhere on this machine are where the rubric finds them in the container."""
    course = make_course(tmp_path / "course")
    shutil.copytree(own.EXAMPLE, course.root, dirs_exist_ok=True)
    arrays = own.made_up()
    elsewhere = own.write_idx(tmp_path / "elsewhere", arrays)
    rubric = course.rubric_path(own.NAME)
    text = own.changed(rubric.read_text(), sha256=f'"{own.digest(arrays)}"')
    words = ["package", "gradescope", own.NAME, "--course", str(course.root)]
    rubric.write_text(own.changed(text, paths=f'["{elsewhere}"]'))
    assert main(words) == 2
    assert "Begin data.paths in the rubric with a relative path" in capsys.readouterr().err
    rubric.write_text(own.changed(text, paths=f'["images", "{elsewhere}"]'))
    assert main(words) == 0
    unpack(course.root / f"{own.NAME}-gradescope.zip", tmp_path / "source")
    shutil.rmtree(elsewhere)
    setting = Course(tmp_path / "source" / "course").setting(own.NAME)
    assert setting.dataset.digest == own.digest(arrays)
    assert [task.name for task in setting.rubric.automatic_tasks if task.kind == "own"]


@pytest.mark.parametrize("script", packaging.SCRIPTS)
def test_the_scripts_are_valid(script: str) -> None:
    subprocess.run(["bash", "-n", packaging.HERE / script], check=True)


def test_without_a_name_every_assignment_gets_a_package(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["package", "gradescope", "--course", str(course.root)]
    assert main(words) == 0
    assert "set 20 autograder points" in capsys.readouterr().out
    assert (course.root / "mnist_adam-gradescope.zip").is_file()
    assert main([*words, "--output", "one.zip"]) == 2
    assert main(["package", "gradescope", "no_such", "--course", str(course.root)]) == 2


def test_the_lock_holds_everything_that_grading_needs_and_no_tool_for_tests() -> None:
    """The oracle is what the installed packages say that they need."""
    lock = packaging.lock_of_grading()
    entries = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]
    names = {canonicalize_name(line.partition("==")[0]) for line in entries}
    waiting, seen = ["keras-autograder", "hatchling"], set()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        extras = ("", "instructor", "libraries") if name == "keras-autograder" else ("",)
        for text in metadata.requires(name) or ():
            one = Requirement(text)
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(one.name)
    assert seen - names == {"keras-autograder"}
    assert {"nbgrader", "pandas", "tensorflow"} <= seen
    assert not names & {
        "playwright",
        "mypy",
        "ruff",
        "hypothesis",
        "mkdocs",
        "distributed",
        "mlxtend",
    }
    assert lock.count("--hash=sha256:") >= len(entries)


@needs_root
def test_setting_up_installs_the_kit_and_closes_what_is_secret(service: Service) -> None:
    update, install = service.log.read_text().splitlines()
    assert update.startswith("update")
    assert {"install", "-y", "python3-venv", "bubblewrap"} <= set(install.split())
    installed = list(service.root.glob("venv/lib/python3*/site-packages/autograder"))
    assert len(installed) == 1

    def readable(*words: str) -> str:
        """Return what the user of student code can read."""
        done = subprocess.run(
            ["find", *words, "-readable", "-type", "f"],
            user=STUDENT, group=STUDENT, extra_groups=(), cwd="/",
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout

    assert readable(str(service.root / "source")) == ""
    assert readable(str(installed[0])) == ""


@needs_root
def test_a_right_submission_has_its_points_and_reaches_nothing_secret(service: Service) -> None:
    """Its code is another user's, finds the seed and the results closed, and leaves no process."""
    hostile = f"""
import os, socket, subprocess, sys
assert os.getuid() == {STUDENT}
for path in ("source", "source/course/.autograder/seed", "results", "results/results.json"):
    assert not os.access(os.path.join({str(service.root)!r}, path), os.R_OK)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
try:
    socket.socket()
except PermissionError:
    raise KeyError("all of it was tried")
"""
    done = service.grade(mnist_sgd__ipynb=submission(after=hostile))
    assert done.returncode == 0, done.stdout
    assert "Isolation: user." in done.stdout
    results = service.results()
    # The training is left blank, and what needs it.
    lost = {"train_with_sgd", "test_accuracy"}
    assert {test["name"].split(":")[0] for test in results["tests"] if not test["score"]} == lost
    rubric = public_setting(NAME).rubric
    expected = sum(task.max_points for task in rubric.automatic_tasks if task.name not in lost)
    assert results["score"] == sum(test["score"] for test in results["tests"]) == expected
    assert sum(test["max_score"] for test in results["tests"]) == rubric.max_score
    assert results["execution_time"] > 0
    assert "fails with KeyError" in results["output"]
    assert "AssertionError" not in results["output"]
    assert [one for one in belonging_to(STUDENT) if one.status() != "zombie"] == []


@needs_root
def test_a_wrong_submission_under_another_name_is_told_what_is_wrong(service: Service) -> None:
    done = service.grade(homework__ipynb=submission(("normalize_images", WRONG)))
    assert done.returncode == 0, done.stdout
    results = service.results()
    assert results["output"].startswith(
        "Expected one file, mnist_sgd.ipynb: the file is called homework.ipynb."
    )
    (failed,) = [
        test
        for test in results["tests"]
        if test["output"].startswith("normalize_images: divided by 256")
    ]
    assert failed["status"] == "failed"
    assert failed["score"] < failed["max_score"]


@needs_root
def test_a_fault_of_the_grader_is_no_grade(service: Service) -> None:
    """Without the file the service says that the autograder failed; a zero would be the student's."""
    seed = service.root / "source" / "course" / ".autograder" / "seed"
    content = seed.read_bytes()
    (service.root / "results" / "results.json").write_text("{}")
    seed.write_bytes(b"short")
    try:
        done = service.grade(mnist_sgd__ipynb=submission())
    finally:
        seed.write_bytes(content)
    assert done.returncode != 0
    assert "is damaged" in done.stdout
    assert not (service.root / "results" / "results.json").exists()


@pytest.fixture
def root(course: Course, tmp_path: Path) -> Path:
    """The service's folder, for runs in this process."""
    unpack(course.root / f"{NAME}-gradescope.zip", tmp_path / "source")
    for name in ("submission", "results"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Expected one file, mnist_sgd.ipynb: there is no notebook, but nothing."),
        ({"essay.pdf": "x"}, "there is no notebook, but essay.pdf."),
        ({"mnist_sgd.ipynb": "{"}, "mnist_sgd.ipynb is not a notebook: it is not valid JSON."),
        ({"a.ipynb": "{", "b.ipynb": "{"}, "none of the notebooks has the right name; a.ipynb is"),
        ({"a.ipynb": "{", "b.ipynb": "{"}, "a.ipynb is not a notebook"),
    ],
)  # fmt: skip
def test_what_cannot_be_graded_is_told_so(root: Path, files: dict[str, str], said: str) -> None:
    for name, content in files.items():
        (root / "submission" / name).write_text(content)
    assert grade_here.main(root) == 0
    results = json.loads((root / "results" / "results.json").read_text())
    assert formats.gradescope_problems(results) == []
    assert said in results["output"]
    assert results["score"] == 0.0


def test_another_upload_of_the_same_file_has_inputs_of_its_own(tmp_path: Path) -> None:
    """Students choose when they upload, so that the clock can tell their code something."""
    said = tmp_path / "submission_metadata.json"
    seeds = [grade_here.upload_seed(b"seed", tmp_path)]
    for text in (
        "[]",
        '{"id": 1, "created_at": "2026-11-02"}',
        '{"id": 2, "created_at": "2026-11-02"}',
    ):
        said.write_text(text)
        seeds.append(grade_here.upload_seed(b"seed", tmp_path))
    assert seeds[0] == seeds[1] == b"seed"
    assert len(set(seeds)) == 3


def test_a_link_to_the_solution_is_not_followed(root: Path) -> None:
    solution = root / "source" / "course" / "source" / NAME / f"{NAME}.ipynb"
    (root / "submission" / f"{NAME}.ipynb").symlink_to(solution)
    assert grade_here.main(root) == 0
    assert json.loads((root / "results" / "results.json").read_text())["score"] == 0.0


def test_where_student_code_could_read_the_seed_nothing_is_graded(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(isolation, "bubblewrap", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert grade_here.main(root) == 1
    assert "student code could read the seed" in capsys.readouterr().out
    assert not (root / "results" / "results.json").exists()


def test_a_sandbox_is_taken_before_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    sandbox = isolation.Bubblewrap("bwrap")
    monkeypatch.setattr(isolation, "bubblewrap", lambda: sandbox)
    assert isolation.container_isolation() == sandbox
    monkeypatch.setattr(isolation, "bubblewrap", lambda: None)
    assert isolation.container_isolation() == OtherUser()


@needs_root
def test_another_user_can_do_no_harm() -> None:
    """The trials of `autograder doctor`; the first line says that it is no sandbox."""
    script = (
        "from autograder.course import doctor\nfrom autograder.sandbox.isolation import OtherUser\n"
    )
    script += "print(*(f'{one.safe} {one.text}' for one in doctor.examine(OtherUser())), sep='\\n')"
    done = subprocess.run(
        as_root(Path(tempfile.gettempdir()), sys.executable, "-c", script),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    first, *others = [line for line in done.stdout.splitlines() if line[:4] in ("True", "Fals")]
    assert "isolation: user" in first
    assert [line.split()[0] for line in others] == ["True"] * 5, done.stdout + done.stderr


# Forks without end, each child in a session of its own, and kills whoever comes to end it.
RUNAWAY = """
import os, resource, signal, time
resource.setrlimit(resource.RLIMIT_NPROC, (60, 60))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        time.sleep(0.001)
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if b"os.ki" + b"ll(-1" in open(f"/proc/{name}/cmdline", "rb").read():
                os.kill(int(name), 9)
        except OSError:
            pass
"""
ENDING = f"""
import subprocess, sys, time
from autograder.sandbox.processes import belonging_to, end_all_of, running_among
words = (sys.executable, "-c", {RUNAWAY!r})
subprocess.Popen(words, user={STUDENT}, group={STUDENT}, extra_groups=())
while len(running_among(belonging_to({STUDENT}))) < 20:
    time.sleep(0.1)
end_all_of({STUDENT})
time.sleep(0.5)
print("left:", len(running_among(belonging_to({STUDENT}))))
"""


@needs_root
def test_processes_that_multiply_and_fight_back_are_all_ended() -> None:
    done = subprocess.run(
        as_root(Path(tempfile.gettempdir()), sys.executable, "-c", ENDING),
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "left: 0" in done.stdout, done.stderr


def test_a_fork_of_the_grader_never_becomes_another_user(tmp_path: Path) -> None:
    folders = isolation.Folders(*(tmp_path / name for name in ("job", "data", "out", "scratch")))
    command = dataclasses.replace(
        isolation.Bubblewrap("bwrap").command(folders, public_setting(NAME).rubric.limits),
        user=STUDENT,
    )
    with pytest.raises(ValueError, match="cannot become another user"):
        WarmProbe(command, tmp_path / "log", cast("Zygote", None))
