"""The student bundle holds what students need, no answer to a task, and nothing of Linux only."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.bundle import FOLDER, write_bundle

ROOT = Path(__file__).parent.parent
# Modules that Windows does not have, or that only Linux has.
POSIX_ONLY = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
# What a notebook's first cells do, with one function right and one wrong.
SESSION = f"""
import sys
import psutil
for name in {POSIX_ONLY!r}:
    sys.modules[name] = None
import os, socket
del os.fork, socket.AF_UNIX, os.setsid, os.killpg
import numpy as np
from autograder import Checker
from autograder.data import load_mnist
(x_train, y_train), _ = load_mnist()
def normalize_images(images):
    return images / 255.0
def flatten_images(images):
    return images.reshape(-1)
check = Checker("mnist_sgd", globals())
print(repr(check("normalize_images")), repr(check("flatten_images")))
import autograder.cli, autograder.pytest_plugin, autograder.engine.starting, autograder.engine.grading
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(folder / "a.zip")
    with zipfile.ZipFile(folder / "a.zip") as archive:
        archive.extractall(folder)
    return folder / FOLDER


def test_the_same_kit_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_bundle(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_no_solution_and_no_hidden_material_is_in_it(bundle: Path) -> None:
    """Not a line of a solution cell that the released notebook does not have, in any file."""
    names = {path.relative_to(bundle).parts[0] for path in bundle.rglob("*")}
    assert names == {"README.txt", "start.py", "kit", "mnist_sgd.ipynb", "mnist_adam.ipynb"}
    every = "\n".join(
        path.read_text(encoding="utf-8")
        for path in bundle.rglob("*")
        # The probe compiles models of its own, in the same words.
        if path.suffix in (".py", ".ipynb", ".toml", ".md", ".txt") and path.name != "models.py"
    )  # fmt: skip
    released = "\n".join(path.read_text("utf-8") for path in (ROOT / "assignment").rglob("*.ipynb"))
    for name in ("mnist_sgd", "mnist_adam"):
        solution = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
        for cell in solution.cells:
            if not cell.metadata.get("nbgrader", {}).get("solution") or cell.cell_type != "code":
                continue
            for line in cell.source.splitlines():
                text = line.strip()
                if len(text) > 25 and text not in released and not text.startswith("#"):
                    assert text not in every, text
    assert not list(bundle.rglob("demo_class"))
    assert not list(bundle.rglob("*solution*"))


def test_the_kit_in_it_installs_and_checks_without_anything_of_linux(
    bundle: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--target", str(installed), str(bundle / "kit")],
        check=True, capture_output=True,
    )  # fmt: skip
    environment = {
        **os.environ, "PYTHONPATH": str(installed), "MNIST_OFFLINE": "1", "PATH": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }  # fmt: skip
    script = tmp_path / "session.py"
    script.write_text(SESSION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    right, wrong = map(float, done.stdout.split("\n")[-2].split())
    assert right == 2.0
    assert wrong < 2.0


def test_the_way_to_start_needs_nothing_but_python(bundle: Path) -> None:
    tree = ast.parse((bundle / "start.py").read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported <= set(sys.stdlib_module_names)
