"""Try the kit with other versions of the packages than the lock has: `make versions`.

Each environment is made anew in a temporary folder: the oldest versions that pyproject.toml allows,
the newest that the index serves, and those that Colab ships, into which the students' part is installed
and must change nothing. In each one both reference notebooks run in a kernel, every check must give all
of its points, and nothing may be red. In the first two a share of the corpus is graded as well.
`--write` renews docs/versions.md.
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
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id
from autograder.assignment.rubric import find_rubric, load_rubric, packaged_assignments
from autograder.course.directory import CourseError
from autograder.doors.browser_bundle import write_browser_bundle

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "versions.md"
COLAB = Path(__file__).parent / "environments" / "colab.txt"
DISTRIBUTION = "keras-autograder"
# The packages whose versions are shown.
SHOWN = (
    "tensorflow", "keras", "numpy", "matplotlib", "scikit-learn", "ipython", "ipykernel", "nbformat",
    "pytest", "nbgrader", "nbconvert", "pandas",
)  # fmt: skip
# The share of the corpus that is graded, where it is.
SHARE = "3/50"

INTRODUCTION = """\
# Versions

Made by `make versions WRITE=1`, which installs each environment anew and takes about half an hour. The
lock has one version of each package; what else works is tried, not promised by bounds alone. In each
environment both reference notebooks run from top to bottom in a kernel: every check gives all of its
points, and nothing is red. With the oldest versions that `pyproject.toml` allows, and the newest that
the index serves, a share of the corpus is graded, too ({share} of its right submissions and mistakes,
each with its own verdict).

| | {names} |
|---|{rule}|
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


class Environment:
    """A virtual environment that uv makes.

    Args:
        folder: Where to.
    """

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        self._uv = str(Path(sys.executable).with_name("uv"))
        self._run(self._uv, "venv", "--quiet", "--python", sys.executable, str(folder))

    def install(self, *words: str) -> None:
        """Install with uv's words."""
        self._run(self._uv, "pip", "install", "--quiet", "--python", str(self.python), *words)

    def versions(self) -> dict[str, str]:
        """Return the version of each package that is installed."""
        listed = self._run(
            self._uv, "pip", "list", "--quiet", "--format", "json", "--python", str(self.python)
        )
        return {one["name"].lower(): one["version"] for one in json.loads(listed)}

    @staticmethod
    def _run(*words: str) -> str:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(words[:4])} fails:\n{done.stderr[-3000:]}")
        return done.stdout


def main(words: Sequence[str] | None = None) -> int:
    """Try the environments; return 1 if anything is wrong in one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="ENVIRONMENT", help=f"one of {', '.join(ABOUT)}"
    )
    parser.add_argument("--write", action="store_true", help="renew docs/versions.md")
    arguments = parser.parse_args(words)
    unknown = set(arguments.names) - set(ABOUT)
    if unknown:
        parser.error(f"no such environment: {', '.join(sorted(unknown))}")
    results = {}
    for name in arguments.names or ABOUT:
        print(f"{name}: {ABOUT[name]}", flush=True)
        with tempfile.TemporaryDirectory(prefix=f"versions-{name}-") as folder:
            results[name] = tried = try_environment(name, Path(folder))
        for line in (*tried.faults, tried.corpus):
            print(f"  {line}" if line else "", flush=True)
    if arguments.write:
        PAGE.write_text(page(results), encoding="utf-8")
    return int(any(one.faults for one in results.values()))


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
        environment.install(*how, f"{ROOT}[instructor,test]", "ipykernel>=6.17")
    for assignment in packaged_assignments():
        faults += [f"{assignment}: {one}" for one in run_reference(assignment, environment, folder)]
    corpus = "" if name == "colab" else grade_share(environment, faults)
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


def grade_share(environment: Environment, faults: list[str]) -> str:
    """Grade a share of the corpus in an environment; return what pytest says at its end."""
    words = [str(environment.python), "-m", "pytest", "tests/test_corpus.py", "-q", "-n0"]
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "CORPUS": SHARE, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    if done.returncode:
        lines = done.stdout.splitlines()
        faults += [line for line in lines if line.startswith(("FAILED", "ERROR"))] or lines[-5:]
    return done.stdout.strip().splitlines()[-1].strip("= ") if done.stdout.strip() else done.stderr


def page(results: dict[str, Tried]) -> str:
    """Return the page about what was found."""
    names = list(results)
    lines = [
        INTRODUCTION.format(
            share=SHARE, names=" | ".join(names), rule="|".join("---" for _ in names)
        )
    ]
    rows = [("versions", [ABOUT[name] for name in names])]
    rows += [
        (f"`{one}`", [results[name].versions.get(one, "–") for name in names]) for one in SHOWN
    ]
    rows.append(("reference notebooks and corpus",
                 ["all as it should be" if not results[name].faults else
                  f"{len(results[name].faults)} faults, below" for name in names]))  # fmt: skip
    rows.append(("of the corpus", [results[name].corpus.split(" in ")[0] or "–" for name in names]))
    lines[0] += "".join(f"| {first} | {' | '.join(rest)} |\n" for first, rest in rows)
    for name in names:
        if results[name].faults:
            lines.append(f"## {name}\n")
            lines += [f"- {' '.join(one.split())}" for one in results[name].faults]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CourseError as error:
        sys.exit(str(error))
