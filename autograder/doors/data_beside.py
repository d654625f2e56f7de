"""An assignment's own data set, where the assignment goes to another machine.

In: a rubric, and the folder it lies in. Out: the files, with places beside a rubric anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.images import dataset_of
from autograder.assignment.rubric import Rubric
from autograder.course.directory import CourseError


def data_beside(rubric: Rubric, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield an own data set's files, by their places beside the rubric.

    Raises:
        CourseError: The rubric names no place beside itself, where they could go.
        DataError: The data set is not there, or another one.
    """
    if rubric.data is None:
        return
    files = dataset_of(rubric, folder).files
    beside = [
        path for path in map(Path, rubric.data.paths)
        if not path.expanduser().is_absolute() and ".." not in path.parts
    ]  # fmt: skip
    if not beside:
        raise CourseError(
            f"the data set {rubric.data.name} lies at {files[0]}, and goes along only to a place "
            "beside the rubric. Begin data.paths in the rubric with a relative path."
        )
    place = beside[0].as_posix()
    for path in files:
        yield place if len(files) == 1 else f"{place}/{path.name}", path.read_bytes()
