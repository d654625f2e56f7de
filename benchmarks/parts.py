"""Parts of the benchmark that look at this build alone: each returns what it measures as plain numbers.

Every submission is the reference with a comment of its own, so that no two share their evidence.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
import numpy as np
import psutil

from autograder.assignment.notebook import Submission
from autograder.assignment.rubric import packaged_assignments
from autograder.course.directory import Course, make_course
from autograder.grading.one import grade, grade_submission
from autograder.grading.public import public_setting
from autograder.grading.values import Setting
from autograder.judge import reference
from autograder.judge.activations import softmax
from autograder.sandbox.isolation import Isolation, ProcessIsolation, bubblewrap
from autograder.sandbox.starting import ColdProbe, Starter, WarmStart

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("MNIST_")},
    "MNIST_OFFLINE": "1",
    "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
}
# Cells of the notebooks that train once more in full, and the pictures that need it.
TRIALS = {
    "full_training", "show_curves", "show_predictions", "show_confusions", "show_mistakes",
}  # fmt: skip
# Checks every task a second time. It is for the student's last look, so stock nbgrader is spared it.
SUMMARY = {"summary"}
SIZES = (10, 50, 200)
REGRADED = 200
# Runs the cells of the functions that a training needs, trains once as the notebook does, with Keras as
# it is, and says what that took.
BARE = """
import json, sys, time
import nbformat
notebook, names, train = sys.argv[1], sys.argv[2:-1], sys.argv[-1]
space = {}
for cell in nbformat.read(notebook, as_version=4).cells:
    if cell.metadata.get("nbgrader", {}).get("grade_id") in ("setup", *names):
        exec(cell.source, space)
images = space[names[0]](space["x_train"])
model = space["build_model"]()
began = time.process_time()
space[train](model, images, space["y_train"])
print("\\nprocessor:", time.process_time() - began)
"""
BARE_SECONDS = re.compile(r"^processor: ([\d.]+)$", re.MULTILINE)
_MNIST: list[Path] = []
Numbers = dict[str, float]


def use_mnist(path: Path | None) -> None:
    """Say where all of MNIST is, for the parts that need it."""
    _MNIST[:] = [path.resolve()] if path else []


def sizes() -> Numbers:
    """Seconds a submission and peak memory at several class sizes, then a regrade of the largest."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for size in SIZES:
            course = _course(Path(folder) / str(size), ASSIGNMENTS[:1])
            hand_in(course.root, range(size), assignments=ASSIGNMENTS[:1])
            seconds, _ = run(course.root, ENVIRONMENT, "autograder", "grade", ASSIGNMENTS[0])
            found[f"grade {size}"] = seconds / size
        found |= _regrade(course, seconds)
    return found


def _regrade(course: Course, graded: float) -> Numbers:
    """Change a threshold and points; judge again, look, and write."""
    path = course.source / ASSIGNMENTS[0] / f"{ASSIGNMENTS[0]}.toml"
    least = re.compile(r"^minimum = .+$", re.MULTILINE)
    path.write_text(least.sub("minimum = 0.99", path.read_text(encoding="utf-8")), encoding="utf-8")
    seconds, printed = run(course.root, ENVIRONMENT, "autograder", "regrade", ASSIGNMENTS[0])
    assert "differ" in printed
    return {"regrade": seconds, "grade": graded, "regrade ratio": graded / seconds}


def ways() -> Numbers:
    """Seconds a submission with cold and warm workers, and with one worker and two."""
    found = {}
    content = {name: nbformat.writes(_reference(name)).encode() for name in ASSIGNMENTS}
    settings = {name: public_setting(name) for name in ASSIGNMENTS}

    def seconds(start: Starter) -> float:
        started = time.perf_counter()
        for name in ASSIGNMENTS:
            graded = grade(
                content[name], f"{name}.ipynb", dataclasses.replace(settings[name], start=start)
            )
            found["peak MiB a worker"] = max(found.get("peak MiB a worker", 0), graded.peak_mib)
            assert graded.report.score == graded.report.max_score
        return (time.perf_counter() - started) / len(ASSIGNMENTS)

    with _offline():
        warm = WarmStart()
        seconds(warm)
        pairs = [(seconds(ColdProbe), seconds(warm)) for _ in range(3)]
        warm.close()
    found["cold"], found["warm"] = map(statistics.median, zip(*pairs))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for workers in (1, 2):
            course = _course(Path(folder) / str(workers))
            hand_in(course.root, range(8))
            found[f"{workers} workers"] = sum(
                run(course.root, ENVIRONMENT, "autograder", "grade", one,
                    "--workers", str(workers))[0] for one in ASSIGNMENTS
            ) / 16  # fmt: skip
    return found


def cluster() -> Numbers:
    """Seconds a submission on a Dask cluster of one worker and of two, each with a core of its own."""
    students = 24
    found: Numbers = {"students": students}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for workers in (1, 2):
            course = _course(Path(folder) / str(workers))
            hand_in(course.root, range(students))
            with _dask(course.root, workers) as address:
                found[f"{workers} workers"] = sum(
                    run(course.root, ENVIRONMENT, "autograder", "grade", one,
                        "--scheduler", address)[0] for one in ASSIGNMENTS
                ) / (students * len(ASSIGNMENTS))  # fmt: skip
    found["ratio"] = found["1 workers"] / found["2 workers"]
    return found


@contextlib.contextmanager
def _dask(folder: Path, workers: int) -> Iterator[str]:
    """Run a scheduler and workers of one thread each for the length of the block.

    Where the system can, each worker has a core of its own, as it would on a machine of its own:
    otherwise a single worker would use a second one as well.
    """
    file = folder / "scheduler.json"
    cores = itertools.cycle(range(os.cpu_count() or 1))
    common = ("--scheduler-file", str(file), "--no-dashboard")
    commands = [("scheduler", "--port", "0", "--host", "127.0.0.1", *common)]
    commands += [("worker", "--nthreads", "1", "--no-nanny", *common)] * workers
    with contextlib.ExitStack() as stack:
        for words in commands:
            process = stack.enter_context(
                subprocess.Popen([BIN / "dask", *words], env=ENVIRONMENT, cwd=folder,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )  # fmt: skip
            stack.callback(process.terminate)
            started = psutil.Process(process.pid)
            if words[0] == "worker" and hasattr(started, "cpu_affinity"):
                started.cpu_affinity([next(cores)])
            while not file.is_file():
                time.sleep(0.1)
        yield str(json.loads(file.read_text())["address"])


def isolation(times: int = 7) -> Numbers:
    """Milliseconds a submission that the sandbox costs: median difference to going without it."""
    sandbox = bubblewrap()
    if sandbox is None:
        sys.exit("bubblewrap cannot make a sandbox on this machine")
    empty = Submission(nbformat.v4.new_notebook(), (), (), ())
    with _offline():
        start = WarmStart()
        setting = dataclasses.replace(public_setting("mnist_sgd"), start=start)
        differences = []
        for _ in range(times + 1):
            with_it, without = (
                _probe_seconds(empty, setting, one) for one in (sandbox, ProcessIsolation())
            )
            differences.append(with_it - without)
        start.close()
    # The first pair also starts the process that the others are forked from.
    return {"ms": 1000 * statistics.median(differences[1:])}


def _probe_seconds(submission: Submission, setting: Setting, isolation: Isolation) -> float:
    setting = dataclasses.replace(setting, isolation=isolation)
    return grade_submission(submission, setting, tasks=("normalize_images",)).seconds["probe"]


def floor() -> Numbers:
    """Processor seconds a submission of each assignment, and those of NumPy for the same steps.

    The floor is the training of the last check alone: forward, gradient and update in float32.
    """
    found = {}
    for assignment in ASSIGNMENTS:
        setting = public_setting(assignment)
        rubric = setting.rubric
        kept = 1 - rubric.validation_split
        for name, images in (("mnist_5k", 4000), ("mnist", 60000)):
            if name == "mnist" and not _MNIST:
                continue
            steps = rubric.epochs * -(-round(images * kept) // 32)
            environment = dict(ENVIRONMENT)
            if name == "mnist":
                environment["MNIST_PATH"] = str(_MNIST[0])
            step = numpy_step_seconds(rubric.optimizer, rubric.pixels, rubric.units)
            found[f"{assignment} {name} floor"] = step * steps
            found[f"{assignment} {name} cpu"] = _cpu_seconds(assignment, environment)
    return found


def bare(pairs: int = 3) -> Numbers:
    """Processor seconds of one more submission, and of the training that it is about by Keras alone.

    The embedded images; medians. Each pair is measured one after the other.
    """
    found = {}
    for assignment in packaged_assignments():
        rubric = public_setting(assignment).rubric
        by_kind = {task.kind: task.name for task in rubric.tasks}
        words = [by_kind[kind] for kind in ("normalize", "model", "train")]
        notebook = ROOT / f"solutions/{assignment}/{assignment}.ipynb"
        trained, graded = [], []
        for _ in range(pairs):
            _, printed = run(
                ROOT, ENVIRONMENT, "python", "-c", BARE, str(notebook), *words, words[-1]
            )
            seconds = BARE_SECONDS.search(printed)
            assert seconds, printed
            trained.append(float(seconds[1]))
            graded.append(_cpu_seconds(assignment, ENVIRONMENT))
        found[f"{assignment} training"] = statistics.median(trained)
        found[f"{assignment} submission"] = statistics.median(graded)
    return found


def _cpu_seconds(assignment: str, environment: dict[str, str], students: int = 2) -> float:
    """Return the processor time of one more submission in a class."""
    spent = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for number in (1, 1 + students):
            course = _course(Path(folder) / str(number), (assignment,))
            hand_in(course.root, range(number), assignments=(assignment,))
            with _processor_time() as seconds:
                run(course.root, environment, "autograder", "grade", assignment, "--workers", "1")
            spent.append(sum(seconds.values()))
    return (spent[1] - spent[0]) / students


@contextlib.contextmanager
def _processor_time(interval: float = 0.1) -> Iterator[dict[tuple[int, float], float]]:
    """Collect processor seconds of this process's descendants, by process id and time of start.

    They are sampled: a process that is killed in its sandbox is in nobody's account of children.
    """
    seconds: dict[tuple[int, float], float] = {}
    over = threading.Event()

    def sample() -> None:
        while not over.wait(interval):
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    seconds[process.pid, process.create_time()] = times.user + times.system

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield seconds
    finally:
        over.set()
        thread.join()


def numpy_step_seconds(optimizer: str, pixels: int, units: Sequence[int]) -> float:
    """Return the time of one training step of 32 images in NumPy on one core: best of five runs."""
    generator = np.random.default_rng(0)
    images = generator.random((32, pixels), "float32")
    labels = np.eye(units[-1], dtype="float32")[generator.integers(0, units[-1], 32)]
    weights = reference.random_weights(pixels, tuple(units), generator)
    layers = [weight.astype("float32") for weight in weights]
    moments = [[np.zeros_like(one) for one in layers] for _ in range(2)]

    def step(number: int) -> None:
        values = [images]
        for kernel, bias in zip(layers[::2], layers[1::2]):
            values.append(np.maximum(values[-1] @ kernel + bias, 0))
        delta = (softmax(values[-1]) - labels) / 32
        for index in reversed(range(len(units))):
            gradients = values[index].T @ delta, delta.sum(axis=0)
            if index:
                delta = (delta @ layers[2 * index].T) * (values[index] > 0)
            for place, gradient in zip((2 * index, 2 * index + 1), gradients):
                if optimizer == "SGD":
                    layers[place] -= 0.01 * gradient
                    continue
                first, second = moments[0][place], moments[1][place]
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient * gradient - second)
                layers[place] -= 0.001 * first / (np.sqrt(second) + 1e-7)

    times = []
    for _ in range(5):
        started = time.process_time()
        for number in range(200):
            step(number)
        times.append((time.process_time() - started) / 200)
    return min(times)


def _course(root: Path, assignments: Sequence[str] = ASSIGNMENTS) -> Course:
    course = make_course(root)
    for assignment in assignments:
        run(course.root, ENVIRONMENT, "nbgrader", "generate_assignment", assignment)
    return course


def _reference(assignment: str, lean: bool = False) -> nbformat.NotebookNode:
    notebook = nbformat.read(ROOT / f"solutions/{assignment}/{assignment}.ipynb", as_version=4)
    left_out = SUMMARY | TRIALS if lean else SUMMARY
    notebook.cells = [
        cell for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in left_out
    ]  # fmt: skip
    return notebook


def hand_in(
    root: Path,
    students: Sequence[int],
    lean: bool = False,
    assignments: Sequence[str] = ASSIGNMENTS,
) -> None:
    """Write the reference as every student's submission, each with a comment of its own."""
    for assignment in assignments:
        for student in students:
            notebook = _reference(assignment, lean)
            notebook.cells.append(nbformat.v4.new_code_cell(f"# student {student}"))
            folder = root / "submitted" / f"student{student:03}" / assignment
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / f"{assignment}.ipynb")


def run(folder: Path, environment: dict[str, str], *words: str) -> tuple[float, str]:
    """Run a command; return its wall clock and what it printed; stop if it fails."""
    started = time.perf_counter()
    done = subprocess.run([BIN / words[0], *words[1:]], cwd=folder, env=environment,
                          capture_output=True, text=True, check=False)  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed: {done.stderr[-1500:] or done.stdout[-1500:]}")
    return seconds, done.stdout


@contextlib.contextmanager
def _offline() -> Iterator[None]:
    """Use the embedded images in this process, too."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
