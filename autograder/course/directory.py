"""A course directory: where the source notebooks, submissions, grades and the secret seed live.

    nbgrader_config.py   configures nbgrader; marks the folder as a course
    source/<name>/       the reference notebook and the rubric, `<name>.toml`
    checks/<name>/       checks of tasks that the kit does not know, if there are any
    marking/<name>.toml  lines and comments for marking written answers, if there are any
    submitted/<student>/<name>/<name>.ipynb
    gradebook.db         nbgrader's gradebook
    .autograder/seed     the secret seed, readable by its owner only
    roster.csv           who takes the course
    .autograder/attempts/  everything that was handed in
    .autograder/answers/  which answers the marks by hand were given for
    .autograder/evidence/  what the submissions' code left behind, kept so that it need not run again
    .autograder/runs/    the points after each run, to say what the next one changed
    reports/<name>/      a report in JSON for each student

The kit's own tree is such a folder, too, with `solutions/` for `source/`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import filelock
import nbformat
from nbformat import NotebookNode

from autograder.assignment.images import dataset_of
from autograder.assignment.notebook import release_notebook
from autograder.assignment.placeholders import PLACEHOLDER, contract_of, filled
from autograder.assignment.places import COURSE_CONFIG, KIT, holds_work
from autograder.assignment.rubric import (
    Rubric,
    find_rubric,
    load_rubric,
    own_checks,
    packaged_assignments,
)
from autograder.assignment.task_tables import OWN
from autograder.assignment.toml import RubricError
from autograder.grading.jobs import data_folder
from autograder.grading.store import Store
from autograder.grading.values import Setting, Variants
from autograder.sandbox.isolation import Isolation, default_isolation

CONFIG = COURSE_CONFIG
SEED_BYTES = 32
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

CONFIG_TEXT = '''\
"""nbgrader's configuration for this course."""

from autograder.doors.nbgrader_plugin import configure

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course_id!r}
# Student code is graded by autograder, in processes of its own, in place of nbgrader's `Execute`.
configure(c)
'''

GITIGNORE = """\
# Students' work, grades and the secret seed do not belong into version control.
roster.csv
submitted/
autograded/
feedback/
reports/
release/
per-student/
gradebook.db*
*-gradescope.zip
.autograder/
.nbgrader.log
.ipynb_checkpoints/
__pycache__/
"""


class CourseError(ValueError):
    """A course directory that cannot be used; the message says what to do."""


@dataclasses.dataclass(frozen=True)
class Course:
    """A course directory.

    Attributes:
        root: Its absolute path.
    """

    root: Path

    @property
    def source(self) -> Path:
        """Folder of the source notebooks."""
        return self.root / ("solutions" if (self.root / "solutions").is_dir() else "source")

    @property
    def release(self) -> Path:
        """Folder of the notebooks as they are handed out."""
        return self.root / ("assignment" if self.source.name == "solutions" else "release")

    @property
    def submitted(self) -> Path:
        """Folder of the submissions."""
        return self.root / "submitted"

    @property
    def reports(self) -> Path:
        """Folder of the reports."""
        return self.root / "reports"

    @property
    def private(self) -> Path:
        """Folder of what no student may see."""
        return self.root / ".autograder"

    @property
    def store(self) -> Store:
        """The store of evidence."""
        return Store(self.private / "evidence")

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs from writing grades for the length of the block.

        Raises:
            CourseError: Another run does so.
        """
        self.private.mkdir(mode=0o700, exist_ok=True)
        try:
            with filelock.FileLock(self.private / "lock", timeout=0):
                yield
        except filelock.Timeout as error:
            raise CourseError(
                f"another run is grading in {self.root}. Wait until it is done, or end it; what it "
                "has done so far is kept."
            ) from error

    def assignments(self) -> tuple[str, ...]:
        """Return the names of the course's assignments."""
        return tuple(
            sorted(
                path.stem for path in self.source.glob("*/*.ipynb") if path.stem == path.parent.name
            )
        )

    def without_rubric(self) -> tuple[str, ...]:
        """Return the folders of `source/` with notebooks for which there is no rubric."""
        names = sorted({path.parent.name for path in self.source.glob("*/*.ipynb")})
        found = []
        for name in names:
            try:
                self.rubric_path(name)
            except RubricError:
                found.append(name)
        return tuple(found)

    def check_name(self, assignment: str) -> None:
        """Check that the course has an assignment.

        Raises:
            CourseError: It has none of that name.
        """
        if assignment not in self.assignments():
            known = ", ".join(self.assignments()) or "none"
            raise CourseError(
                f"{self.root} has no assignment called {assignment!r}. It has: {known}."
            )

    def seed(self) -> bytes:
        """Return the course's secret seed; it is made when first needed."""
        path = self.private / "seed"
        self.private.mkdir(mode=0o700, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            seed = path.read_bytes()
            if len(seed) < SEED_BYTES:
                raise CourseError(
                    f"the secret seed {path} is damaged: expected {SEED_BYTES} bytes, found "
                    f"{len(seed)}. Remove it to get a new one; grade again afterwards."
                ) from None
            return seed
        with os.fdopen(descriptor, "wb") as file:
            seed = secrets.token_bytes(SEED_BYTES)
            file.write(seed)
        return seed

    def checks(self, assignment: str) -> Path:
        """Return the folder with an assignment's own checks, which need not be there."""
        return own_checks(self.root, assignment)

    def source_notebook(self, assignment: str) -> NotebookNode:
        """Return the source notebook of an assignment, with its placeholders.

        Raises:
            CourseError: It cannot be read.
        """
        path = self.source / assignment / f"{assignment}.ipynb"
        try:
            return nbformat.read(path, as_version=4)
        except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
            raise CourseError(f"{path} cannot be read as a notebook: {error}") from error

    def reference(self, assignment: str) -> NotebookNode:
        """Return the source notebook of an assignment, as the rubric in its file fills it.

        Raises:
            CourseError: It cannot be read.
            RubricError: The rubric is wrong.
        """
        notebook = self.source_notebook(assignment)
        if not any(PLACEHOLDER.search(cell.source) for cell in notebook.cells):
            return notebook
        path = self.rubric_path(assignment)
        return filled(notebook, contract_of(path, load_rubric(path, self.checks(assignment))))

    def rubric_path(self, assignment: str) -> Path:
        """Return the path of an assignment's rubric: the course's own, or the package's.

        Raises:
            RubricError: There is none.
        """
        return find_rubric(assignment, (self.source / assignment,))

    def rubric(self, assignment: str) -> Rubric:
        """Return an assignment's rubric.

        Raises:
            RubricError: It is wrong, or an own task has no checks.
        """
        checks = own_checks(self.root, assignment)
        rubric = load_rubric(self.rubric_path(assignment), checks)
        for task in rubric.tasks:
            if task.kind == OWN and task.checks is None:
                raise RubricError(
                    f"{rubric.assignment}: the task {task.name} has no checks. Expected: "
                    f"{checks / f'test_{task.name}.py'}."
                )
        return rubric

    def setting(
        self,
        assignment: str,
        isolation: Isolation | None = None,
        variants: Variants | None = None,
    ) -> Setting:
        """Return what is the same for every submission of an assignment.

        Args:
            assignment: The assignment's name.
            isolation: How student code is kept apart; the strongest way that there is by default.
            variants: Who has which variant, as `drawn.setting_of` knows it.

        Raises:
            CourseError: The course has no such assignment, or it has variants and nothing says whose.
            RubricError: Its rubric is wrong.
            DataError: The data set cannot be read.
        """
        self.check_name(assignment)
        path = self.rubric_path(assignment)
        rubric = self.rubric(assignment)
        if rubric.variants and variants is None:
            raise CourseError(
                f"{assignment} has variants, which this way of grading does not know."
            )
        dataset = dataset_of(rubric, path.parent)
        return Setting(
            rubric=rubric,
            rubric_path=path,
            checks=own_checks(self.root, assignment),
            dataset=dataset,
            data_folder=data_folder(dataset),
            isolation=isolation or default_isolation(),
            seed=self.seed(),
            release=release_notebook(assignment, (self.release,)),
            store=self.store,
            variants=variants,
        )


def find_course(start: Path) -> Course:
    """Return the course that a folder belongs to: itself, or the nearest one above it.

    What lies among the submissions of a course is no course, whatever files a student has put there:
    nbgrader runs a course's configuration.

    Raises:
        CourseError: There is none.
    """
    start = start.resolve()
    roots = [folder for folder in (start, *start.parents) if (folder / CONFIG).is_file()]
    for place, root in enumerate(roots):
        if not any(holds_work(outer, root) for outer in roots[place + 1 :]):
            return Course(root)
    raise CourseError(
        f"{start} is not a course directory: there is no {CONFIG} in it or above it. "
        "Make one with `autograder init DIR`, or name one with --course DIR."
    )


def make_course(root: Path) -> Course:
    """Make a course directory, or complete one; nothing that is there is overwritten.

    Raises:
        CourseError: The folder cannot be a course, or the kit's notebooks are not at hand.
    """
    root = root.resolve()
    if root.exists() and not root.is_dir():
        raise CourseError(f"{root} is a file. Name a folder, which need not exist yet.")
    if root == KIT or (root / "solutions").is_dir():
        raise CourseError(
            f"{root} is the kit itself. Students' work and grades stay out of it: "
            "make the course in a folder of its own."
        )
    if root.is_dir() and any(root.iterdir()) and not (root / CONFIG).is_file():
        raise CourseError(f"{root} is not empty, and not a course. Name another folder.")
    solutions = KIT / "solutions"
    if not solutions.is_dir():
        raise CourseError(
            "the reference notebooks are not installed with the package. "
            "Run this command from a clone of the kit."
        )
    try:
        root.mkdir(parents=True, exist_ok=True)
        course = Course(root)
        for name in packaged_assignments():
            folder = root / "source" / name
            folder.mkdir(parents=True, exist_ok=True)
            _copy_new(solutions / name / f"{name}.ipynb", folder / f"{name}.ipynb")
            _copy_new(find_rubric(name), folder / f"{name}.toml")
        (root / "submitted").mkdir(exist_ok=True)
        course_id = re.sub(r"[^A-Za-z0-9_-]+", "-", root.name) or "course"
        _write_new(root / CONFIG, CONFIG_TEXT.format(course_id=course_id))
        _write_new(root / ".gitignore", GITIGNORE)
    except OSError as error:
        raise CourseError(f"cannot make a course in {root}: {error.strerror}.") from error
    course.seed()
    return course


def put_tools_on_path() -> None:
    """Let nbgrader find `alembic`, which it starts by name, beside the Python that runs this."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", os.defpath)])


def _copy_new(source: Path, target: Path) -> None:
    if not target.exists():
        shutil.copyfile(source, target)


def _write_new(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8")
