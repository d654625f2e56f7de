"""How a probe's process is kept apart from everything else.

This is the one place where student code is started. An `Isolation` turns the folders of a job into
a command line and an environment; `supervisor` runs that.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import autograder
from autograder.rubric import Limits

PACKAGE = Path(autograder.__file__).resolve().parent
MEBIBYTE = 2**20


@dataclasses.dataclass(frozen=True)
class Folders:
    """The folders of one run of a probe.

    Attributes:
        job: The plan and the inputs; the probe reads it.
        data: The data set without the labels of the unseen images; the probe reads it.
        out: The evidence; the probe writes it.
        scratch: An empty folder for the student's own files.
    """

    job: Path
    data: Path
    out: Path
    scratch: Path


@dataclasses.dataclass(frozen=True)
class Command:
    """What to start: a command line, an environment, and the folder to start it in."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path


class Isolation(Protocol):
    """A way to keep student code apart."""

    @property
    def name(self) -> str:
        """Its name in reports."""

    def command(self, folders: Folders, limits: Limits) -> Command:
        """Return how to start the probe on a job."""


def base_environment(home: str) -> dict[str, str]:
    """Return the environment that student code gets: nothing of the grader's own.

    Args:
        home: Path of the scratch folder as the probe sees it.
    """
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "IPYTHONDIR": f"{home}/.ipython",
        "KERAS_HOME": f"{home}/.keras",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        # One thread a process: with a process on every core this is the fastest, and it makes the
        # results independent of how many submissions are graded at a time.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "MNIST_OFFLINE": "1",
        "AUTOGRADER_PROBE": "1",
    }


@functools.lru_cache(maxsize=1)
def font_cache() -> Path:
    """Return a folder with matplotlib's list of fonts, made once: each probe would make its own."""
    folder = Path(tempfile.mkdtemp(prefix="fonts-"))
    code = "import matplotlib.font_manager"
    subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        env={**os.environ, "MPLCONFIGDIR": str(folder), "MPLBACKEND": "agg"},
    )
    return folder


def _fonts() -> list[Path]:
    return sorted(font_cache().glob("fontlist-*.json"))


@dataclasses.dataclass(frozen=True)
class ProcessIsolation:
    """A process of its own, with limits and an empty environment, and nothing more.

    It keeps student code from the judge and the gradebook by separate processes. It does not keep
    it from the files of the user who runs it: that takes `Bubblewrap`.
    """

    name: str = "process"

    def command(self, folders: Folders, limits: Limits) -> Command:
        """Return how to start the probe on a job."""
        environment = base_environment(str(folders.scratch))
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
        environment["PYTHONPATH"] = str(PACKAGE.parent)
        config = folders.scratch / ".matplotlib"
        config.mkdir(exist_ok=True)
        for font in _fonts():
            shutil.copy(font, config / font.name)
        if os.name == "nt":
            environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
        arguments = (
            sys.executable,
            "-P" if sys.version_info >= (3, 11) else "-s",
            "-m",
            "autograder.probe",
            str(folders.job),
            str(folders.data),
            str(folders.out),
        )
        return Command(arguments, environment, folders.scratch)


def default_isolation() -> Isolation:
    """Return the strongest isolation that this machine offers."""
    return ProcessIsolation()
