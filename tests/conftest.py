"""Fixtures that several test files share; none of them trains or starts a grading."""

import contextlib
import functools
import os
import subprocess
import sys
import tempfile

# Set before anything imports the package: no test here may reach for the network.
os.environ.setdefault("MNIST_OFFLINE", "1")
# Several workers run at a time: threads for the small products of matrices here would only get in each
# other's way. NumPy looks when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from quick_commands import popen

from autograder import data
from autograder.assignment.rubric import Rubric, find_rubric, load_rubric, packaged_assignments
from autograder.data import Dataset
from autograder.grading.values import Setting
from autograder.judge.ask import staying
from autograder.sandbox.isolation import Command
from autograder.sandbox.starting import ColdProbe, Running, Starter, WarmStart, starting
from autograder.sandbox.visible import visible_package

# The order of the files, and how far a run is.
pytest_plugins = ["schedule"]

REPOSITORY = Path(__file__).resolve().parents[1]
ASSIGNMENTS = ("mnist_adam", "mnist_cnn", "mnist_sgd")
# Those that begin with normalize_images, which most ways to break a notebook speak of.
DENSE_ASSIGNMENTS = ("mnist_adam", "mnist_sgd")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the kit."""
    return REPOSITORY


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The 5,000 embedded images."""
    return data.embedded_dataset()


@pytest.fixture(scope="session")
def rubrics() -> dict[str, Rubric]:
    """The packaged rubrics, by assignment."""
    return {name: load_rubric(find_rubric(name)) for name in packaged_assignments()}


@pytest.fixture(scope="session")
def solutions() -> dict[str, nbformat.NotebookNode]:
    """The reference notebooks, by assignment; tests that change one copy it first."""
    return {name: _read("solutions", name) for name in ASSIGNMENTS}


@pytest.fixture(scope="session")
def releases() -> dict[str, nbformat.NotebookNode]:
    """The notebooks as they are handed out, by assignment."""
    return {name: _read("assignment", name) for name in ASSIGNMENTS}


def _read(folder: str, name: str) -> nbformat.NotebookNode:
    return nbformat.read(REPOSITORY / folder / name / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def warm() -> Iterator[Starter]:
    """A way to start probes that imports TensorFlow once for all tests of this process."""
    with starting() as start:
        yield start


@pytest.fixture(scope="session", autouse=True)
def one_zygote(warm: Starter) -> Iterator[None]:
    """What is graded in this process forks its probes from one that has TensorFlow for all tests.

    A test of a cold start names it. Another user's probe cannot be a fork.
    """

    @contextlib.contextmanager
    def again() -> Iterator[Starter]:
        yield warm

    def warm_if_possible(command: Command, log: Path) -> Running:
        return (warm if command.user is None else ColdProbe)(command, log)

    defaults = Setting.__init__.__defaults__ or ()
    with pytest.MonkeyPatch.context() as patch:
        for module in ("course.classroom", "course.each_variant", "sandbox.starting"):
            patch.setattr(f"autograder.{module}.starting", again)
        patch.setattr("corpus_grading.starting", again)
        patch.setattr(
            Setting.__init__,
            "__defaults__",
            tuple(warm_if_possible if one is ColdProbe else one for one in defaults),
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def judge_stays() -> Iterator[None]:
    """One process of the judge for all gradings of this process, each answered in a fork of it."""
    with staying():
        yield


@pytest.fixture(scope="session", autouse=True)
def one_version_of_gradebooks() -> Iterator[None]:
    """Ask for the version of new gradebooks once: nbgrader starts a process to look it up."""
    api = sys.modules.get("nbgrader.api")
    with pytest.MonkeyPatch.context() as patch:
        if api is not None:
            known = functools.cache(api.get_alembic_version)
            patch.setattr(api, "get_alembic_version", known)
        yield


@pytest.fixture(scope="session")
def command_server(warm: Starter, repository: Path) -> Iterator[Callable[[], str]]:
    """Returns the path of a socket at which commands are forked, by what is then started."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def path() -> str:
            zygote = warm.zygote().connection.fileno() if isinstance(warm, WarmStart) else -1
            program = repository / "tests" / "quick_commands.py"
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="commands-"))
            words = [sys.executable, program, f"{folder}/socket", str(zygote), visible_package()]
            server = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                pass_fds=[zygote] if zygote >= 0 else [],
            )
            stack.enter_context(server)
            stack.callback(server.kill)
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            return f"{folder}/socket"

        yield path


@pytest.fixture(scope="session", autouse=True)
def quick_commands(command_server: Callable[[], str]) -> Iterator[None]:
    """Have commands of the kit's and of nbgrader's forked, and not started anew."""
    with pytest.MonkeyPatch.context() as patch:
        # Elsewhere there are no such sockets, or forks are not safe.
        if sys.platform == "linux":
            patch.setattr(subprocess, "Popen", popen(command_server))
        yield
