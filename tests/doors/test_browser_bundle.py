"""Notebooks for Colab and Kaggle install the kit where there is none, and are graded like any other."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.course.directory import CourseError
from autograder.doors.browser_bundle import with_cell, write_browser_bundle

# Another Python would find no kit, and pip would install it; both are played here.
PLAYED = """
import importlib.util, subprocess, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "autograder" else find(name, *rest)
class Done:
    returncode, stdout = {status}, "no such wheel"
def run(words, **_):
    print("RUN", words[1:-1], open(words[-1], "rb").read()[:2])
    return Done
subprocess.run = run
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with the wheel and the notebooks, and its address."""
    folder = tmp_path_factory.mktemp("browser")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *words, **named):
            super().__init__(*words, directory=str(folder), **named)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    write_browser_bundle(folder, address)
    yield folder, address
    server.shutdown()


def cell_of(folder: Path, name: str = "mnist_sgd.ipynb") -> str:
    notebook = nbformat.read(folder / name, as_version=4)
    return next(cell.source for cell in notebook.cells if cell.cell_type == "code")


def run(source: str, folder: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", PLAYED.format(status=status) + source], cwd=folder,
        capture_output=True, text=True, check=False, env={**os.environ, "no_proxy": "127.0.0.1"},
    )  # fmt: skip


def test_the_wheel_holds_the_kit_and_no_solution(served: tuple[Path, str]) -> None:
    (wheel,) = served[0].glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (about,) = [name for name in names if name.endswith("METADATA")]
        described = archive.read(about).decode()
    assert "autograder/doors/selfcheck.py" in names
    assert not [name for name in names if "sample_class" in name or "solutions" in name]
    needed = [line for line in described.splitlines() if line.startswith("Requires-Dist")]
    base = [line for line in needed if "extra ==" not in line]
    assert not [
        line for line in base if "==" in line.replace("python_version", "") or "nbgrader" in line
    ]
    assert any("tensorflow" in line for line in base)


def test_the_cell_installs_from_the_address(served: tuple[Path, str], tmp_path: Path) -> None:
    done = run(cell_of(served[0]), tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "RUN ['-m', 'pip', 'install', '--quiet'] b'PK'",
        "The autograder is installed.",
    ]


def test_the_cell_takes_an_uploaded_file_first(served: tuple[Path, str], tmp_path: Path) -> None:
    (wheel,) = served[0].glob("*.whl")
    (tmp_path / wheel.name).write_bytes(b"UP")
    assert "b'UP'" in run(cell_of(served[0]), tmp_path).stdout


def test_without_address_and_file_it_says_what_to_upload(tmp_path: Path) -> None:
    empty = nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    source = nbformat.reads(with_cell(empty, "kit.whl", ""), as_version=4).cells[0].source
    done = run(source, tmp_path)
    assert done.returncode == 1
    assert "Upload the file kit.whl beside this notebook" in done.stderr


def test_a_failed_installation_shows_what_pip_says(
    served: tuple[Path, str], tmp_path: Path
) -> None:
    done = run(cell_of(served[0]), tmp_path, status=1)
    assert "could not be installed. no such wheel" in done.stderr


def test_where_the_kit_is_there_it_does_nothing(served: tuple[Path, str], tmp_path: Path) -> None:
    source = "import sys\n" + cell_of(served[0]) + "\nassert 'urllib.request' not in sys.modules\n"
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout == done.stderr == ""


@pytest.mark.parametrize(
    "address", ["course.example.org/kit.whl", "ftp://example.org/", "file:///x"]
)
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="should begin with https://"):
        write_browser_bundle(tmp_path, address)


def test_a_notebook_as_these_services_save_it_is_checked_like_any_other(
    served: tuple[Path, str], tmp_path: Path
) -> None:
    """Without ids of cells, with their metadata, and with the cell at its top."""
    notebook = nbformat.read(served[0] / "mnist_sgd.ipynb", as_version=4)
    for number, cell in enumerate(notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name == "normalize_images":
            cell.source = "def normalize_images(images):\n    return images / 255.0\n"
        del cell["id"]
        cell.metadata.update(id=f"Ab{number}", trusted=True, execution={"iopub.status.busy": "x"})
        if cell.cell_type == "code":
            cell.metadata["colab"] = {"base_uri": "https://localhost:8080/", "height": 34}
            cell.metadata["outputId"] = "0a1b"
    notebook.metadata.update(
        colab={"provenance": [], "name": "Copy of mnist_sgd.ipynb", "toc_visible": True},
        kaggle={"accelerator": "none", "isInternetEnabled": True, "language": "python"},
    )
    notebook.nbformat_minor = 0
    path = tmp_path / "Copy_of_mnist_sgd.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "autograder.doors.cli", "check", str(path)],
        capture_output=True, text=True, check=False, env={**os.environ, "MNIST_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "normalize_images: 2 of 2 points" in done.stdout
    assert "not attempted" in done.stdout
    assert "Cell" not in done.stdout
