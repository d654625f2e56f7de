"""What of the kit a student's process can see: a list of modules, in a folder of their own.

A probe imports the package from there and from nowhere else. What is not on the list cannot be
imported: no judge, no checks, no reference, no sample work, and nothing that builds a model.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from pathlib import Path

from autograder.assignment.places import PACKAGE

# What notebooks import, the probe, and the process from which warm probes are forked.
VISIBLE = (
    "__init__.py",
    "figures.py",
    "moved.py",
    "data/__init__.py",
    "assignment/__init__.py",
    "assignment/calls.py",
    "assignment/toml.py",
    "probe/__init__.py",
    "probe/__main__.py",
    "probe/caller.py",
    "probe/figure_recorder.py",
    "probe/harden.py",
    "probe/kinds.py",
    "probe/model_recorder.py",
    "probe/session.py",
    "probe/silent.py",
    "probe/speed.py",
    "probe/tasks.py",
    "probe/value_recorder.py",
    "sandbox/__init__.py",
    "sandbox/zygote.py",
)
_MADE: list[Path] = []
_LOCK = threading.Lock()


def visible_package() -> Path:
    """Return a folder with the listed modules as a package, made once in a process.

    Every user may read it: student code may run as another one.
    """
    with _LOCK:
        if not _MADE:
            folder = Path(tempfile.mkdtemp(prefix="visible-")).resolve()
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            for name in VISIBLE:
                target = folder / PACKAGE.name / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(PACKAGE / name, target)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            _MADE.append(folder)
        return _MADE[0]
