"""What students get: made from the solutions, byte for byte, and with no answer in it."""

import dis
import inspect
import io
import os
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import nbformat
import pylab
import pytest
from conftest import ASSIGNMENTS
from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id
from autograder.assignment.rubric import find_rubric, load_rubric

REGION = re.compile(r"### BEGIN SOLUTION(.*?)### END SOLUTION", re.DOTALL)
SHORTEST = 12


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A new `assignment/`, generated from a copy of the solutions."""
    root = tmp_path_factory.mktemp("kit")
    shutil.copytree(repository / "solutions", root / "solutions")
    shutil.copyfile(repository / "nbgrader_config.py", root / "nbgrader_config.py")
    tools = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([tools, os.environ.get("PATH", "")])}
    for name in ASSIGNMENTS:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--no-db", "--force"],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return root / "assignment"


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def test_the_release_is_a_fresh_generation_byte_for_byte(fresh: Path, repository: Path) -> None:
    release = repository / "assignment"
    assert files(release) == files(fresh)
    for name in files(fresh):
        assert (release / name).read_bytes() == (fresh / name).read_bytes(), (
            f"assignment/{name} is not what solutions/ gives: run `make release`."
        )


def test_nothing_but_the_notebooks_is_handed_out(repository: Path) -> None:
    expected = {f"{name}/{name}.ipynb" for name in ASSIGNMENTS}
    assert files(repository / "assignment") == expected
    assert files(repository / "solutions") == expected


def test_no_notebook_of_the_repository_has_outputs(repository: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.ipynb"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    names = {name for name in listed.stdout.split("\0") if name}
    names |= {
        f"{folder}/{name}/{name}.ipynb"
        for folder in ("solutions", "assignment")
        for name in ASSIGNMENTS
    }
    for name in sorted(names):
        path = repository / name
        if not path.is_file() or "tests/corpus" in name:
            continue
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                assert cell.outputs == [], f"{name}: {cell.id}"
                assert cell.execution_count is None, f"{name}: {cell.id}"


def answers(solution: NotebookNode) -> list[tuple[str, str]]:
    """Return every line within a solution region, with the cell it stands in."""
    return [
        (grade_id(cell), line.strip())
        for cell in solution.cells
        for region in REGION.findall(cell.source)
        for line in region.splitlines()
    ]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_line_of_an_answer_is_handed_out(
    name: str, solutions: dict[str, NotebookNode], repository: Path
) -> None:
    released = (repository / "assignment" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    sources = "\n".join(cell.source for cell in nbformat.reads(released, as_version=4).cells)
    lines = [(cell, line) for cell, line in answers(solutions[name]) if len(line) > SHORTEST]
    assert len(lines) > 15
    leaked = [f"{cell}: {line}" for cell, line in lines if line in sources or line in released]
    assert leaked == []


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_sentence_of_a_model_answer_is_handed_out(
    name: str, solutions: dict[str, NotebookNode], releases: dict[str, NotebookNode]
) -> None:
    written = [task.name for task in load_rubric(find_rubric(name)).tasks if not task.automatic]
    released = " ".join(" ".join(cell.source for cell in releases[name].cells).split())
    for task in written:
        (cell,) = [cell for cell in solutions[name].cells if grade_id(cell) == task]
        answer = " ".join(REGION.findall(cell.source)[0].split())
        sentences = [one for one in re.split(r"(?<=[.?!:;,]) ", answer) if len(one) > 25]
        assert len(sentences) >= 3
        assert [one for one in sentences if one in released] == []


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_task_has_a_stub_that_says_so_and_keeps_its_signature(
    name: str, solutions: dict[str, NotebookNode], releases: dict[str, NotebookNode]
) -> None:
    solved = {grade_id(cell): cell for cell in solutions[name].cells if grade_id(cell)}
    stubs = {grade_id(cell): cell for cell in releases[name].cells if grade_id(cell)}
    assert set(stubs) == set(solved)
    for task in load_rubric(find_rubric(name)).automatic_tasks:
        if task.name not in solved:
            assert task.kind == "test_accuracy"
            continue
        before, after = solved[task.name].source, stubs[task.name].source
        assert after.startswith(before[: before.index("### BEGIN SOLUTION")].rstrip())
        assert "raise NotImplementedError()" in after
        assert "SOLUTION" not in after
        compile(after, task.name, "exec")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_comment_of_the_release_speaks_of_solutions_or_thresholds(
    name: str, releases: dict[str, NotebookNode]
) -> None:
    rubric = load_rubric(find_rubric(name))
    secrets = {f"{minimum:g}" for minimum in rubric.minimum_accuracy.values()}
    secrets |= {f"{100 * minimum:g}%" for minimum in rubric.minimum_accuracy.values()}
    secrets |= {f"{100 * minimum:g} %" for minimum in rubric.minimum_accuracy.values()}
    for cell in releases[name].cells:
        for secret in secrets:
            assert not re.search(rf"(?<![\d.]){re.escape(secret)}(?!\d)", cell.source), cell.id
        assert "HIDDEN TESTS" not in cell.source
        assert "### " not in cell.source or cell.cell_type == "markdown"
        if cell.cell_type == "code" and not cell.source.startswith(("%", "!")):
            reader = io.StringIO(cell.source).readline
            comments = [
                token.string
                for token in tokenize.generate_tokens(reader)
                if token.type == tokenize.COMMENT
            ]
            assert not any("solution" in comment.lower() for comment in comments), cell.id


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_cell_of_the_kit_takes_a_name_of_pyplot_or_numpy(name: str, repository: Path) -> None:
    """Whoever has imported every name of these keeps them, also behind the cells that try out."""
    taken: set[str] = set()
    for cell in nbformat.read(repository / f"assignment/{name}/{name}.ipynb", 4).cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("solution"):
            code = compile(cell.source, "cell", "exec")
            taken |= {
                one.argval for one in dis.get_instructions(code) if one.opname == "STORE_NAME"
            }
    assert "check" in taken
    every = {one for one, value in vars(pylab).items() if not inspect.ismodule(value)}
    assert not taken & every


def test_no_seed_lies_in_the_repository(repository: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert not [name for name in listed.stdout.splitlines() if ".autograder/" in name]
