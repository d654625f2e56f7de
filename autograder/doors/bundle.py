"""The student bundle: one zip file with the notebooks, the self-check and a way to start.

In: a clone of the kit. Out: what students need and nothing of what they must not see: no solutions,
no sample class, no tests. It runs where Python and pip do; a sandbox is not needed for self-checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.places import KIT
from autograder.course.directory import CourseError
from autograder.platforms.returning.packing import write_archive

FOLDER = "mnist-keras"
START = Path(__file__).with_name("bundle_start.py")
# What the package is built from; the sample class holds work that answers the tasks.
KIT_FILES = ("pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = ("sample_class", "__pycache__")

README = """\
Handwritten digits with Keras

1. Install Python 3.10 to 3.13, with its installer from python.org or your system's packages.
2. In this folder run:    python start.py      (on macOS and Linux: python3 start.py)
   The first time it installs what the notebooks need, which takes a few minutes and a network.
   After that it needs no network.
3. Your browser opens. Begin with mnist_sgd.ipynb, then mnist_adam.ipynb.

In a terminal: "python start.py check mnist_sgd.ipynb" checks a whole notebook.
The guide is in kit/docs/student-guide.md.
"""
# In a repository made of the bundle students commit their notebooks, and nothing that is made.
GITIGNORE = ".venv/\n.ipynb_checkpoints/\n__pycache__/\n.pytest_cache/\n"


def write_bundle(target: Path) -> list[str]:
    """Write the bundle; return the names of its files.

    Raises:
        CourseError: This is no clone of the kit, or the file cannot be written.
    """
    files = dict(_files())
    write_archive(target, {f"{FOLDER}/{name}": content for name, content in files.items()})
    return sorted(files)


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the bundle's files."""
    yield "README.txt", README.encode()
    yield ".gitignore", GITIGNORE.encode()
    yield "start.py", START.read_bytes()
    yield from kit_files()
    for path in sorted((KIT / "assignment").glob("*/*.ipynb")):
        yield path.name, path.read_bytes()
    yield "kit/docs/student-guide.md", (KIT / "docs/student-guide.md").read_bytes()


def kit_files() -> Iterator[tuple[str, bytes]]:
    """Yield what pip installs the kit from, in a folder `kit`, without anything that answers a task.

    Raises:
        CourseError: This is no clone of the kit.
    """
    if not (KIT / "assignment").is_dir():
        raise CourseError("the notebooks are not here. Run this command from a clone of the kit.")
    for path in sorted((KIT / "assignment").glob("*/*.ipynb")):
        yield f"kit/assignment/{path.parent.name}/{path.name}", path.read_bytes()
    for name in KIT_FILES:
        yield f"kit/{name}", (KIT / name).read_bytes()
    for path in sorted((KIT / "autograder").rglob("*")):
        parts = path.relative_to(KIT).parts
        if path.is_file() and not set(LEFT_OUT) & set(parts):
            yield f"kit/{'/'.join(parts)}", path.read_bytes()
