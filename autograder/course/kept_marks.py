"""Which answer a mark by hand was given for: the mark stands for as long as the answer does.

In: the answers of one submission, and what nbgrader's gradebook says of their marks. Out: whether a
person has to look again. The gradebook knows no answers, so digests of them are kept in the course,
a file a student: of the answer that was graded last, which is the one that a person sees, and of
the one that the mark was given for. That one is known again, too, when it is handed in once more.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import filelock

from autograder.course.directory import Course, CourseError
from autograder.course.report_files import write_json

FOLDER = "answers"
# The digest of what a person sees where nothing can be read.
NOTHING = "nothing"
# How long one change of a mark waits for another one.
PATIENCE = 30.0


@dataclasses.dataclass(frozen=True)
class Seen:
    """What is known of the answers to one question.

    Attributes:
        shown: Digest of the answer that was graded last; "" if there was none.
        marked: Digest of the answer that the mark was given for, as far as that was known when the
            submission was graded last; "" if there was no mark.
    """

    shown: str = ""
    marked: str = ""


class KeptMarks:
    """What is kept of the marks of one submission.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
    """

    def __init__(self, course: Course, assignment: str, student: str) -> None:
        # An id may be as long as a file's name can be, and the file's name has an ending.
        name = hashlib.sha256(student.encode("utf-8", "surrogateescape")).hexdigest()
        self.path = course.private / FOLDER / assignment / f"{name}.json"
        self._seen = _load(self.path)
        self._done: dict[str, Seen] = {}

    def shown(self, name: str) -> str:
        """Return the digest of the answer that was graded last; "" if there was none."""
        return self._seen.get(name, Seen()).shown

    def stands(self, name: str, digest: str, given: bool, waits: bool) -> bool:
        """Take over an answer that was graded; return whether a mark was given for the same one.

        Call it before the gradebook is changed, and `save` after that. Whenever the run is ended in
        between, what is kept and the gradebook together still say which answer has the mark.

        Args:
            name: The name of the graded cell.
            digest: The answer's digest.
            given: Whether the gradebook has a mark by hand.
            waits: Whether it says that a person has to look.
        """
        before = self._seen.get(name, Seen())
        marked = "" if not given else before.marked if waits else before.shown
        same = bool(marked) and marked == digest
        self._done[name] = Seen(digest, marked)
        self._put({**self._seen, name: Seen(digest if same else before.shown, marked)})
        return same

    def save(self) -> None:
        """Note that the gradebook says of every answer what `stands` has said."""
        self._put({**self._seen, **self._done})
        self._done = {}

    @property
    def known(self) -> bool:
        """Whether anything is kept of this submission."""
        return bool(self._seen)

    def begin_with(self, digests: Mapping[str, str]) -> None:
        """Note the answers of a submission that was graded before any were noted."""
        self._put({name: Seen(digest) for name, digest in digests.items()})

    def _put(self, seen: dict[str, Seen]) -> None:
        if seen != self._seen:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_json(self.path, {name: dataclasses.asdict(one) for name, one in seen.items()})
            self._seen = seen


def _load(path: Path) -> dict[str, Seen]:
    """Return what a file keeps; nothing where there is none, or it is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): Seen(str(one["shown"]), str(one["marked"])) for name, one in data.items()
        }
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        # Then a person looks once more.
        return {}


@contextlib.contextmanager
def changing_marks(course: Course, assignment: str) -> Iterator[None]:
    """Keep others from changing marks of an assignment for the length of the block.

    Raises:
        CourseError: Another program does so for too long.
    """
    folder = course.private / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with filelock.FileLock(folder / f"{assignment}.lock", timeout=PATIENCE):
            yield
    except filelock.Timeout as error:
        raise CourseError(
            f"another program has been changing marks of {assignment} for {PATIENCE:g} seconds. "
            "Wait until it is done, and try again."
        ) from error


def note_earlier(course: Course, assignment: str, student: str, graded: Path) -> None:
    """Note the written answers of a submission that was graded before any were noted.

    What its marks were given for is in the notebook that grading has left, as clean text.

    Args:
        course: The course.
        assignment: The assignment's name.
        student: The student's id.
        graded: The notebook.
    """
    kept = KeptMarks(course, assignment, student)
    if kept.known or not graded.is_file():
        return
    with contextlib.suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
        cells = json.loads(graded.read_text(encoding="utf-8"))["cells"]
        written = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]
        kept.begin_with(answer_digests(written))


def answer_digests(cells: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the digest of the answer that each graded cell of a notebook is about.

    That of a written answer is its own text; a check, or a task without a cell for its answer, is about
    all that the student wrote.

    Args:
        cells: The notebook's cells.
    """
    every = digest_of(*(text_of(cell) for cell in cells if not _is_locked_grade(cell)))
    found = {}
    for cell in cells:
        about = cell.get("metadata", {}).get("nbgrader", {})
        if about.get("grade") and about.get("solution"):
            found[str(about.get("grade_id"))] = digest_of(text_of(cell))
        elif about.get("grade") or about.get("task"):
            found[str(about.get("grade_id"))] = every
    return found


def _is_locked_grade(cell: Mapping[str, Any]) -> bool:
    about = cell.get("metadata", {}).get("nbgrader", {})
    return bool(about.get("grade") and not about.get("solution"))


def text_of(cell: Mapping[str, Any]) -> str:
    """Return what a cell says: its text, and the pictures that were pasted into it."""
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(map(str, source))
    attachments = cell.get("attachments")
    return f"{text}\0{json.dumps(attachments, sort_keys=True)}" if attachments else text


def digest_of(*texts: str) -> str:
    """Return the SHA-256 of texts, of which none can run into the next."""
    joined = json.dumps(texts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()
