"""The page for marking written answers, which `autograder mark` serves.

In: the answers to a question, and the course's scheme. Out: the page, which holds nothing of a
course, and what its script asks for, as values of JSON. Who a student is goes to the page only when
that is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from autograder.course.answers import Answer, Marking
from autograder.course.mark_scheme import Scheme
from autograder.course.written import Question
from autograder.pages.bounded import answer_html

HERE = Path(__file__).parent
# The files of the page, by address: what kind they are, and their content.
FILES = {
    "/": ("text/html; charset=utf-8", HERE / "marking.html"),
    "/marking.js": ("text/javascript; charset=utf-8", HERE / "marking.js"),
    "/marking.css": ("text/css; charset=utf-8", HERE / "marking.css"),
}
# What the browser may load for the page: its own files, and pictures that are in an answer.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def about_assignment(assignment: str, questions: Sequence[Question]) -> dict[str, Any]:
    """Return what the page says of an assignment."""
    return {
        "assignment": assignment,
        "questions": [{"name": one.name, "most": one.most} for one in questions],
    }


def about_question(question: Question) -> dict[str, Any]:
    """Return what is asked and the reference, as HTML."""
    return {
        "name": question.name,
        "most": question.most,
        "asked": answer_html(question.asked, {}),
        "reference": answer_html(question.reference, {}, question.code),
    }


def about_scheme(scheme: Scheme) -> dict[str, Any]:
    """Return the lines and comments of a question."""
    return {
        "version": scheme.version,
        "start": scheme.start,
        "lines": [{"text": one.text, "points": one.points} for one in scheme.lines],
        "comments": list(scheme.comments),
    }


def about_answers(answers: Sequence[Answer], scheme: Scheme, names: bool) -> list[dict[str, Any]]:
    """Return the answers without their texts, in their order.

    Args:
        answers: The answers.
        scheme: The scheme that says which lines a comment begins with.
        names: Whether to say who wrote them.
    """
    waiting = Counter(one.shown for one in answers if one.waits and not one.earlier and one.shown)
    return [
        about_answer(one, scheme, names)
        | {"alike": waiting[one.shown] - (one.waits and not one.earlier and bool(one.shown))}
        for one in answers
    ]


def about_answer(answer: Answer, scheme: Scheme, names: bool) -> dict[str, Any]:
    """Return an answer's mark and comment."""
    ticked, words = scheme.read(answer.comment)
    who = f"{answer.name} ({answer.student})" if answer.name != answer.student else answer.name
    return {
        "id": answer.id,
        "version": answer.version,
        "who": who if names else "",
        "points": answer.points,
        "extra": answer.extra,
        "waits": answer.waits,
        "earlier": answer.earlier,
        "blank": answer.blank,
        "ticked": list(ticked),
        "words": words,
    }


def shown_text(marking: Marking, answer: Answer) -> dict[str, Any]:
    """Return what a student wrote, as HTML."""
    text = marking.text(answer)
    html = answer_html(text.source, text.attachments, marking.question.code)
    if text.variant:
        html = f"<p><em>Variant: {escape(text.variant)}</em></p>{html}"
    return {"html": "" if text.problem else html, "problem": text.problem}
