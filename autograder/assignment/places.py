"""Where the package lies and may be started from, and which folders hold strangers' work.

It is imported by every run of pytest, and imports next to nothing itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
KIT = PACKAGE.parent
# The file that marks a course, and its folders of what students handed in and what was made of it.
COURSE_CONFIG = "nbgrader_config.py"
STUDENTS_WORK = ("submitted", "autograded", "feedback")
# What `autograder bundle` puts beside the environment that `start.py` makes.
BUNDLE_FILES = ("start.py", "kit")
# Nothing but a built-in module is imported before the path is the one that was handed over.
START = (
    "import sys; sys.path[:] = {path!r}; import runpy; "
    "runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
)


def safe_path() -> list[str]:
    """Return where this process imports from, without the current folder and without relative names.

    In the current folder may lie what a student handed in.
    """
    here = Path.cwd()
    kept = [
        entry
        for entry in sys.path
        if entry and Path(entry).is_absolute() and (Path(entry) != here or here == KIT)
    ]
    return kept if str(KIT) in kept else [str(KIT), *kept]


def python_module(module: str, *words: str) -> tuple[str, ...]:
    """Return the command line that runs a module of the kit with this Python.

    It imports from where this process does, and from no current folder. An option for that, `-P`, is
    not there before Python 3.11, and `-I` would take away what a user has installed for himself.

    Args:
        module: The module's name.
        words: Its arguments.
    """
    return (sys.executable, "-c", START.format(path=safe_path(), module=module), *words)


def bundle_folder() -> Path | None:
    """Return the student bundle whose environment this process runs in, or None if it is in none."""
    folder = Path(sys.prefix).resolve().parent
    return folder if all((folder / name).exists() for name in BUNDLE_FILES) else None


def trusted_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folder of a notebook if what lies in it counts: only in the student's own bundle."""
    bundle, folder = bundle_folder(), folder.resolve()
    inside = bundle is not None and (bundle == folder or bundle in folder.parents)
    return (folder,) if inside else ()


def holds_work(root: Path, path: Path) -> bool:
    """Whether a path in a course leads to what students handed in, or to what was made of it."""
    folders = [root / name for name in STUDENTS_WORK]
    return any(folder == path or folder in path.parents for folder in folders)
