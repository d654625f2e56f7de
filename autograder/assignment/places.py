"""Where the package lies, the clone of the kit that it may be a part of, and how to start a module of it."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
KIT = PACKAGE.parent
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
