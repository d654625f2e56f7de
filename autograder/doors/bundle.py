"""The student bundle: one zip file with the notebooks, the self-check and a way to start.

In: a clone of the kit, and perhaps a course. Out: what students need and nothing of what they must not
see: no solutions, no checks of a course's own, no sample class, no tests. In a course's bundle the kit
has the course's rubrics, words and released notebooks in the place of its own. It runs where Python and
pip do; a sandbox is not needed for self-checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.own_texts import TEXTS, own_texts
from autograder.assignment.places import BUNDLE_FILES, KIT
from autograder.assignment.rubric import FIRST, own_checks
from autograder.course.directory import Course, CourseError
from autograder.doors.data_beside import data_beside
from autograder.platforms.returning.packing import write_archive

FOLDER = "mnist-keras"
START = Path(__file__).with_name("bundle_start.py")
# What the package is built from; the sample class holds work that answers the tasks.
KIT_FILES = ("pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = ("sample_class", "__pycache__")
RUBRICS = "kit/autograder/assignment/rubrics"

README = """\
{title}

1. Install Python 3.10 to 3.13, with its installer from python.org or your system's packages.
2. In this folder run:    python start.py      (on macOS and Linux: python3 start.py)
   The first time it installs what the notebooks need, which takes a few minutes and a network.
   After that it needs no network.
3. Your browser opens. The notebooks: {notebooks}.

In a terminal: "python start.py check {first}" checks a whole notebook.
The guide is in kit/docs/student-guide.md.
"""
# In a repository made of the bundle students commit their notebooks, and nothing that is made.
GITIGNORE = ".venv/\n.ipynb_checkpoints/\n__pycache__/\n.pytest_cache/\n"


def name_of(course: Course | None) -> str:
    """Return what a bundle is called, and the folder in it."""
    return (
        FOLDER
        if course is None
        else re.sub(r"[^\w.-]+", "-", course.root.name).strip("-.") or FOLDER
    )


def write_bundle(target: Path, course: Course | None = None) -> list[str]:
    """Write the bundle; return the names of its files.

    Args:
        target: The zip file.
        course: The course whose assignments it is for; the kit's own if there is none.

    Raises:
        CourseError: This is no clone of the kit, the course has released no assignment, two of its
            assignments hand out different files of one name, or the file cannot be written.
        RubricError: A rubric is wrong.
        DataError: A data set is not there.
    """
    files = bundle_files(course)
    folder = name_of(course)
    write_archive(target, {f"{folder}/{name}": content for name, content in files.items()})
    return sorted(files)


def bundle_files(course: Course | None) -> dict[str, bytes]:
    """Return the bundle's files, by their names in its folder; for errors see `write_bundle`."""
    files = handed_out(course)
    notebooks = sorted(
        (one for one in files if one.endswith(".ipynb")),
        key=lambda name: (name != f"{FIRST}.ipynb", name),
    )
    title = "Handwritten digits with Keras" if course is None else course.root.name
    readme = README.format(title=title, notebooks=", ".join(notebooks), first=notebooks[0])
    return {
        **files,
        "README.txt": readme.encode(),
        ".gitignore": GITIGNORE.encode(),
        "start.py": START.read_bytes(),
        **dict(kit_files(course)),
        "kit/docs/student-guide.md": (KIT / "docs/student-guide.md").read_bytes(),
    }


def handed_out(course: Course | None) -> dict[str, bytes]:
    """Return what lies beside each other in a student's folder: notebooks, and what goes with them."""
    if course is None:
        return {path.name: path.read_bytes() for path in (KIT / "assignment").glob("*/*.ipynb")}
    found: dict[str, bytes] = {}
    for assignment in _released(course):
        folder = course.release / assignment
        parts = [
            path.relative_to(folder).parts for path in sorted(folder.rglob("*")) if path.is_file()
        ]
        files = {
            "/".join(names): folder.joinpath(*names).read_bytes()
            for names in parts if not any(name.startswith((".", "__")) for name in names)
        }  # fmt: skip
        files |= dict(data_beside(course.rubric(assignment), course.rubric_path(assignment).parent))
        for name, content in files.items():
            taken = name.split("/")[0] in (*BUNDLE_FILES, "README.txt")
            if taken or found.get(name, content) != content:
                raise CourseError(
                    f"{name} of {assignment} cannot be handed out: the bundle has another file of this "
                    f"name. Give it another one in {course.source / assignment}."
                )
        found |= files
    return found


def _released(course: Course) -> tuple[str, ...]:
    """Return the course's assignments that have been released.

    Raises:
        CourseError: There are none.
    """
    names = course.assignments()
    if not names:
        raise CourseError(f"{course.root} has no assignment: {course.source} holds no notebook.")
    waiting = not_released(course)
    if len(waiting) == len(names):
        raise CourseError(
            f"{names[0]} has not been released. Run in {course.root}: "
            f"nbgrader generate_assignment {names[0]}"
        )
    return tuple(name for name in names if name not in waiting)


def not_released(course: Course | None) -> tuple[str, ...]:
    """Return the course's assignments that are not in its bundle, since they are not released yet."""
    names = course.assignments() if course else ()
    return tuple(
        name for name in names
        if course and not (course.release / name / f"{name}.ipynb").is_file()
    )  # fmt: skip


def kit_files(course: Course | None = None, data: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield what pip installs the kit from, in a folder `kit`, without anything that answers a task.

    Args:
        course: The course whose assignments are in it; the kit's own if there is none.
        data: Whether the course's data sets are in it, too, for notebooks that nothing lies beside.

    Raises:
        CourseError: This is no clone of the kit; or see `write_bundle`.
    """
    if not (KIT / "assignment").is_dir():
        raise CourseError("the notebooks are not here. Run this command from a clone of the kit.")
    released = KIT / "assignment" if course is None else course.release
    names = None if course is None else _released(course)
    for path in sorted(released.glob("*/*.ipynb")):
        if path.stem == path.parent.name and (names is None or path.stem in names):
            yield f"kit/assignment/{path.parent.name}/{path.name}", path.read_bytes()
    for name in KIT_FILES:
        yield f"kit/{name}", (KIT / name).read_bytes()
    for path in sorted((KIT / "autograder").rglob("*")):
        name = f"kit/{path.relative_to(KIT).as_posix()}"
        replaced = course is not None and name.startswith(f"{RUBRICS}/")
        if path.is_file() and not replaced and not set(LEFT_OUT) & set(path.relative_to(KIT).parts):
            yield name, path.read_bytes()
    if course is not None:
        yield from _of_the_course(course, data)


def _of_the_course(course: Course, data: bool) -> Iterator[tuple[str, bytes]]:
    """Yield a course's rubrics and words, and its data sets if asked for, where the kit has its own."""
    for assignment in _released(course):
        rubric = course.rubric(assignment)
        path = course.rubric_path(assignment)
        yield f"{RUBRICS}/{assignment}.toml", path.read_bytes()
        checks = own_checks(course.root, assignment)
        if own_texts(checks):
            yield f"{RUBRICS}/checks/{assignment}/{TEXTS}", (checks / TEXTS).read_bytes()
        for name, content in data_beside(rubric, path.parent) if data else ():
            yield f"{RUBRICS}/{name}", content
