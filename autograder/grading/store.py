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
import json
import os
import platform
import shutil
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.places import PACKAGE
from autograder.sandbox.isolation import MEBIBYTE
from autograder.sandbox.reading import EvidenceError, read_bytes
from autograder.sandbox.supervisor import Outcome

# No evidence has a name without an ending.
OUTCOME, VERDICTS = "outcome", "verdicts"
DEFAULT_MIB = 20 * 1024
MAX_RECORD_BYTES = MEBIBYTE
# A draft that is older than this belongs to a run that was ended.
DRAFT_SECONDS = 3600.0
# The code on which evidence depends: the probe, and what draws its inputs.
PROBE_CODE = (
    "__init__.py", "data/__init__.py", "assignment/calls.py", "probe/*.py", "judge/inputs.py",
    "judge/npy.py", "judge/packed.py", "judge/reference.py", "sandbox/fonts.py",
    "sandbox/isolation.py", "sandbox/starting.py", "sandbox/supervisor.py", "sandbox/visible.py",
    "sandbox/zygote.py", "grading/gathering.py", "grading/jobs.py",
)  # fmt: skip


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
        fresh: Whether to take nothing from it.
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
            content = json.loads(read_bytes(folder / OUTCOME, MAX_RECORD_BYTES))
            sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
            del sizes[OUTCOME]
            sizes.pop(VERDICTS, None)
            if sizes != content["sizes"]:
                raise ValueError("it is not complete")
            outcome = Outcome(**content["outcome"])
        except (EvidenceError, OSError, ValueError, TypeError, KeyError):
            # It is not there, or damaged by a disk or by hand: then it is made again.
            return None
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder, outcome

    def keep(
        self, key: str, evidence: Path, outcome: Outcome, about: dict[str, str], limit_mib: int
    ) -> bool:
        """Keep the evidence of a run in place of what is under the key already.

        What is not plain files, or more of them than a probe may write, is not kept.

        Returns:
            Whether it is this evidence that lies under the key now.
        """
        draft, left = None, 2 * limit_mib * MEBIBYTE
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))
            sizes = {}
            for path in sorted(evidence.iterdir()):
                if path.name in (OUTCOME, VERDICTS):
                    raise EvidenceError(f"no probe writes {path.name}")
                content = read_bytes(path, left)
                left -= len(content)
                _write(draft / path.name, content)
                sizes[path.name] = len(content)
            # The steps are of use while the probe runs; student code may have a part in their names.
            plain = dataclasses.asdict(dataclasses.replace(outcome, steps=set()))
            del plain["steps"]
            record = {"about": about, "outcome": plain, "sizes": sizes}
            _write(draft / OUTCOME, json.dumps(record).encode())
            target = self.folder / key
            self._discard(target)
            try:
                draft.rename(target)
                return True
            except OSError:
                # Another run may have kept the same meanwhile.
                if not target.exists():
                    raise
        except EvidenceError:
            pass
        except OSError as error:
            self.problem = f"evidence could not be kept: {error.strerror or error}"
        finally:
            if draft is not None:
                shutil.rmtree(draft, ignore_errors=True)
        return False

    def verdicts(self, key: str) -> dict[str, Any]:
        """Return what `keep_verdicts` kept beside the evidence under a key."""
        with contextlib.suppress(EvidenceError, ValueError):
            found = json.loads(read_bytes(self.folder / key / VERDICTS, MAX_RECORD_BYTES))
            if isinstance(found, dict):
                return found
        return {}

    def keep_verdicts(self, key: str, content: dict[str, Any]) -> None:
        """Keep plain data beside the evidence under a key; without evidence, nothing is kept."""
        if not (self.folder / key / OUTCOME).is_file():
            return
        # They can be worked out again: what a full disk or another run takes away is no loss.
        with contextlib.suppress(OSError):
            draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))
            try:
                (draft / VERDICTS).write_text(json.dumps(content), encoding="utf-8")
                (draft / VERDICTS).replace(self.folder / key / VERDICTS)
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def _discard(self, folder: Path) -> None:
        """Take an entry away in one step, and then remove it."""
        if not folder.exists():
            return
        away = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))
        with contextlib.suppress(OSError):
            folder.rename(away / folder.name)
        shutil.rmtree(away, ignore_errors=True)

    def entries(self) -> list[Entry]:
        """Return what is in the store, the most recently used first."""
        found = []
        for folder in self.folder.glob("[!.]*"):
            about: dict[str, str] = {}
            with contextlib.suppress(EvidenceError, OSError, ValueError, TypeError, KeyError):
                record = json.loads(read_bytes(folder / OUTCOME, MAX_RECORD_BYTES))
                about = {str(name): str(value) for name, value in record["about"].items()}
            with contextlib.suppress(OSError):
                size = sum(path.stat().st_size for path in folder.iterdir())
                found.append(Entry(folder, about, size, folder.stat().st_mtime))
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
                self._discard(entry.folder)
                removed.append(entry)
                total -= entry.bytes
        for draft in self.folder.glob(".draft-*"):
            with contextlib.suppress(OSError):
                if now - draft.stat().st_mtime > DRAFT_SECONDS:
                    shutil.rmtree(draft, ignore_errors=True)
        return removed


def _write(path: Path, content: bytes) -> None:
    """Write a file so that its content is on the disk before its folder gets its name."""
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def key_of(
    plan: Mapping[str, Any], assignment: str, seed: bytes, dataset: str, isolation: str
) -> str:
    """Return the key of a submission's evidence: a digest of everything that it depends on.

    Args:
        plan: The plan of its job, without steps to be skipped.
        assignment: The assignment's name.
        seed: The seed of the submission.
        dataset: The digest of the data set.
        isolation: The name of the isolation.
    """
    limits = {name: value for name, value in plan["limits"].items() if name != "notebook_mib"}
    parts: dict[str, Any] = {
        "plan": {**plan, "limits": limits},
        "assignment": assignment,
        "seed": seed.hex(),
        "dataset": dataset,
        "isolation": isolation,
        "versions": code_and_packages(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def code_and_packages() -> dict[str, str]:
    """Return a digest of the probe's code, and the versions of Python and all packages beside it."""
    # Other entries of the path are no part of the environment that student code sees.
    folders = sorted({sysconfig.get_path(kind) for kind in ("purelib", "platlib")})
    # The names of these folders hold name and version of a package.
    packages = (path for folder in folders for path in Path(folder).glob("*.*-info"))
    return {
        "the probe": digest_of(PACKAGE, PROBE_CODE),
        "python": platform.python_version(),
        "packages": ", ".join(sorted({path.stem for path in packages})),
    }


@functools.cache
def digest_of(folder: Path, patterns: tuple[str, ...]) -> str:
    """Return a digest of the files in a folder that match, as they were when first asked."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
