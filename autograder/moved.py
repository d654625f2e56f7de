"""Names of modules that others have written down, and where these modules are now.

A course's `nbgrader_config.py`, its own checks and commands in its notes name modules of the kit, and
so does what was installed before they moved. What is imported is the module itself, under both names.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

# Old name: today's. What lies in a folder moves with it.
MOVED = {
    "autograder.checks": "autograder.judge.checks",
    "autograder.cli": "autograder.doors.cli",
    "autograder.evidence": "autograder.judge.evidence",
    "autograder.exporters": "autograder.doors.nbgrader_exporters",
    "autograder.exports": "autograder.doors.nbgrader_exporters",
    "autograder.feedbackpage": "autograder.pages.feedback_page",
    "autograder.inputs": "autograder.judge.inputs",
    "autograder.nbgrader_plugin": "autograder.doors.nbgrader_plugin",
    "autograder.own": "autograder.assignment.calls",
    "autograder.pytest_plugin": "autograder.doors.pytest_plugin",
    "autograder.reference": "autograder.judge.reference",
    "autograder.rubric": "autograder.assignment.rubric",
}


def name_now(name: str) -> str | None:
    """Return the name of today for a module's old one; None if it has none."""
    for old, new in MOVED.items():
        if name == old or name.startswith(f"{old}."):
            return new + name.removeprefix(old)
    return None


class _Loader(InspectLoader):
    """Gives the module of today's name for an old one."""

    def exec_module(self, module: ModuleType) -> None:
        """Put the module of today's name in the place of the new, empty one."""
        now = name_now(module.__name__)
        assert now is not None
        sys.modules[module.__name__] = importlib.import_module(now)

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code, for `python -m` and an old name."""
        spec = importlib.util.find_spec(name_now(fullname) or fullname)
        loader: Any = spec.loader if spec else None
        return loader.get_code(spec.name) if spec and loader else None

    def get_source(self, fullname: str) -> str | None:
        """Return no source: tracebacks show that of the module of today."""
        return None


class _Finder(MetaPathFinder):
    """Finds modules under their old names."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load a module under an old name; None for every other one."""
        return ModuleSpec(fullname, _Loader()) if name_now(fullname) else None


def keep_old_names() -> None:
    """Have old names of modules lead to the modules of today."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        # Before all others: those would load what lies in a folder a second time.
        sys.meta_path.insert(0, _Finder())
