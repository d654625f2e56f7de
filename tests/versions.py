"""Try the kit with other versions of the packages than the lock has: `make versions`.

Each environment is made anew in a temporary folder: the oldest versions that pyproject.toml allows,
the newest that the index serves, and those that Colab ships, into which the students' part is installed
and must change nothing. In each one the reference notebooks run in a kernel, every check must give all
of its points, and nothing may be red. A share of the corpus is tried as well. Then each version of
Keras between them takes the tests of the inner parts that the probe touches.
`--write` keeps what was found in tests/environments/tried.json, and writes docs/versions.md of it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from corpus_grading import notebook_bytes, quick_tasks, samples, setting_for
from grader_report import known_verdicts
from inner_parts import TRIED
from nbclient import NotebookClient
from nbformat import NotebookNode
from notebook_checks import Wanted, points_in_notebooks

from autograder.assignment.notebook import grade_id
from autograder.assignment.rubric import find_rubric, load_rubric, packaged_assignments
from autograder.course.directory import CourseError
from autograder.doors.browser_bundle import write_browser_bundle

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "versions.md"
ENVIRONMENTS = Path(__file__).parent / "environments"
COLAB, FOUND = ENVIRONMENTS / "colab.txt", ENVIRONMENTS / "tried.json"
DISTRIBUTION = "keras-autograder"
# The packages whose versions are shown.
SHOWN = (
    "tensorflow", "keras", "numpy", "matplotlib", "scikit-learn", "ipython", "ipykernel", "nbformat",
    "pytest", "nbgrader", "nbconvert", "pandas",
)  # fmt: skip
# The share of the corpus that is graded, where it is.
SHARE = "3/50"
# What else takes notebooks for tests of pytest's, installed beside the newest versions.
NEIGHBOURS = ("nbmake", "nbval")

INTRODUCTION = """\
# Versions

The lock has one version of each package; what else works is tried, not promised by bounds alone. Where
an environment has a column, the reference notebooks have run in it from top to bottom in a kernel, and
what was not as it should be stands below: every check gives all of its points, and nothing is red. A
share of the corpus is tried, too: {share} of its right submissions and mistakes. With the oldest
versions that `pyproject.toml` allows, and the newest that the index serves, it is graded, in a notebook
and from a cold start as well, and each has the points, checks and words that it has with the lock's
versions. With Colab's, where nothing is graded, notebooks check themselves. Beside the newest
versions {neighbours} are installed, which take notebooks for tests as well.
Made by `make versions WRITE=1`, which installs each environment anew; do not edit.

| | {names} |
|---|{rule}|
"""
KERAS = """
## Inner parts of Keras

Faster training (`autograder/probe/speed.py`) touches inner parts of Keras, which may be called
otherwise in another version. `tests/inner_parts.py` has them as a table, with what happens without
each; `tests/probe/test_inner_parts.py` looks whether the table is complete and whether a Keras has
them, and takes parts away: results stay the same. So it is, with the TensorFlow of the lock, in Keras
{good}: all parts are there, and from each version another share of them was taken away.
"""
ABOUT = {
    "oldest": "the oldest that pyproject.toml allows",
    "newest": "the newest",
    "colab": "as Colab ships them",
}


@dataclasses.dataclass
class Tried:
    """What was found in an environment.

    Attributes:
        versions: Version by package.
        faults: What is wrong, in words.
        corpus: What pytest says at its end of the share of the corpus; "" where it was not graded.
    """

    versions: dict[str, str]
    faults: list[str]
    corpus: str = ""


@dataclasses.dataclass
class Found:
    """What was found in all, as far as it was tried.

    Attributes:
        environments: What was found in each, by name.
        keras: What is wrong with the inner parts of each version of Keras, in words.
    """

    environments: dict[str, Tried] = dataclasses.field(default_factory=dict)
    keras: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    @classmethod
    def read(cls) -> Found:
        """Return what is kept."""
        if not FOUND.is_file():
            return cls()
        kept = json.loads(FOUND.read_text(encoding="utf-8"))
        tried = {name: Tried(**one) for name, one in kept["environments"].items()}
        return cls({name: tried[name] for name in ABOUT if name in tried}, kept["keras"])

    def write(self) -> None:
        """Keep what was found, and write the page."""
        text = json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False)
        FOUND.write_text(text + "\n", encoding="utf-8")
        PAGE.write_text(page(self), encoding="utf-8")


class Environment:
    """A virtual environment that uv makes.

    Args:
        folder: Where to.
    """

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        self._uv = str(Path(sys.executable).with_name("uv"))
        self.run(self._uv, "venv", "--quiet", "--python", sys.executable, str(folder))

    def install(self, *words: str) -> None:
        """Install with uv's words."""
        self.run(self._uv, "pip", "install", "--quiet", "--python", str(self.python), *words)

    def versions(self) -> dict[str, str]:
        """Return the version of each package that is installed."""
        listed = self.run(
            self._uv, "pip", "list", "--quiet", "--format", "json", "--python", str(self.python)
        )
        return {one["name"].lower(): one["version"] for one in json.loads(listed)}

    @staticmethod
    def run(*words: str) -> str:
        """Run a command, and return what it prints."""
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(words[:4])} fails:\n{done.stderr[-3000:]}")
        return done.stdout


def main(words: Sequence[str] | None = None) -> int:
    """Try the environments; return 1 if anything is wrong in one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="ENVIRONMENT", help=f"of {', '.join((*ABOUT, 'keras'))}"
    )
    parser.add_argument("--write", action="store_true", help="keep it, and renew docs/versions.md")
    parser.add_argument("--page", action="store_true", help="write the page and try nothing")
    arguments = parser.parse_args(words)
    unknown = set(arguments.names) - {*ABOUT, "keras"}
    if unknown:
        parser.error(f"no such environment: {', '.join(sorted(unknown))}")
    found = Found.read()
    faults: list[str] = []
    chosen = () if arguments.page else arguments.names or (*ABOUT, "keras")
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix=f"versions-{name}-") as folder:
            if name == "keras":
                print("keras: inner parts of each version", flush=True)
                for number, version in enumerate(TRIED, 1):
                    share = f"{number}/{len(TRIED)}"
                    found.keras[version] = try_keras(version, Path(folder), share)
                    if arguments.write:
                        found.write()
                faults += [line for lines in found.keras.values() for line in lines]
                print(*faults, sep="\n", flush=True)
                continue
            print(f"{name}: {ABOUT[name]}", flush=True)
            found.environments[name] = tried = try_environment(name, Path(folder))
        faults += tried.faults
        for line in (*tried.faults, tried.corpus):
            print(f"  {line}" if line else "", flush=True)
        if arguments.write:
            found.write()
    if arguments.write or arguments.page:
        found.write()
    return int(bool(faults))


def try_keras(version: str, folder: Path, share: str) -> list[str]:
    """Try the inner parts of a version of Keras, beside the TensorFlow that is here.

    Args:
        version: The version.
        folder: Where to install it.
        share: Which of the parts are taken away, as `tests/inner_parts.py` has it.
    """
    target = folder / version
    uv = str(Path(sys.executable).with_name("uv"))
    Environment.run(uv, "pip", "install", "--quiet", "--no-deps", "--target", str(target),
                    f"keras=={version}")  # fmt: skip
    faults: list[str] = []
    end = run_tests(sys.executable, ("tests/probe/test_inner_parts.py",), faults,
                    {"LACKING": share, "PYTHONPATH": str(target)})  # fmt: skip
    print(f"  keras {version}: {end}", flush=True)
    return [f"keras {version}: {one}" for one in faults]


def try_environment(name: str, folder: Path) -> Tried:
    """Make an environment and try the kit in it."""
    environment = Environment(folder / "venv")
    faults: list[str] = []
    if name == "colab":
        environment.install("--requirement", str(COLAB))
        before = environment.versions()
        wheel, *_ = write_browser_bundle(folder / "bundle", "")
        environment.install(str(wheel))
        after = environment.versions()
        faults += [
            f"installing the kit changes {one}: {before.get(one)} becomes {after.get(one)}"
            for one in sorted(before.keys() | after.keys())
            if before.get(one) != after.get(one) and one != DISTRIBUTION
        ]
    else:
        how = ("--resolution", "lowest-direct") if name == "oldest" else ("--upgrade",)
        beside = NEIGHBOURS if name == "newest" else ()
        environment.install(*how, f"{ROOT}[instructor,test]", "ipykernel>=6.17", *beside)
    for assignment in packaged_assignments():
        faults += [f"{assignment}: {one}" for one in run_reference(assignment, environment, folder)]
    # Nothing is graded in Colab: there the notebooks' own checks are all there is.
    share = check_share if name == "colab" else grade_share
    corpus = share(environment, faults)
    return Tried(environment.versions(), faults, corpus)


def run_reference(assignment: str, environment: Environment, folder: Path) -> list[str]:
    """Run a reference notebook in a kernel of an environment; return what is wrong, in words."""
    spec = folder / "jupyter" / "kernels" / "tried" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    launch = [str(environment.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": launch, "display_name": "Tried", "language": "python"}))
    notebook = nbformat.read(ROOT / "solutions" / assignment / f"{assignment}.ipynb", as_version=4)
    work = folder / assignment
    work.mkdir()
    os.environ["JUPYTER_PATH"] = str(folder / "jupyter")
    client = NotebookClient(
        notebook, kernel_name="tried", timeout=900, allow_errors=True,
        resources={"metadata": {"path": str(work)}},
    )  # fmt: skip
    client.execute(env={**os.environ, "MNIST_OFFLINE": "1", "PYTHONPATH": ""})
    return list(wrong_outputs(assignment, notebook))


def wrong_outputs(assignment: str, notebook: NotebookNode) -> list[str]:
    """Return what a notebook shows that it should not: red lines, errors, lost points."""
    rubric = load_rubric(find_rubric(assignment))
    most = {task.check_cell: task.max_points for task in rubric.automatic_tasks}
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            name = grade_id(cell) or cell.source.strip().splitlines()[0]
            if output.output_type == "error":
                found.append(f"{name}: {output.ename}: {output.evalue[:200]}")
            if output.output_type == "stream" and output.name == "stderr":
                found.append(f"{name} says in red: {output.text[:200]}")
            if output.output_type == "execute_result" and name in most:
                said = output.data["text/plain"]
                if float(said) != most.pop(name):
                    found.append(f"{name}: {said} points")
    return found + [f"{name}: no verdict" for name in most]


def check_share(environment: Environment, faults: list[str]) -> str:
    """Have notebooks of the corpus check themselves in an environment; return how many are right."""
    first, step = map(int, SHARE.split("/"))
    settings = {name: setting_for(name) for name in packaged_assignments()}
    known = known_verdicts()
    every = [
        (family, sample)
        for family in ("alternatives", "mistakes")
        for sample in samples(family)[first - 1 :: step]
    ]
    wanted: list[Wanted] = []
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        for _, sample in every:
            path = Path(folder) / f"{sample.name}.ipynb"
            path.write_bytes(notebook_bytes(sample))
            tasks = set(quick_tasks(sample, settings[sample.assignment]))
            chosen = sorted(tasks - sample.words("may_lose"))
            wanted.append((str(path), sample.assignment, tuple(chosen)))
        found = points_in_notebooks(wanted, 1, str(environment.python))
    for (family, sample), (_, _, tasks), points in zip(every, wanted, found):
        lost = known[family][sample.name]["lost"]
        rubric = settings[sample.assignment].rubric
        expected = {
            task: lost[task]["points"] if task in lost else rubric.task(task).max_points
            for task in tasks
        }
        right += points == expected
        faults += [
            f"{sample.name}: {task} has {points.get(task)} points, not {expected[task]:g}"
            for task in tasks
            if points.get(task) != expected[task]
        ]
    return f"{right} of {len(every)} notebooks have the points of the lock's versions"


def grade_share(environment: Environment, faults: list[str]) -> str:
    """Grade a share of the corpus in an environment; return what pytest says at its end."""
    files = (
        "tests/test_corpus.py", "tests/probe/test_inner_parts.py", "tests/doors/test_pytest_plugin.py",
    )  # fmt: skip
    return run_tests(str(environment.python), files, faults, {"CORPUS": SHARE, "LACKING": "all"})


def run_tests(
    python: str, files: Sequence[str], faults: list[str], variables: dict[str, str]
) -> str:
    """Run test files, note those that fail, and return what pytest says at its end."""
    done = subprocess.run(
        [python, "-m", "pytest", *files, "-q", "-n0"], cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables},
    )  # fmt: skip
    if done.returncode:
        lines = done.stdout.splitlines()
        faults += [line for line in lines if line.startswith(("FAILED", "ERROR"))] or lines[-5:]
    return done.stdout.strip().splitlines()[-1].strip("= ") if done.stdout.strip() else done.stderr


def page(found: Found) -> str:
    """Return the page about what was found."""
    results, names = found.environments, list(found.environments)
    lines = [
        INTRODUCTION.format(
            share=SHARE,
            names=" | ".join(names),
            rule="|".join("---" for _ in names),
            neighbours=" and ".join(NEIGHBOURS),
        )
    ]
    rows = [("versions", [ABOUT[name] for name in names])]
    rows += [
        (f"`{one}`", [results[name].versions.get(one, "–") for name in names]) for one in SHOWN
    ]
    rows.append(("what was found",
                 ["all as it should be" if not results[name].faults else
                  f"{len(results[name].faults)} faults, below" for name in names]))  # fmt: skip
    rows.append(
        (
            "tests of corpus, inner parts and pytest",
            [results[name].corpus.split(" in ")[0] or "–" for name in names],
        )
    )
    if waiting := [one for one in ABOUT if one not in names]:
        lines[0] = lines[0].replace("\n| |", f"\nNot tried yet: {', '.join(waiting)}.\n\n| |", 1)
    if not names:
        # A table without columns is none.
        lines[0], rows = lines[0].partition("\n| |")[0], []
    lines[0] += "".join(f"| {first} | {' | '.join(rest)} |\n" for first, rest in rows)
    for name in names:
        if results[name].faults:
            lines.append(f"## {name}\n")
            lines += [f"- {' '.join(one.split())}" for one in results[name].faults]
    if found.keras:
        good = [version for version, faults in found.keras.items() if not faults]
        lines.append(KERAS.format(good=", ".join(good)).rstrip())
        if wrong := [one for faults in found.keras.values() for one in faults]:
            lines += ["", *(f"- {' '.join(one.split())}" for one in wrong)]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CourseError as error:
        sys.exit(str(error))
