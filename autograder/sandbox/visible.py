"""What of the kit a student's process can see: a list of modules, in a folder of their own.

A probe imports the package from there and from nowhere else. What is not on the list cannot be
imported: no judge, no checks, no reference, no sample work, and nothing that builds a model or draws
digits.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import site
import sys
import sysconfig
import tempfile
import threading
from pathlib import Path

from autograder.assignment.places import KIT, PACKAGE

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
    "probe/accuracy.py",
    "probe/adapters.py",
    "probe/arrays.py",
    "probe/caller.py",
    "probe/epochs.py",
    "probe/figure_recorder.py",
    "probe/first_steps.py",
    "probe/harden.py",
    "probe/kinds.py",
    "probe/loops.py",
    "probe/model_recorder.py",
    "probe/model_state.py",
    "probe/quiet.py",
    "probe/recipes.py",
    "probe/session.py",
    "probe/settings_aside.py",
    "probe/sight.py",
    "probe/silent.py",
    "probe/speed.py",
    "probe/tasks.py",
    "probe/training_trace.py",
    "probe/value_recorder.py",
    "probe/work.py",
    "sandbox/__init__.py",
    "sandbox/zygote.py",
)
# What stands there in place of the kit's own: it draws digits with their labels, which a task asks for.
STAND_INS = {
    "figures.py": "from autograder.probe.silent import show_confusions, show_surest_mistakes\n\n"
    '__all__ = ["show_confusions", "show_surest_mistakes"]\n'
}
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
                if name in STAND_INS:
                    target.write_text(STAND_INS[name], encoding="utf-8")
                else:
                    shutil.copyfile(PACKAGE / name, target)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            _MADE.append(folder)
        return _MADE[0]


@functools.lru_cache(maxsize=1)
def hidden_places(python_folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return what of the kit, its copies and its clone may lie in folders that a sandbox shows.

    Those are all packages of the kit's name beside other packages, and all of the clone but the parts
    of Python that may lie in it.

    Args:
        python_folders: The folders of this Python that a sandbox shows.
    """
    python = [Path(path) for path in (*sysconfig.get_paths().values(), *site.getsitepackages())]
    beside = [*python, *(Path(path) for path in sys.path if path)]
    copies = {path.resolve() / PACKAGE.name for path in beside}
    places = {PACKAGE, *(path for path in copies if path.is_dir())}
    if (KIT / "pyproject.toml").is_file():
        needed = [KIT / "pyvenv.cfg", Path(sys.executable).absolute(), *python]
        needed += [path.resolve() for path in (*needed, *python_folders)]
        places |= {
            path
            for path in KIT.iterdir()
            if not path.is_symlink() and not any(path in (one, *one.parents) for one in needed)
        }
    return tuple(sorted(places))
