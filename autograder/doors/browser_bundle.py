"""Notebooks for students who have nothing but a browser: Colab, Kaggle, and hubs without the kit.

In: a clone of the kit, and perhaps a course. Out: a wheel of the kit, with the course's rubrics, words
and data sets, and notebooks whose first cell installs it: from an address, or from a file that was
uploaded. Where the kit is there already the cell does nothing, and so in grading.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import nbformat

from autograder.course.directory import Course, CourseError
from autograder.doors.bundle import handed_out, kit_files

# No pins and no extras: what the kit needs these services have, and nothing of theirs is replaced.
CELL = """\
# Installs the autograder where there is none, as in Colab or on Kaggle. Run this cell first, after each
# start of the session. Elsewhere it does nothing.
import importlib.util

if importlib.util.find_spec("autograder") is None:
    import pathlib
    import subprocess
    import sys
    import urllib.request

    wheel, address = {wheel!r}, {address!r}
    places = [pathlib.Path(wheel), *pathlib.Path("/kaggle/input").rglob(wheel)]
    found = next((place for place in places if place.is_file()), None)
    if found is None and address:
        found, _ = urllib.request.urlretrieve(address, wheel)
    if found is None:
        raise SystemExit("Upload the file " + wheel + " beside this notebook, and run this cell again.")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", str(found)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    importlib.invalidate_caches()
    if done.returncode:
        raise SystemExit("The autograder could not be installed. " + done.stdout[-1500:])
    print("The autograder is installed.")
"""


def write_browser_bundle(folder: Path, address: str, course: Course | None = None) -> list[Path]:
    """Write the wheel and the notebooks; return their paths, the wheel first.

    Args:
        folder: Where to; it is made.
        address: Where students' notebooks will find the wheel, or the folder that will hold it, ending
            in "/"; "" if they upload it.
        course: The course whose assignments it is for; the kit's own if there is none.

    Raises:
        CourseError: The address cannot be one, the wheel cannot be made, a file cannot be written; or
            what `autograder.doors.bundle.write_bundle` raises.
    """
    parts = urlsplit(address)
    if address and (parts.scheme not in ("https", "http") or not parts.netloc):
        raise CourseError(f"{address!r} is no address: it should begin with https://")
    notebooks = {name: one for name, one in handed_out(course).items() if name.endswith(".ipynb")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        wheel = _write_wheel(folder, course)
        if address.endswith("/"):
            address += wheel.name
        written = [wheel]
        for name, content in sorted(notebooks.items()):
            path = folder / Path(name).name
            path.write_text(with_cell(content.decode(), wheel.name, address), encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise CourseError(f"{folder} cannot be written to: {error.strerror}.") from error
    return written


def with_cell(notebook: str, wheel: str, address: str) -> str:
    """Return a notebook with the cell before its first one that runs.

    Args:
        notebook: The notebook's text.
        wheel: The wheel's name.
        address: Where it can be fetched; "" if nowhere.
    """
    node = nbformat.reads(notebook, as_version=4)
    cell = nbformat.v4.new_code_cell(CELL.format(wheel=wheel, address=address))
    cell["id"] = "install-the-autograder"
    first = next((i for i, one in enumerate(node.cells) if one.cell_type == "code"), 0)
    node.cells.insert(first, cell)
    return str(nbformat.writes(node)) + "\n"


def _write_wheel(folder: Path, course: Course | None) -> Path:
    """Write a wheel of what students get of the kit; return its path.

    Raises:
        CourseError: It cannot be built.
    """
    with tempfile.TemporaryDirectory(prefix="wheel-") as place:
        for name, content in kit_files(course, data=True):
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        built = Path(place, "built")
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
        words = [
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            str(built),
            str(Path(place, "kit")),
        ]
        done = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
            raise CourseError(
                f"the wheel cannot be built: {last} The package hatchling is needed here, which make "
                "installs: python -m pip install hatchling"
            )
        (wheel,) = built.glob("*.whl")
        target = folder / wheel.name
        target.write_bytes(wheel.read_bytes())
    return target
