"""Which road `nbgrader autograde` takes in a course: the kit's, or one on which student code runs free.

In: a course's folder. Out: what nbgrader makes of its configuration, found out by loading it with
nbgrader's own loader in a process of its own. What a file says is not enough: it may be undone by a
later line, by another file, or by an error in it, of which nbgrader says no more than a line.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.course.directory import Course, CourseError

SECONDS = 180
# What the kit expects of nbgrader's settings for folders, by the name of the setting.
FOLDERS = ("source", "release", "submitted", "autograded", "feedback")
SETTINGS = (*(f"{name}_directory" for name in FOLDERS), "directory_structure", "root")
STRUCTURE = str(Path("{nbgrader_step}", "{student_id}", "{assignment_id}"))
# By today's name; `autograder.moved` leads there from the old ones.
GRADING = "autograder.doors.nbgrader_plugin.GradeSubmission"
LINES = (
    "from autograder.doors.nbgrader_plugin import configure",
    "configure(c)",
)


@dataclasses.dataclass(frozen=True)
class Road:
    """What nbgrader does with a submission in a course.

    Attributes:
        steps: The names of the steps of `nbgrader autograde`, in their order.
        graded: Whether the kit's `GradeSubmission` is among them.
        executing: Those that run student code in the user's own name.
        problem: Why the configuration, or a part of it, cannot be loaded; "" if it can.
        settings: nbgrader's settings for folders, by name.
        late_plugin: The name of the class that says what late work costs.
    """

    steps: tuple[str, ...] = ()
    graded: bool = False
    executing: tuple[str, ...] = ()
    problem: str = ""
    settings: dict[str, str] = dataclasses.field(default_factory=dict)
    late_plugin: str = ""

    @property
    def safe(self) -> bool:
        """Whether student code runs in the sandbox and nowhere else."""
        return self.graded and not self.executing

    def why_not(self) -> str:
        """Say why the road is not safe; "" if it is."""
        if self.safe:
            return ""
        if self.problem:
            return self.problem
        if self.executing:
            return f"{', '.join(self.executing)} runs student code outside of the sandbox"
        return "none of its steps is autograder's GradeSubmission"


def road_of(root: Path) -> Road:
    """Return what nbgrader does in a course.

    Raises:
        CourseError: nbgrader does not get done with the configuration.
    """
    with tempfile.TemporaryDirectory(prefix="road-") as folder:
        answer = Path(folder) / "answer.json"
        # Nothing in the course's folder may be imported in place of the kit.
        command = [sys.executable, "-c", "from autograder.course.road import tell; tell()"]
        try:
            done = subprocess.run(
                [*command, str(root), str(answer)], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise CourseError(
                f"nbgrader's configuration in {root} is not loaded after {SECONDS} seconds."
            ) from error
        try:
            found = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["nothing"]
            return Road(problem=f"its configuration ends the program that loads it: {said[0]}")
    return Road(
        tuple(found["steps"]),
        found["graded"],
        tuple(found["executing"]),
        found["problem"],
        found["settings"],
        found["late_plugin"],
    )


def tell() -> None:
    """Write what nbgrader makes of the configuration in a folder; runs in a process of its own."""
    import os

    root, answer = sys.argv[1:3]
    # The command `nbgrader` imports nothing from the folder that it works in, either.
    sys.path[:] = [place for place in sys.path if place]
    os.chdir(root)
    Path(answer).write_text(json.dumps(_look()), encoding="utf-8")


def _look() -> dict[str, Any]:
    """Load the configuration of the current folder, and look at what nbgrader would do by it."""
    import logging

    from nbgrader.apps.autogradeapp import AutogradeApp
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import AssignLatePenalties

    lines: list[str] = []

    class Errors(logging.Handler):
        """Keeps what nbgrader says about a file that it cannot load."""

        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info[1] if record.exc_info else None
            lines.append(f"{record.getMessage()}{f': {error}' if error else ''}")

    app = AutogradeApp()
    app.log.handlers = [Errors(logging.ERROR)]
    app.log.propagate = False
    app.load_config_file()
    directory = CourseDirectory(config=app.config)
    settings = {name: getattr(directory, name) for name in SETTINGS}
    road = road_by(app.config, directory)
    problem = " ".join("; ".join([*lines, *([road.problem] if road.problem else [])]).split())
    late_plugin = AssignLatePenalties(config=app.config).plugin_class
    return {
        "steps": road.steps, "graded": road.graded, "executing": road.executing,
        "problem": problem, "settings": settings,
        "late_plugin": f"{late_plugin.__module__}.{late_plugin.__name__}",
    }  # fmt: skip


def road_by(config: Any, directory: Any) -> Road:
    """Return the road that nbgrader takes by a configuration that is loaded.

    Args:
        config: The configuration.
        directory: nbgrader's course directory.
    """
    from nbconvert.preprocessors import ExecutePreprocessor
    from nbgrader.converters import Autograde
    from traitlets.utils.importstring import import_item

    converter = Autograde(coursedir=directory, config=config)
    steps, executing, lines, graded = [], [], [], False
    for step in (*converter.sanitize_preprocessors, *converter.autograde_preprocessors):
        name = step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
        try:
            found = import_item(step) if isinstance(step, str) else step
        except ImportError as error:
            lines.append(f"its step {name} cannot be imported: {error}")
            continue
        if issubclass(found, ExecutePreprocessor):
            executing.append(name)
        if step in converter.autograde_preprocessors:
            graded |= GRADING in (f"{one.__module__}.{one.__qualname__}" for one in found.__mro__)
            steps.append(name)
    return Road(tuple(steps), graded, tuple(executing), "; ".join(lines))


def other_folders(course: Course, settings: dict[str, str]) -> list[str]:
    """Return what is wrong with nbgrader's settings for folders: the kit knows only the usual ones.

    Args:
        course: The course.
        settings: nbgrader's settings by name.
    """
    usual = {f"{name}_directory": name for name in FOLDERS}
    usual |= {
        "source_directory": course.source.name,
        "release_directory": course.release.name,
        "directory_structure": STRUCTURE,
    }
    found = [
        f"c.CourseDirectory.{name} is {settings[name]!r}; autograder knows only {value!r}"
        for name, value in usual.items()
        if name in settings and settings[name] != value
    ]
    root = settings.get("root")
    if root and Path(root).resolve() != course.root.resolve():
        found.append(
            f"c.CourseDirectory.root is {root!r}, so that nbgrader works there; autograder works where "
            f"the configuration is, in {course.root}"
        )
    return found
