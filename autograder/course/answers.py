"""The answers of a class to one question, and their marks in nbgrader's gradebook.

In: a course. Out: the answers in an order without names, and marks that are given where nothing has
changed since they were looked at. What formgrader shows and what is kept here are one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import hmac
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.course.directory import Course, CourseError
from autograder.course.gradebook import GradebookWriter, patiently
from autograder.course.kept_marks import (
    NOTHING,
    KeptMarks,
    answer_digests,
    changing_marks,
    note_earlier,
)
from autograder.course.mark_scheme import MOST_COMMENT
from autograder.course.written import Question
from autograder.report.printable import plain
from autograder.report.render import points_text
from autograder.sandbox.reading import EvidenceError, read_bytes

MAX_NOTEBOOK_BYTES = 100 * 2**20
UNREADABLE = "The file that was handed in last cannot be read."
LOST = "There is no graded notebook of this submission. Grade it again."
GONE = "there is no such answer any more. Reload the page."
CHANGING = "This submission is being graded again. Wait until that is done, and reload the page."


class ChangedError(CourseError):
    """A mark that is not what it was when it was looked at."""


@dataclasses.dataclass(frozen=True)
class Text:
    """What a student wrote in answer to a question.

    Attributes:
        source: The text: Markdown, or code.
        attachments: The pictures that were pasted into it.
        digests: Digests under which grading may know this answer.
        problem: Why there is none; "" if there is one.
        variant: The variant of the assignment that the student has, where each has one.
    """

    source: str
    attachments: dict[str, Any] = dataclasses.field(default_factory=dict)
    digests: tuple[str, ...] = ()
    problem: str = ""
    variant: str = ""


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer and its mark.

    Attributes:
        id: nbgrader's id of the grade, which says nothing of who it is.
        student: The student's id.
        name: The student's name in the gradebook, or the id.
        points: The mark by hand, or what nbgrader gave where nothing was written; None if none.
        extra: Further points that were given in formgrader.
        waits: Whether a person has to look.
        earlier: Whether the mark was given for an earlier answer.
        comment: What the person who marked it has written.
        comment_id: nbgrader's id of that; "" where it has no place for one.
        shown: Digest of the answer.
        blank: Whether it says nothing.
        version: What is another one whenever any of this is.
    """

    id: str
    student: str
    name: str
    points: float | None
    extra: float
    waits: bool
    earlier: bool
    comment: str
    comment_id: str
    shown: str
    blank: bool
    version: str


class Marking:
    """The answers to one question of an assignment.

    Args:
        course: The course.
        assignment: The assignment's name.
        question: The question.

    Raises:
        CourseError: nbgrader is configured for other folders than those that the kit knows.
    """

    def __init__(self, course: Course, assignment: str, question: Question) -> None:
        self.course, self.assignment, self.question = course, assignment, question
        self._directory = GradebookWriter(course).directory
        self._seed = course.seed()
        self._texts: dict[Path, tuple[tuple[int, int], Text]] = {}

    def answers(self) -> list[Answer]:
        """Return the answers, in an order that is drawn from the course's seed.

        Raises:
            CourseError: The gradebook does not have the assignment or the question.
        """
        with self._opened() as gradebook:
            found = self._found(gradebook)
        return sorted(found, key=lambda one: self._place(one.student))

    def answer(self, id: str) -> Answer:
        """Return the answer of an id.

        Raises:
            CourseError: There is none.
        """
        with self._opened() as gradebook:
            found = self._found(gradebook, id)
        if not found:
            raise CourseError(GONE)
        return found[0]

    def text(self, answer: Answer) -> Text:
        """Return what a student wrote."""
        if answer.shown == NOTHING:
            return Text("", digests=(NOTHING,), problem=UNREADABLE)
        return self._text(answer.student)

    def mark(
        self, id: str, version: str, points: float | None, comment: str, alike: bool = False
    ) -> list[str]:
        """Give an answer a mark and a comment; return the ids of all that have them now.

        Args:
            id: The answer's id.
            version: Its version when it was looked at.
            points: The mark; None takes it back.
            comment: The comment; "" for none.
            alike: Whether those who wrote the same, and have neither a mark nor another comment,
                get the same.

        Raises:
            ChangedError: The answer or its mark has changed since.
            CourseError: There is no such answer, or the points are out of bounds.
        """
        if points is not None and not (math.isfinite(points) and 0 <= points <= self.question.most):
            raise CourseError(
                f"expected from 0 to {points_text(self.question.most)} points, found {points:g}."
            )
        if len(comment) > MOST_COMMENT:
            raise CourseError(f"the comment is longer than {MOST_COMMENT} letters. Shorten it.")
        with changing_marks(self.course, self.assignment), self._opened(change=True) as gradebook:
            found = self._found(gradebook, id)
            if not found:
                raise CourseError(GONE)
            (before,) = found
            if before.version != version:
                raise ChangedError("it was changed meanwhile, in another window or in formgrader.")
            text = self.text(before)
            if text.problem == LOST:
                raise CourseError(LOST)
            if before.shown and before.shown not in text.digests:
                raise ChangedError(CHANGING)
            same = [
                other
                for other in (self._found(gradebook) if alike else [])
                if other.id != id
                and other.waits and not other.earlier
                and before.shown and other.shown == before.shown
                and other.comment in ("", before.comment)
            ]  # fmt: skip
            for one in (before, *same):
                self._give(gradebook, one, points, comment)
            gradebook.db.commit()
        return [one.id for one in (before, *same)]

    def mark_blank(self) -> list[str]:
        """Give all blank answers that wait 0 points; return their ids."""
        with changing_marks(self.course, self.assignment), self._opened(change=True) as gradebook:
            blank = [
                one
                for one in self._found(gradebook)
                if one.blank and one.waits and not one.earlier
                and one.shown in self.text(one).digests
            ]  # fmt: skip
            for one in blank:
                self._give(gradebook, one, 0.0, one.comment)
            gradebook.db.commit()
        return [one.id for one in blank]

    @contextlib.contextmanager
    def _opened(self, change: bool = False) -> Iterator[Any]:
        from nbgrader.api import Gradebook
        from sqlalchemy import text

        with Gradebook(self._directory.db_url, self._directory.course_id) as gradebook:
            if change and self._directory.db_url.startswith("sqlite"):
                # Nobody changes a mark between its being compared and its being given.
                patiently(lambda: gradebook.db.execute(text("BEGIN IMMEDIATE")))
            yield gradebook

    def _found(self, gradebook: Any, id: str = "") -> list[Answer]:
        """Return the answers, or that of an id, in one query: a class may be large."""
        from nbgrader.api import (
            BaseCell,
            Comment,
            Grade,
            MissingEntry,
            Student,
            SubmittedAssignment,
            SubmittedNotebook,
        )

        try:
            notebook = gradebook.find_notebook(self.assignment, self.assignment)
        except MissingEntry as error:
            raise CourseError(
                f"the gradebook has no assignment {self.assignment}. Run `autograder grade "
                f"{self.assignment}` first."
            ) from error
        named = (BaseCell.notebook_id == notebook.id, BaseCell.name == self.question.name)
        cells = [cell for (cell,) in gradebook.db.query(BaseCell.id).filter(*named)]
        query = (
            gradebook.db.query(
                Grade.id, Grade.manual_score, Grade.auto_score, Grade.extra_credit,
                Grade.needs_manual_grade, Comment.id, Comment.manual_comment,
                Student.id, Student.first_name, Student.last_name,
            )
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Student, SubmittedAssignment.student_id == Student.id)
            .outerjoin(
                Comment,
                (Comment.notebook_id == SubmittedNotebook.id) & Comment.cell_id.in_(cells),
            )
            .filter(Grade.cell_id.in_(cells))
        )  # fmt: skip
        rows = query.filter(Grade.id == id) if id else query
        return [self._answer(*row) for row in rows]

    def _answer(
        self, id: str, manual: float | None, auto: float | None, extra: float | None, needs: bool,
        comment_id: str | None, comment: str | None, student: str, first: str | None, last: str | None,
    ) -> Answer:  # fmt: skip
        """Return an answer, of what the gradebook says of it."""
        kept = KeptMarks(self.course, self.assignment, student)
        if not kept.known:
            note_earlier(self.course, self.assignment, student, self._path(student))
            kept = KeptMarks(self.course, self.assignment, student)
        shown = kept.shown(self.question.name)
        given = manual is not None
        waits = bool(needs) or (not given and auto is None)
        words = comment or ""
        state = (manual, auto, extra, waits, words, shown)
        return Answer(
            id=id,
            student=student,
            name=" ".join(part for part in (first, last) if part) or student,
            points=manual if given else auto,
            extra=extra or 0.0,
            waits=waits,
            earlier=waits and given,
            comment=words,
            comment_id=comment_id or "",
            shown=shown,
            blank=self._is_blank(student, shown),
            version=hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16],
        )

    def _is_blank(self, student: str, shown: str) -> bool:
        text = self._text(student)
        return shown != NOTHING and not text.problem and self.question.is_blank(text.source)

    def _give(self, gradebook: Any, one: Answer, points: float | None, comment: str) -> None:
        """Give a mark as formgrader does."""
        from nbgrader.api import Comment, Grade

        grade = gradebook.db.get(Grade, one.id)
        grade.manual_score = points if points is None else round(points, 2)
        grade.needs_manual_grade = points is None and grade.auto_score is None
        words = plain(comment.replace("\r\n", "\n")).strip()
        if one.comment_id and words != one.comment:
            gradebook.db.get(Comment, one.comment_id).manual_comment = words or None

    def _place(self, student: str) -> bytes:
        """Return what the order goes by: nobody's name, and the same each time."""
        words = f"marking {self.assignment} {self.question.name} {student}"
        return hmac.new(self._seed, words.encode("utf-8", "surrogateescape"), "sha256").digest()

    def _path(self, student: str) -> Path:
        folder = self.course.root / "autograded" / Path(student).name / self.assignment
        return folder / f"{self.assignment}.ipynb"

    def _text(self, student: str) -> Text:
        path = self._path(student)
        try:
            status = path.stat()
        except OSError:
            return Text("", problem=LOST)
        key = (status.st_mtime_ns, status.st_size)
        known = self._texts.get(path)
        if known is None or known[0] != key:
            known = key, read_text(path, self.question)
            self._texts[path] = known
        return known[1]


def read_text(path: Path, question: Question) -> Text:
    """Return a student's answer in a graded notebook."""
    try:
        data = json.loads(read_bytes(path, MAX_NOTEBOOK_BYTES))
        cells = data["cells"]
        names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
        place = names.index(question.name)
        noted = data["metadata"].get("autograder", {})
        own = noted.get("answers", {}).get(question.name, "")
        mine = _cells_below(cells, place) if question.task else [cells[place]]
        attachments: dict[str, Any] = {}
        for cell in mine:
            attachments.update(cell.get("attachments", {}))
        return Text(
            "\n\n".join(map(_source, mine)),
            attachments,
            (str(own), answer_digests(cells).get(question.name, "")),
            variant=str(noted.get("judged_as", "")),
        )
    except (EvidenceError, ValueError, AttributeError, KeyError, TypeError):
        return Text("", problem=LOST)


def _cells_below(cells: Sequence[dict[str, Any]], place: int) -> list[dict[str, Any]]:
    """Return the cells below one, up to the next that nbgrader knows."""
    mine = []
    for cell in cells[place + 1 :]:
        if cell["metadata"].get("nbgrader"):
            break
        mine.append(cell)
    return mine


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(map(str, source))
    # Code stands beside text where a student adds cells.
    return f"```python\n{text}\n```" if cell.get("cell_type") == "code" and not _own(cell) else text


def _own(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))
