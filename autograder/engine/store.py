"""The evidence store: what student code left behind, kept so that it need not run again.

In: a submission, what it is probed with, and the evidence of its run. Out: the same evidence for as
long as nothing changes that it depends on: the code cells, the tasks and how they are probed, the
seed, the data set, the limits, the kind of isolation, the probe's own code, and the packages. Points,
thresholds and the checks are not among these, so that a changed rubric is judged on kept evidence.

A store is a folder with one folder for each submission. An entry appears there complete, in one step.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement

import autograder
from autograder.engine import jobs
from autograder.engine.isolation import MEBIBYTE
from autograder.engine.supervisor import Outcome
from autograder.evidence import EvidenceError, read_bytes

if TYPE_CHECKING:
    from autograder.engine.grading import Setting
    from autograder.notebook import Submission

# No evidence has a name without an ending.
OUTCOME = "outcome"
DEFAULT_MIB = 20 * 1024
MAX_OUTCOME_BYTES = MEBIBYTE
# A draft that is older than this belongs to a run that was ended.
DRAFT_SECONDS = 3600.0
# The code on which evidence depends: the probe, and what draws its inputs.
PROBE_CODE = ("probe/*.py", "inputs.py", "reference.py", "engine/jobs.py", "engine/isolation.py")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One submission's evidence in a store.

    Attributes:
        folder: Where it lies.
        about: The assignment, student and data set that it was kept for, and the seconds it took.
        bytes: How much disk it takes.
        used: When it was last used, in seconds since the epoch.
    """

    folder: Path
    about: dict[str, str]
    bytes: int
    used: float


class Store:
    """Evidence of submissions, in a folder.

    Args:
        folder: The folder; it is made when something is kept.
        limit_mib: How much it may hold; what was used least recently makes room.
        fresh: Whether to take nothing from it, and to replace what is there.
    """

    def __init__(self, folder: Path, limit_mib: int = DEFAULT_MIB, fresh: bool = False) -> None:
        self.folder = folder
        self.limit_mib = limit_mib
        self.fresh = fresh
        # Why evidence could not be kept, if so: grading goes on without.
        self.problem = ""

    def find(self, key: str) -> tuple[Path, Outcome] | None:
        """Return the evidence under a key, and what became of its probe; None if there is none."""
        folder = self.folder / key
        if self.fresh:
            return None
        try:
            content = json.loads(read_bytes(folder / OUTCOME, MAX_OUTCOME_BYTES))
            sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
            del sizes[OUTCOME]
            if sizes != content["sizes"]:
                raise ValueError("it is not complete")
            outcome = Outcome(**{**content["outcome"], "steps": set(content["outcome"]["steps"])})
        except FileNotFoundError:
            return None
        except (EvidenceError, OSError, ValueError, TypeError, KeyError):
            if folder.exists():
                # Damaged, by a disk or by hand: it is made again.
                shutil.rmtree(folder, ignore_errors=True)
            return None
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder, outcome

    def keep(
        self, key: str, evidence: Path, outcome: Outcome, about: dict[str, str], limit_mib: int
    ) -> None:
        """Keep the evidence of a run; what is not plain files of bounded size is not kept."""
        draft = None
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))
            sizes = {}
            for path in sorted(evidence.iterdir()):
                content = read_bytes(path, 2 * limit_mib * MEBIBYTE)
                _write(draft / path.name, content)
                sizes[path.name] = len(content)
            plain = {**dataclasses.asdict(outcome), "steps": sorted(outcome.steps)}
            record = {"about": about, "outcome": plain, "sizes": sizes}
            _write(draft / OUTCOME, json.dumps(record).encode())
            target = self.folder / key
            if self.fresh:
                shutil.rmtree(target, ignore_errors=True)
            if not target.exists():
                draft.rename(target)
        except EvidenceError:
            pass
        except OSError as error:
            self.problem = f"evidence could not be kept: {error.strerror or error}"
        finally:
            if draft is not None:
                shutil.rmtree(draft, ignore_errors=True)

    def entries(self) -> list[Entry]:
        """Return what is in the store, the most recently used first."""
        found = []
        for folder in self.folder.glob("*"):
            try:
                record = json.loads(read_bytes(folder / OUTCOME, MAX_OUTCOME_BYTES))
                size = sum(path.stat().st_size for path in folder.iterdir())
                found.append(Entry(folder, dict(record["about"]), size, folder.stat().st_mtime))
            except (EvidenceError, OSError, ValueError, TypeError, KeyError):
                continue
        return sorted(found, key=lambda entry: -entry.used)

    def prune(self, limit_mib: int | None = None, older_than: float | None = None) -> list[Entry]:
        """Remove what was used least recently; return what was removed.

        Args:
            limit_mib: How much may stay; the store's own limit by default.
            older_than: Also remove what was not used for so many seconds.
        """
        limit = (self.limit_mib if limit_mib is None else limit_mib) * MEBIBYTE
        now, total, removed = time.time(), 0, []
        for entry in self.entries():
            total += entry.bytes
            if total > limit or (older_than is not None and now - entry.used > older_than):
                shutil.rmtree(entry.folder, ignore_errors=True)
                removed.append(entry)
                total -= entry.bytes
        for draft in self.folder.glob(".draft-*"):
            with contextlib.suppress(OSError):
                if now - draft.stat().st_mtime > DRAFT_SECONDS:
                    shutil.rmtree(draft, ignore_errors=True)
        return removed


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk when its folder gets its name."""
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def key_of(submission: Submission, setting: Setting, tasks: Sequence[str]) -> str:
    """Return the key of a submission's evidence: a digest of everything that it depends on.

    Args:
        submission: The submission.
        setting: Its setting, with the seed of the submission.
        tasks: Names of the tasks that are probed.
    """
    plan = jobs.plan_of(submission.cells, setting.rubric, tasks, ())
    del plan["limits"]["notebook_mib"]
    parts: dict[str, Any] = {
        "plan": plan,
        "assignment": setting.rubric.assignment,
        "seed": setting.seed.hex(),
        "dataset": setting.dataset.digest,
        "isolation": setting.isolation.name,
        "versions": code_and_packages(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def code_and_packages() -> dict[str, str]:
    """Return a digest of the probe's code, and the versions of Python and what the kit asks for."""
    package = Path(autograder.__file__).parent
    digest = hashlib.sha256()
    for pattern in PROBE_CODE:
        for path in sorted(package.glob(pattern)):
            digest.update(path.read_bytes())
    versions = {"the probe": digest.hexdigest()[:16], "python": platform.python_version()}
    for requirement in map(Requirement, importlib.metadata.requires("autograder") or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            versions[requirement.name] = importlib.metadata.version(requirement.name)
    return versions
