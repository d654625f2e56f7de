"""Attacks on the grader: none gains a point, reads a secret, or harms anything outside its sandbox."""

from __future__ import annotations

import dataclasses
import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from corpus_grading import grade_cells, notebook_bytes, part_of, samples
from nbgrader.api import Gradebook

from autograder.assignment.rubric import Limits
from autograder.assignment.samples import Sample
from autograder.course.classroom import grade_class
from autograder.course.directory import make_course
from autograder.doors.nbgrader_plugin import cell_outputs
from autograder.grading.one import grade
from autograder.grading.values import Grading, Setting
from autograder.report.render import report_text, task_html
from autograder.sandbox.isolation import bubblewrap
from autograder.sandbox.starting import Starter

HOSTILE = part_of(samples("hostile"), 16)
LIMITS = {"cell_seconds": 8, "call_seconds": 5, "training_seconds": 60, "submission_seconds": 150,
          "cpu_seconds": 40, "memory_mib": 3072, "processes": 64, "disk_mib": 128}  # fmt: skip
# Whatever it may use, it does, and again for each task; it needs none of it for work of its own.
BURNS = "harming_cpu_children"

pytestmark = pytest.mark.skipif(
    bubblewrap() is None, reason="bubblewrap cannot make a sandbox on this machine"
)


@dataclasses.dataclass(frozen=True)
class Target:
    """A course with everything that an attack may be after."""

    settings: dict[str, Setting]
    outside: Path
    replacements: dict[str, str]
    secrets: tuple[str, ...]
    connections: list[object]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, warm: Starter) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("target")
    course = make_course(folder / "course")
    outside = folder / "outside"
    outside.mkdir()
    (course.root / "gradebook.db").write_bytes(b"SQLite format 3\0 GRADEBOOK-CONTENT")
    other = course.submitted / "other" / "mnist_sgd" / "mnist_sgd.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("OTHER-SUBMISSION-CONTENT", encoding="utf-8")
    settings = {}
    for name in course.assignments():
        setting = course.setting(name, bubblewrap())
        limits = dataclasses.replace(setting.rubric.limits, **LIMITS)
        rubric = dataclasses.replace(setting.rubric, limits=limits)
        settings[name] = dataclasses.replace(setting, rubric=rubric, start=warm)
    # What stays for the gradings of a whole run is there before the first attack is watched.
    grade(b"{}", "nothing.ipynb", settings["mnist_sgd"])
    grade_cells(settings["mnist_sgd"], "")
    connections: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stopping = threading.Event()
        listener = threading.Thread(target=_listen, args=(server, stopping, connections))
        listener.start()
        yield Target(
            settings, outside,
            {
                "@SECRET_FILE@": str(course.private / "seed"),
                "@GRADEBOOK@": str(course.root / "gradebook.db"),
                "@OTHER_SUBMISSION@": str(other),
                "@SOLUTION@": str(course.source / "mnist_sgd" / "mnist_sgd.ipynb"),
                "@PORT@": str(server.getsockname()[1]),
            },
            (course.seed().hex(), repr(course.seed())[2:-1], "GRADEBOOK-CONTENT",
             "OTHER-SUBMISSION-CONTENT"),
            connections,
        )  # fmt: skip
        stopping.set()
        listener.join()
    shutil.rmtree(course.root)


def _listen(server: socket.socket, stopping: threading.Event, connections: list[object]) -> None:
    while not stopping.is_set():
        try:
            connections.append(server.accept())
        except TimeoutError:
            continue


def armed(sample: Sample, target: Target, canary: Path) -> Sample:
    """Return an attack with the paths that it is after."""
    cells = []
    for place, goal, source in sample.cells:
        for mark, path in {**target.replacements, "@CANARY_FILE@": str(canary)}.items():
            source = source.replace(mark, path)
        cells.append((place, goal, source))
    return dataclasses.replace(sample, cells=tuple(cells))


def tasks_to_probe(sample: Sample, setting: Setting) -> tuple[str, ...]:
    """Return the attacked tasks and a few honest ones around them; no needless full training."""
    lost = sample.words("loses")
    kinds = ("train", "test_accuracy")
    return tuple(
        task.name for task in setting.rubric.automatic_tasks
        if task.name in lost or task.kind not in kinds
    )  # fmt: skip


# What the grader keeps for the next submission, with all that it starts: the judge, the reader.
GRADERS_OWN = ("autograder.judge", "autograder.sandbox.forking")
# From this one probes are forked: itself it stays, but none of its forks.
ZYGOTE = "autograder.sandbox.zygote"


def is_the_graders(process: psutil.Process) -> bool:
    """Whether a process is one that the grader keeps, or is gone already."""
    here = psutil.Process()
    try:
        first = next(one for one in (process, *process.parents()) if one.parent() == here)
        words = " ".join(first.cmdline())
    except (psutil.Error, StopIteration):
        return not process.is_running()
    return any(name in words for name in GRADERS_OWN) or (ZYGOTE in words and first == process)


def left_behind(before: list[psutil.Process]) -> list[psutil.Process]:
    """Return what has been started since and does not end by itself in some seconds."""
    deadline = time.monotonic() + 10
    while True:
        every = [one for one in psutil.Process().children(recursive=True) if one not in before]
        left = [one for one in every if not is_the_graders(one)]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def everything_shown(grading: Grading) -> str:
    """Return all that anybody may come to see of a grading."""
    shown = [json.dumps(grading.report.to_json()), report_text(grading.report)]
    shown += [task_html(task) for task in grading.report.tasks]
    shown += [json.dumps(cell_outputs(record)) for record in grading.cells.values()]
    return "\n".join(shown)


@pytest.mark.parametrize("sample", HOSTILE, ids=lambda sample: sample.name)
def test_an_attack_gains_nothing(sample: Sample, target: Target) -> None:
    setting = target.settings[sample.assignment]
    if sample.name == BURNS:
        limits = dataclasses.replace(setting.rubric.limits, cpu_seconds=8)
        setting = dataclasses.replace(
            setting, rubric=dataclasses.replace(setting.rubric, limits=limits)
        )
    canary = target.outside / f"{sample.name}.canary"
    before = psutil.Process().children(recursive=True)
    content = notebook_bytes(armed(sample, target, canary))
    tasks = tasks_to_probe(sample, setting)
    grading = grade(content, f"{sample.assignment}.ipynb", setting, tasks=tasks)
    report = grading.report

    assert report.score is not None, report.reason
    points = {task.name: (task.points, task.max_points) for task in report.tasks if task.checks}
    must, may = sample.words("loses"), sample.words("may_lose")
    for name, (got, most) in points.items():
        if name in must:
            assert got < most, f"{name} got all of its points"
        elif name not in may and "*" not in may:
            assert got == most, f"{name} lost points: {report.task(name).failures}"
    assert not list(target.outside.iterdir()), "the attack wrote outside of its sandbox"
    assert not target.connections, "the attack reached the network"
    shown = everything_shown(grading)
    for secret in target.secrets:
        assert secret not in shown, "the attack read a secret"
    if sample.headers.get("flag") == "yes":
        assert report.flags, "the attack was not flagged"
    assert not left_behind(before), "the attack left a process behind"


def test_the_limits_of_the_test_are_known(target: Target) -> None:
    """Are the limits above names of the rubric's?"""
    assert set(LIMITS) <= {field.name for field in dataclasses.fields(Limits)}


NEIGHBOURS = ("harming_fork_bomb", "harming_kill_everything", "forging_gradebook",
              "stealing_other_submission", "tampering_patch_autograder",
              "harming_class_stops_at_a_report", "breaking_surrogates_in_a_cell")  # fmt: skip


def idle(sample: Sample) -> Sample:
    """Return an attack without honest trainings beside it, which would take most of its time."""
    own = {target for _, target, _ in sample.cells}
    idle = ("", "train_with_sgd", "def train_with_sgd(model, images, labels):\n    return None\n")
    cells = sample.cells if "train_with_sgd" in own else (*sample.cells, idle)
    return dataclasses.replace(sample, cells=cells)


def test_the_reference_keeps_its_grade_in_a_class_of_attackers(tmp_path: Path) -> None:
    """Is it graded in full beside attacks on the machine, the gradebook and the others?

    One comes before them, which trains nothing, and one after them.
    """
    course = make_course(tmp_path / "course")
    setting = course.setting("mnist_sgd", bubblewrap())
    limits = dataclasses.replace(setting.rubric.limits, **LIMITS)
    rubric = dataclasses.replace(setting.rubric, limits=limits)
    attackers = [one for one in samples("hostile") if one.name in NEIGHBOURS]
    assert len(attackers) == len(NEIGHBOURS)
    notebooks = {one.name: notebook_bytes(idle(one)) for one in attackers
                 if one.assignment == "mnist_sgd"}  # fmt: skip
    reference = (course.source / "mnist_sgd" / "mnist_sgd.ipynb").read_bytes()
    untrained = notebook_bytes(idle(Sample("ada", {"assignment": "mnist_sgd"}, ())))
    for student, content in {**notebooks, "ada": untrained, "zoe": reference}.items():
        folder = course.submitted / student / "mnist_sgd"
        folder.mkdir(parents=True)
        (folder / "mnist_sgd.ipynb").write_bytes(content)
    reports = {
        report.student: report
        for report in grade_class(
            course, "mnist_sgd", dataclasses.replace(setting, rubric=rubric), workers=2
        )
    }
    assert (reports["zoe"].score, reports["zoe"].flags) == (20.0, ())
    assert reports["ada"].flags == ()
    assert {
        task.name for task in reports["ada"].tasks if task.points not in (None, task.max_points)
    } == {"train_with_sgd", "test_accuracy"}
    assert {one.score is not None for one in reports.values()} == {True}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "course") as gradebook:
        for student, report in reports.items():
            assert gradebook.find_submission("mnist_sgd", student).score == report.score
