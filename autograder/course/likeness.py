"""Which submissions of a class are alike beyond what everybody has: for a person to look at.

In: the notebooks that were handed in, the one that was handed out, and the reference. Out: pairs of
submissions that share many fingerprints which neither of these two have nor most of the class, with the
lines that are alike, and the groups that the pairs make. It is no verdict, and no points depend on it;
nothing is run, and nothing leaves the machine. What students wrote is read in processes with limits.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.assignment.notebook import grade_id
from autograder.assignment.tidy import NotebookError
from autograder.course.attempts import MAX_FILE_BYTES, digest_of
from autograder.course.classroom import find_submissions
from autograder.course.directory import Course, CourseError
from autograder.course.fingerprints import (
    MOST_CHARACTERS,
    Prints,
    from_answer,
    is_trivial,
    length_of,
    only_code,
    prints_of,
)
from autograder.grading.opening import open_notebook
from autograder.sandbox.limited import Bounds, LimitError, run_limited
from autograder.sandbox.reading import EvidenceError, read_bytes

# What of the smaller submission the other one must have, and at least how many fingerprints. In
# tests/measure_similarity.py independent work shares at most 0.68, and 136 of 140 disguised copies more
# than this.
LEAST_SHARE, LEAST_PRINTS = 0.75, 12.0
# A fingerprint that so many have, or half of the class, belongs to the common style.
FEW = 4
MOST_CELLS, MOST_IN_ALL, MOST_PAIRS = 300, 100_000, 200
# Code that stands in texts, files or data, of which nothing is compared: what runs or imports it, names
# of what runs, loads or decodes it, names of files with code, and commands that begin a line.
IN_TEXTS = re.compile(
    r"(?<![\w.])(?:exec|eval|compile|execfile|__import__)\s*\("
    r"|\b(?:pickle|dill|joblib)\.loads?\s*\(|\btimeit\.\w+\s*\(|\bget_ipython\(\)\.ex\s*\("
    r"|_magic\s*\(\s*[\"'](?:run|load|timeit|time|prun)\b"
    r"|builtins|\b(?:run_cell|run_code|runcode|runsource|runpy|run_path|run_module|safe_execfile|codeop"
    r"|import_module|spec_from_file_location|CodeType|FunctionType|marshal|b64decode|b85decode|fromhex)\b"
    r"|\.py[\"']"
)
COMMANDS = re.compile(r"^[ \t]*%{1,2}(?:run|load|macro|rerun|recall)\b", re.MULTILINE)
CUT = f"only what comes first was compared: {MOST_CELLS} cells and {MOST_IN_ALL:,} characters of code, "
CUT += f"{MOST_CHARACTERS:,} of a cell"
SLOW = "not compared: the code took too long, or too much memory"
TEXTS = (
    "code that stands in texts, files or data was not compared (such as by exec, import or %run)"
)
UNREAD = "not compared: the file cannot be read as a notebook"
LITTLE = "not compared: too little code beyond what was handed out and the reference"
# Ten times what as much ordinary code takes.
WORK, BOUNDS = "autograder.course.fingerprints:answer", Bounds(seconds=4.0, memory_mib=1024)


@dataclasses.dataclass(frozen=True)
class Work:
    """What a student wrote.

    Attributes:
        student: The student's id.
        cells: The source of each cell.
        prints: The fingerprints, each with its cell, first and last line.
        digest: SHA-256 of the file it stands in, or "".
        gaps: What of it was not compared, and why.
    """

    student: str
    cells: tuple[str, ...]
    prints: Mapping[int, tuple[int, int, int]]
    digest: str = ""
    gaps: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two submissions that are alike.

    Attributes:
        first: One of them.
        second: The other one.
        share: How much of the smaller one the other one has, 0-1, what is common counted less.
        prints: The fingerprints that both have and few others.
    """

    first: Work
    second: Work
    share: float
    prints: frozenset[int]

    def marked(self, work: Work) -> dict[int, set[int]]:
        """Return the lines of one of the two that are alike, by cell."""
        found: dict[int, set[int]] = {}
        for one in self.prints:
            cell, first, last = work.prints[one]
            found.setdefault(cell, set()).update(range(first, last + 1))
        return found


def work_of(
    student: str,
    cells: Iterable[str],
    read: Callable[[Sequence[str]], Prints] = prints_of,
    digest: str = "",
) -> Work:
    """Return a student's cells with their fingerprints.

    There are limits, as nobody writes more and each cell costs time. Comments and cells without code do
    not count.

    Args:
        student: The student's id.
        cells: The sources of the cells.
        read: Gives their fingerprints.
        digest: SHA-256 of the file they stand in.
    """
    kept, codes, left = list[str](), list[str](), MOST_IN_ALL
    gaps: dict[str, None] = {}
    for source in cells:
        code = only_code(source)
        if IN_TEXTS.search(code) or COMMANDS.search(source):
            gaps[TEXTS] = None
        if is_trivial(code):
            continue
        length = length_of(code)
        left -= min(length, MOST_CHARACTERS)
        if length > MOST_CHARACTERS or left < 0 or len(kept) == MOST_CELLS:
            gaps[CUT] = None
        if left < 0 or len(kept) == MOST_CELLS:
            break
        kept.append(source)
        codes.append(code)
    try:
        prints = read(codes)
    except (LimitError, ValueError):
        prints, gaps = {}, {SLOW: None}
    return Work(student, tuple(kept), prints, digest, tuple(gaps))


def read_with_limits(cells: Sequence[str]) -> Prints:
    """Return the fingerprints of what a student wrote.

    Raises:
        LimitError: Nobody gets done with that.
        ValueError: They are none that there can be.
    """
    return from_answer(run_limited(WORK, json.dumps(cells).encode(), BOUNDS), cells)


def alike(works: Sequence[Work], given: Iterable[Work] = ()) -> list[Pair]:
    """Return the pairs that are alike, the most alike first.

    Args:
        works: The class.
        given: What everybody has: the notebook that was handed out, and the reference.
    """
    known = {one for work in given for one in work.prints}
    owners: dict[int, list[int]] = collections.defaultdict(list)
    for number, work in enumerate(works):
        for one in work.prints:
            if one not in known:
                owners[one].append(number)
    most = max(FEW, len(works) / 2)
    weights = {
        one: _weight(len(having), len(works))
        for one, having in owners.items()
        if len(having) <= most
    }
    sizes = [sum(weights.get(one, 0.0) for one in work.prints) for work in works]
    shared: dict[tuple[int, int], float] = collections.defaultdict(float)
    for one, weight in weights.items():
        for two in itertools.combinations(owners[one], 2):
            shared[two] += weight
    found = []
    for (first, second), weight in shared.items():
        share = weight / min(sizes[first], sizes[second])
        if weight >= LEAST_PRINTS and share >= LEAST_SHARE:
            both = works[first].prints.keys() & works[second].prints.keys() & weights.keys()
            found.append(Pair(works[first], works[second], share, frozenset(both)))
    return sorted(found, key=lambda pair: (-pair.share, -len(pair.prints), pair.first.student))


def _weight(owners: int, size: int) -> float:
    """Return how much a fingerprint says: 1 if few have it, less the more do."""
    return 1.0 if owners <= FEW else math.log(size / owners) / math.log(size / FEW)


def groups(pairs: Sequence[Pair]) -> list[list[str]]:
    """Return who is alike with whom, directly or by way of others; the largest group first."""
    together: dict[str, set[str]] = {}
    for pair in pairs:
        names = {pair.first.student, pair.second.student}
        merged = names.union(*(together.get(name, set()) for name in names))
        for name in merged:
            together[name] = merged
    every = {tuple(sorted(names)) for names in together.values()}
    return [list(names) for names in sorted(every, key=lambda names: (-len(names), names))]


@dataclasses.dataclass(frozen=True)
class Written:
    """What a class wrote, and what everybody had before.

    Attributes:
        works: The students', one each, of those whose notebook can be read.
        given: The notebook that was handed out, and the reference.
        unread: The ids of the students whose notebook cannot be read.
    """

    works: tuple[Work, ...] = ()
    given: tuple[Work, ...] = ()
    unread: tuple[str, ...] = ()


def written_in(
    course: Course, assignment: str, read: Callable[[Sequence[str]], Prints] | None = None
) -> Written:
    """Return what students wrote for an assignment, in the order of their ids.

    Args:
        course: The course.
        assignment: The assignment's name.
        read: Gives the fingerprints of cells; `read_with_limits` if None.
    """
    try:
        handed_in = find_submissions(course, assignment)
    except CourseError:
        return Written()
    given = [_read(course.release / assignment / f"{assignment}.ipynb"),
             _read(course.source / assignment / f"{assignment}.ipynb")]  # fmt: skip
    if given[1] is not None:
        # Numbers are all alike here, but a placeholder is none.
        given[1] = course.reference(assignment), given[1][1]
    known = {cell.source for one in given if one for cell in _code(one[0])}
    works = []
    unread = []
    for handed in handed_in:
        found = _read(handed.file) if handed.file else None
        if found is None:
            unread.append(handed.student)
            continue
        cells = (cell.source for cell in _code(found[0]) if _written(cell, known))
        works.append(work_of(handed.student, cells, read or read_with_limits, found[1]))
    common = [
        work_of("", (cell.source for cell in _code(one[0])), read or prints_of)
        for one in given
        if one
    ]
    return Written(tuple(works), tuple(common), tuple(unread))


def gaps_in(written: Written) -> dict[str, list[str]]:
    """Return by what was not compared, and why, of whom."""
    gaps: dict[str, list[str]] = {}
    if written.unread:
        gaps[UNREAD] = list(written.unread)
    known = {one for work in written.given for one in work.prints}
    for work in written.works:
        little = not work.gaps and len(work.prints.keys() - known) < LEAST_PRINTS
        for why in (LITTLE,) if little else work.gaps:
            gaps.setdefault(why, []).append(work.student)
    return gaps


def alike_in(course: Course, assignment: str, written: Written | None = None) -> list[Pair]:
    """Return the pairs of an assignment's submissions that are alike, `MOST_PAIRS` at most.

    Args:
        course: The course.
        assignment: The assignment's name.
        written: What `written_in` returned, where it was read already.
    """
    found = written or written_in(course, assignment)
    return alike(found.works, found.given)[:MOST_PAIRS]


def _read(path: Path) -> tuple[NotebookNode, str] | None:
    """Return a notebook and its digest; None if it cannot be read, which other pages say."""
    try:
        content = read_bytes(path, MAX_FILE_BYTES)
        return open_notebook(content, path.name)[0], digest_of(content)
    except (NotebookError, EvidenceError):
        return None


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _written(cell: NotebookNode, known: set[str]) -> bool:
    """Whether a student wrote a cell: it is neither locked nor as it was handed out."""
    entry = cell.metadata.get("nbgrader", {})
    locked = bool(grade_id(cell)) and not entry.get("solution")
    return not locked and cell.source not in known
