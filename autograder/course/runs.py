"""The runs of a course: which points each student had in each task, and what they depended on.

In: the reports of an assignment as a run has left them. Out: a file of plain data for each of the last
runs that differ from each other, written in one step.

    .autograder/runs/<assignment>/0001.json

A run that changes nothing makes no file: the last one then says until when its points have stood.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.own_texts import own_texts
from autograder.assignment.places import PACKAGE
from autograder.assignment.rubric import Rubric, own_checks
from autograder.assignment.task_tables import OWN
from autograder.course.directory import Course
from autograder.course.report_files import write_json
from autograder.grading.store import code_and_packages, digest_of
from autograder.report.results import Report
from autograder.sandbox.reading import EvidenceError, read_bytes

# As many runs are kept: the page compares two, and a person may look at those before.
MOST_RUNS = 10
MOST_BYTES = 64 * 2**20
# The code on which points depend.
ROOMS = ("data", "assignment", "probe", "sandbox", "report", "judge", "grading")
GRADING_CODE = tuple(f"{room}/**/*.py" for room in ROOMS)
SHORT = 16


@dataclasses.dataclass(frozen=True)
class Standing:
    """How one student stands after a run.

    Attributes:
        digest: SHA-256 of the file that was graded.
        dataset: The data set.
        points: Points by task, of those that are marked here; None if the submission is not graded.
    """

    digest: str
    dataset: str
    points: Mapping[str, float] | None

    @property
    def score(self) -> float | None:
        """Points over all tasks, or None."""
        return None if self.points is None else round(sum(self.points.values()), 6)


@dataclasses.dataclass(frozen=True)
class Run:
    """A run, and what its points depended on.

    Attributes:
        first: When these points were found, in UTC.
        last: When they were last found to be the same.
        kit: Digest of the kit's code.
        packages: Digest of the versions of Python and all packages.
        tasks: By task, a digest of what its checks see of the rubric, its points, and its own checks.
        students: How each student stands, by id.
    """

    first: datetime.datetime
    last: datetime.datetime
    kit: str
    packages: str
    tasks: Mapping[str, str]
    students: Mapping[str, Standing]

    def same_points(self, other: Run) -> bool:
        """Whether another run has the same students with the same points in every task."""
        return {student: one.points for student, one in self.students.items()} == {
            student: one.points for student, one in other.students.items()
        }


def now_utc() -> datetime.datetime:
    """Return the time, to the second."""
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def run_of(
    reports: Iterable[Report], rubric: Rubric, checks: Path | None, time: datetime.datetime
) -> Run:
    """Return a run.

    Args:
        reports: The reports that it has left.
        rubric: The rubric.
        checks: Folder with the checks of the assignment's own tasks, if there are any.
        time: When that was.
    """
    students = {}
    for report in reports:
        graded = report.score is not None
        points = {task.name: task.points for task in report.tasks if task.points is not None}
        students[report.student] = Standing(
            report.digest, report.dataset, points if graded else None
        )
    versions = code_and_packages()
    packages = _digest({name: versions[name] for name in ("python", "packages")})
    kit = digest_of(PACKAGE, GRADING_CODE)
    return Run(time, time, kit, packages, _tasks(rubric, checks), students)


def _tasks(rubric: Rubric, checks: Path | None) -> dict[str, str]:
    # Where the checks lie is of no account.
    bare = dataclasses.replace(
        rubric, tasks=tuple(dataclasses.replace(one, checks=None) for one in rubric.tasks)
    )
    own = _content(checks)
    texts = own_texts(checks)
    return {
        task.name: _digest(
            {
                "rubric": dataclasses.asdict(bare.as_seen_by(task)),
                "points": dict(task.points),
                "texts": texts,
                "checks": own if task.kind == OWN else "",
            }
        )
        for task in bare.tasks
    }


def _content(folder: Path | None) -> str:
    """Return a digest of a folder's files, as they are now."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("**/*.*")) if folder is not None else ():
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:SHORT]


def _digest(parts: Mapping[str, Any]) -> str:
    content = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:SHORT]


def folder_of_runs(course: Course, assignment: str) -> Path:
    """Return the folder of an assignment's runs."""
    return course.private / "runs" / assignment


def load_runs(course: Course, assignment: str) -> list[Run]:
    """Return the runs that are kept, in their order; a file that cannot be read is no run."""
    return [run for path in _paths(course, assignment) if (run := _read(path)) is not None]


def _paths(course: Course, assignment: str) -> list[Path]:
    return sorted(folder_of_runs(course, assignment).glob("[0-9][0-9][0-9][0-9]*.json"))


def _read(path: Path) -> Run | None:
    try:
        said = json.loads(read_bytes(path, MOST_BYTES))
        students = {
            str(student): Standing(
                str(one["digest"]),
                str(one["dataset"]),
                None
                if one["points"] is None
                else {str(task): float(points) for task, points in one["points"].items()},
            )
            for student, one in said["students"].items()
        }
        first, last = (datetime.datetime.fromisoformat(said[name]) for name in ("first", "last"))
        tasks = {str(name): str(digest) for name, digest in said["tasks"].items()}
        return Run(first, last, str(said["kit"]), str(said["packages"]), tasks, students)
    except (EvidenceError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_run(
    course: Course,
    assignment: str,
    reports: Iterable[Report],
    time: datetime.datetime | None = None,
) -> list[Run]:
    """Keep what a run has left, and remove the oldest runs beyond `MOST_RUNS`.

    Args:
        course: The course.
        assignment: The assignment's name.
        reports: The reports of all students.
        time: When it ended; now if None.

    Returns:
        The runs that are kept, this one the last.

    Raises:
        RubricError: The rubric is wrong.
        OSError: It cannot be written.
    """
    rubric = course.rubric(assignment)
    run = run_of(reports, rubric, own_checks(course.root, assignment), time or now_utc())
    folder = folder_of_runs(course, assignment)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = _paths(course, assignment)
    before = _read(paths[-1]) if paths else None
    number = int(paths[-1].stem) if paths else 0
    if before is not None and before.same_points(run):
        # What the points depend on now is what a later change of them is compared with.
        run = dataclasses.replace(run, first=before.first)
        path = paths[-1]
    else:
        path = folder / f"{number + 1:04}.json"
        paths.append(path)
    write_json(path, _to_json(run))
    for old in paths[:-MOST_RUNS]:
        old.unlink(missing_ok=True)
    return load_runs(course, assignment)


def _to_json(run: Run) -> dict[str, Any]:
    return {
        "first": run.first.isoformat(),
        "last": run.last.isoformat(),
        "kit": run.kit,
        "packages": run.packages,
        "tasks": dict(run.tasks),
        "students": {
            student: {"digest": one.digest, "dataset": one.dataset, "points": one.points}
            for student, one in run.students.items()
        },
    }
