"""Short excerpts of student code for a cause: what a class typically wrote, and nobody's name in it.

In: the cells of students who lost points by a cause. Out: up to three different forms of the function
that lost them, the most frequent first, as text. Nothing is run, and what students wrote is read by
`code_pieces` in a process with limits.

Nobody can list all that tells who somebody is. So only what is needed is shown:

- no example where fewer than `LEAST_STUDENTS` have the cause: they would know whose it is;
- no comments and no docstrings;
- of texts and of long numbers only those that are in the assignment, or that as many students wrote;
- no word of the roster, such as a name, an id or an address: not in texts, and not in names that the
  student gave, such as of variables.
"""

from __future__ import annotations

import builtins
import collections
import dataclasses
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from autograder.course.code_pieces import (
    CODE,
    NAME,
    NUMBER,
    TEXT,
    Function,
    Piece,
    Request,
    read_functions,
)
from autograder.course.people import Person, words
from autograder.report.printable import plain

# With two, each of them would know the other one's.
LEAST_STUDENTS = 3
MOST_SHOWN, MOST_LINES, MOST_WIDE = 3, 14, 96
# A number with so many digits may be somebody's.
LONG_NUMBER = 5
LEAST_LETTERS = 3
HIDDEN, RENAMED = "…", "name"
WORD = re.compile(r"[^\W_]+")
# A part of a name: `ada` and `Model` of `ada_model`, `adaModel` and `ada2`.
PART = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[^\W_]+")
LANGUAGE = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | {"self", "np", "tf", "keras"}


@dataclasses.dataclass(frozen=True)
class Example:
    """An excerpt that stands for all of the same form.

    Attributes:
        text: The code.
        students: How many wrote it in this form.
    """

    text: str
    students: int


@dataclasses.dataclass(frozen=True)
class Known:
    """What may and what must not be shown, whoever wrote it.

    Attributes:
        given: Texts, numbers and names of the assignment: of the reference and what was handed out.
        people: Words of names, ids and addresses of the people of the class, folded.
    """

    given: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def words_of_people(people: Iterable[Person], students: Iterable[str] = ()) -> frozenset[str]:
    """Return the words by which people are called: of ids, names, addresses, numbers and groups.

    Args:
        people: The roster.
        students: Ids of students, on the roster or not.
    """
    found: set[str] = set()
    for text in students:
        found |= _parts(text)
    for one in people:
        numbers = " ".join(one.numbers.values())
        # A provider's or a university's own words are many people's; they tell nobody.
        address = one.email.partition("@")[0]
        for text in (one.id, one.name, one.last_name, address, numbers, one.group):
            found |= _parts(text)
    return frozenset(one for one in found if len(one) >= LEAST_LETTERS)


def _parts(text: str) -> set[str]:
    """Return the words of a text, each as it is and without accents; and all of them together."""
    found = {one.casefold() for one in WORD.findall(text)}
    plainer = {part for one in found for part in words(one)}
    return found | plainer | {re.sub(r"[\W_]+", "", text).casefold()}


def given_words(cells: Sequence[str]) -> frozenset[str]:
    """Return the texts, numbers and names of cells that were handed out."""
    (found,) = read_functions([Request(tuple(cells))])
    return frozenset(
        one.text for function in found.values() for one in function.pieces if one.kind != CODE
    )


def examples_of(functions: Iterable[Function], known: Known) -> tuple[Example, ...]:
    """Return the excerpts that stand for what students wrote, the most typical first.

    Args:
        functions: The function that lost the points, one for each piece of work: what a group handed in
            counts once.
        known: What may and what must not be shown.

    Returns:
        `MOST_SHOWN` at most; none if there are fewer than `LEAST_STUDENTS` functions.
    """
    every = list(functions)
    if len(every) < LEAST_STUDENTS:
        return ()
    wrote: collections.Counter[str] = collections.Counter()
    for function in every:
        wrote.update({one.text for one in function.pieces if one.kind in (TEXT, NUMBER)})
    common = {text for text, count in wrote.items() if count >= LEAST_STUDENTS}
    texts: dict[str, collections.Counter[str]] = {}
    for function in every:
        text = shown(function, common, known)
        texts.setdefault(function.form, collections.Counter())[text] += 1
    order = sorted(texts, key=lambda form: (-texts[form].total(), min(texts[form])))
    found: dict[str, int] = {}
    for form in order:
        text = min(texts[form], key=lambda one: (-texts[form][one], len(one), one))
        # What differs only where it is not shown, or was cut, is one example.
        found[text] = found.get(text, 0) + texts[form].total()
    return tuple(Example(text, count) for text, count in list(found.items())[:MOST_SHOWN] if text)


def shown(function: Function, common: set[str], known: Known) -> str:
    """Return a function as the page may show it.

    Args:
        function: The function.
        common: Texts and numbers that enough students wrote.
        known: What may and what must not be shown.
    """
    code = "".join(_shown_pieces(function.pieces, common, known))
    lines = [line.rstrip() for line in plain(code.expandtabs(4)).split("\n")]
    lines = [line for line in lines if line]
    kept = [
        line if len(line) <= MOST_WIDE else f"{line[: MOST_WIDE - 1]}{HIDDEN}"
        for line in lines[:MOST_LINES]
    ]
    left = len(lines) - len(kept)
    return "\n".join([*kept, *([f"{HIDDEN} {left} more line{'s'[: left > 1]}"] if left else [])])


def _shown_pieces(pieces: Sequence[Piece], common: set[str], known: Known) -> Iterator[str]:
    for one in pieces:
        if one.kind == TEXT:
            may = one.text in known.given or (one.text in common and not _names(one.text, known))
            yield one.text if may else HIDDEN
        elif one.kind == NUMBER:
            short = sum(letter.isdigit() for letter in one.text) < LONG_NUMBER
            yield one.text if short or one.text in known.given or one.text in common else HIDDEN
        elif one.kind == NAME and one.text not in known.given and one.text not in LANGUAGE:
            yield _without_names(one.text, known)
        else:
            yield one.text


def _names(text: str, known: Known) -> bool:
    """Whether a text names somebody, or has an address or a place on somebody's machine in it."""
    return bool(_parts(text) & known.people) or any(sign in text for sign in "@/\\")


def _without_names(name: str, known: Known) -> str:
    """Return a name that a student gave, with another word for each that is somebody's."""
    whole = WORD.sub(lambda one: RENAMED if one[0].casefold() in known.people else one[0], name)
    return PART.sub(lambda one: RENAMED if one[0].casefold() in known.people else one[0], whole)


def examples_in(
    causes: Mapping[tuple[str, str], Iterable[str]],
    written: Mapping[str, tuple[str, Sequence[str]]],
    known: Known,
) -> dict[tuple[str, str], tuple[Example, ...]]:
    """Return the examples for each cause that has any.

    Args:
        causes: By task and cause, the students who have it. A task is called as its function is.
        written: By student, a digest of the file, and the cells that the student wrote.
        known: What may and what must not be shown.
    """
    wanted: dict[str, dict[str, None]] = {}
    frequent: dict[tuple[str, str], list[str]] = {}
    for key, students in causes.items():
        # Of those who handed in the same file, the first stands for all.
        alone = list({written[one][0]: one for one in students if one in written}.values())
        if len(alone) >= LEAST_STUDENTS:
            frequent[key] = alone
            for student in alone:
                wanted.setdefault(student, {})[key[0]] = None
    requests = [Request(tuple(written[one][1]), tuple(tasks)) for one, tasks in wanted.items()]
    read = dict(zip(wanted, read_functions(requests)))
    found = {}
    for key, students in frequent.items():
        functions = [read[one][key[0]] for one in students if key[0] in read[one]]
        examples = examples_of(functions, known)
        if examples:
            found[key] = examples
    return found
