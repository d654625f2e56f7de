"""Make the zip file that Gradescope takes as an autograder.

In: a clone of the kit, and a course. Out: one zip file for an assignment, with everything that
grading needs, in the layout that the service publishes:

    setup.sh            installs, once, when the service builds its image
    run_autograder      grades a submission
    requirements.lock   the packages that grading needs, with their hashes
    kit/                what pip installs the kit from
    course/             source and released notebook, rubric, own checks and data, the secret seed
    autograder.json     which assignment it is, and what students see when
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.places import KIT
from autograder.assignment.rubric import own_checks
from autograder.course.directory import CONFIG as MARK
from autograder.course.directory import Course, CourseError
from autograder.doors.bundle import kit_files
from autograder.doors.data_beside import data_beside
from autograder.platforms.returning.packing import write_archive

HERE = Path(__file__).parent
SCRIPTS = ("setup.sh", "run_autograder")
CONFIG, COURSE, LOCK = "autograder.json", "course", "requirements.lock"
# It has what builds the kit's wheel as well: pip may not fetch anything that it does not name.
LOCK_OF_GRADING = "requirements-grading.lock"
SEED = f"{COURSE}/.autograder/seed"
MODES = {**dict.fromkeys(SCRIPTS, 0o755), SEED: 0o600}


def package(course: Course, assignment: str, target: Path, visibility: str) -> float:
    """Write the zip file; return the most points that it gives.

    Args:
        course: The course, whose seed goes with it.
        assignment: The assignment's name.
        target: The zip file.
        visibility: When students see the tests with hidden inputs, as the service calls it.

    Raises:
        CourseError: The course has no such assignment, or it has variants, this is no clone of the
            kit, or the file cannot be written.
        RubricError: The rubric is wrong.
        DataError: The assignment's own data set is not there.
    """
    course.check_name(assignment)
    rubric = course.rubric(assignment)
    if rubric.variants:
        raise CourseError(
            f"{assignment} has variants, and a container does not know whose submission has which. "
            f"Grade it in the course, and then run `autograder export gradescope {assignment}`."
        )
    config = {"assignment": assignment, "visibility": visibility}
    files = {name: (HERE / name).read_bytes() for name in SCRIPTS}
    files |= dict(kit_files())
    files |= dict(_course_files(course, assignment))
    beside = data_beside(rubric, course.rubric_path(assignment).parent)
    files |= {f"{COURSE}/source/{assignment}/{name}": content for name, content in beside}
    files |= {
        LOCK: lock_of_grading().encode(),
        CONFIG: json.dumps(config).encode(),
        SEED: course.seed(),
    }
    write_archive(target, files, MODES)
    target.chmod(0o600)
    return rubric.max_score


def _course_files(course: Course, assignment: str) -> Iterator[tuple[str, bytes]]:
    """Yield the course's files, in the folders of a course whatever they are called in this one."""
    yield f"{COURSE}/{MARK}", (course.root / MARK).read_bytes()
    rubric = course.rubric_path(assignment)
    yield f"{COURSE}/source/{assignment}/{rubric.name}", rubric.read_bytes()
    checks = own_checks(course.root, assignment).parent
    for folder, name in (
        (course.source, "source"), (course.release, "release"), (checks, checks.name),
    ):  # fmt: skip
        for path in sorted((folder / assignment).rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
                yield f"{COURSE}/{name}/{'/'.join(parts)}", path.read_bytes()


def lock_of_grading() -> str:
    """Return the kit's lock for grading: no tools for tests or documentation.

    Raises:
        CourseError: The lock is not here.
    """
    try:
        return (KIT / LOCK_OF_GRADING).read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"{LOCK_OF_GRADING} is not here. Run this from a clone of the kit."
        ) from error
