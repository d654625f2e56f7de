"""Whether every variant of an assignment holds: its text, its reference, and the least accuracy.

In: a course and an assignment with variants. Out: a line for each thing that is wrong, and how accurate
the reference of each variant is. A number that stands in the notebook where a placeholder should be is
found by what it would be in another variant.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

import nbformat
from nbformat import NotebookNode

from autograder.assignment.placeholders import (
    NAMED,
    contract_of,
    dead_ends,
    filled,
)
from autograder.assignment.rubric import Rubric
from autograder.assignment.variants import (
    Choice,
    combinations,
    name_of,
    text_of,
    values_of,
)
from autograder.course.classroom import workers_here
from autograder.course.directory import Course, CourseError
from autograder.grading.one import grade
from autograder.grading.own_variant import Believed
from autograder.grading.values import Setting
from autograder.judge.ask import staying
from autograder.report.results import Report
from autograder.sandbox.starting import starting

# Numbers from this on stand nowhere by chance.
TELLING = 100
# A threshold may fail at most this share of right work.
MOST_FAILED = 1 / 1000
# Told how many references are done, and how many there are.
Tell = Callable[[int, int], None]


def variants_of(rubric: Rubric) -> list[str]:
    """Return the names of all variants that can be drawn; that of one where nothing is."""
    return [name_of(values) for values in combinations(rubric.variants)]


class Every:
    """All variants of an assignment in a course.

    Args:
        course: The course.
        assignment: The assignment's name.

    Raises:
        RubricError: Its rubric is wrong.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self.path = course.rubric_path(assignment)
        self.base = course.rubric(assignment)
        self.source = course.source_notebook(assignment)
        self.known = Believed(self.base, self.path, course.checks(assignment))

    def rubric(self, name: str) -> Rubric:
        """Return the rubric of a variant."""
        return self.known.rubric(name)

    def notebook(self, name: str) -> NotebookNode:
        """Return the source notebook of a variant, with its solutions."""
        return filled(self.source, contract_of(self.path, self.rubric(name)), name)

    def setting(self) -> Setting:
        """Return the setting for grading references: what they say of their variant is believed."""
        return self.course.setting(
            self.assignment, variants=self.known if self.base.variants else None
        )

    def graded(
        self,
        asked: Sequence[tuple[str, int | None]],
        tasks: Sequence[str] = (),
        tell: Tell | None = None,
    ) -> Iterator[tuple[str, Report]]:
        """Grade references, several at a time; yield each variant and its report as it comes.

        Args:
            asked: The variants, each with the seed of its training; None for that of the notebook.
            tasks: Names of the tasks to grade; all automatic ones if empty.
            tell: Told how far it has come.
        """
        with contextlib.ExitStack() as stack:
            start = stack.enter_context(starting())
            stack.enter_context(staying())
            setting = dataclasses.replace(self.setting(), start=start)
            workers = workers_here(self.base.limits)
            pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(workers))

            def one(name: str, seed: int | None) -> Report:
                content = nbformat.writes(_seeded(self.notebook(name), seed)).encode()
                return grade(content, f"{self.assignment}.ipynb", setting, tasks=tasks).report

            waiting = {pool.submit(one, name, seed): name for name, seed in asked}
            for number, done in enumerate(concurrent.futures.as_completed(waiting), 1):
                if tell is not None:
                    tell(number, len(waiting))
                yield waiting[done], done.result()


def _seeded(notebook: NotebookNode, seed: int | None) -> NotebookNode:
    """Return a notebook that ends by setting the random numbers of what trains then."""
    if seed is not None:
        source = f"import keras\nkeras.utils.set_random_seed({seed})"
        notebook.cells.append(nbformat.v4.new_code_cell(source))
    return notebook


def placeholders_that_lead_nowhere(every: Every) -> list[str]:
    """Return what is wrong with the placeholders of a notebook themselves."""
    contract = contract_of(every.path, every.base)
    found = [
        f"the placeholder {dead} leads to no key of the rubric"
        for cell in every.source.cells
        for dead in dead_ends(cell.source, contract)
    ]
    code = [cell.source for cell in every.source.cells if cell.cell_type == "code"]
    if every.base.variants and not any(f'variant="{NAMED}"' in source for source in code):
        found.append(
            f'no cell has Checker("{every.assignment}", variant="{NAMED}"), so that checks would not '
            "know the student's variant"
        )
    return list(dict.fromkeys(found))


def without_placeholders(
    every: Every,
    compare: Callable[[Rubric, NotebookNode], list[str]],
    text_of_task: Callable[[NotebookNode, str], str],
) -> list[str]:
    """Return where a number stands in the notebook, or is missing, that differs between variants.

    Args:
        every: The variants.
        compare: Gives what in a notebook disagrees with a rubric.
        text_of_task: Gives the text and the stub of a task.
    """
    base = every.base
    found = []
    for choice in base.variants:
        values = values_of(base.variants, base.variant) or {}
        before = values[choice.key]
        for value in choice.values:
            if value == before:
                continue
            name = name_of({**values, choice.key: value})
            rubric, notebook = every.rubric(name), every.notebook(name)
            found += [f"where {choice.key} is {text_of(value)}: {line}" for line in
                      compare(rubric, notebook)]  # fmt: skip
            about = _task_of(rubric, choice)
            text = text_of_task(notebook, about) if about else ""
            found += [
                f"the text of {about} says {old} where a placeholder for {choice.key} should be"
                for old in _old(before, value, rubric) if _stands(old, text)
            ]  # fmt: skip
            found += _elsewhere(every, choice, before, value, rubric, notebook, text)
    return list(dict.fromkeys(found))


def _task_of(rubric: Rubric, choice: Choice) -> str:
    """Return the task whose contract a key belongs to, or ""."""
    if choice.key.startswith("tasks."):
        return choice.key.split(".")[1]
    task = rubric.task_of_kind("model" if choice.key.startswith("model.") else "train")
    return task.name if task is not None else ""


def _old(before: object, value: object, rubric: Rubric) -> list[str]:
    """Return the numbers and words that stand in no text of this variant, but in that of another."""
    now = {text_of(one) for one in _flat(value)} | {str(one) for one in _numbers(rubric)}
    return [one for one in map(text_of, _flat(before)) if one not in now]


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _numbers(rubric: Rubric) -> set[int]:
    """Return the numbers of a contract, which may stand in any text."""
    widths = {layer.width for layer in rubric.layers if layer.width}
    return {*rubric.input_shape, *widths, rubric.pixels, rubric.epochs}


def _stands(text: str, source: str) -> bool:
    """Whether a number or a word stands in a source by itself."""
    pattern = rf"(?<![\w.,]){re.escape(text)}(?![\w]|[.,]\d)"
    return re.search(pattern, source, re.IGNORECASE) is not None


def _elsewhere(
    every: Every,
    choice: Choice,
    before: object,
    value: object,
    rubric: Rubric,
    notebook: NotebookNode,
    looked_at: str,
) -> Iterator[str]:
    """Yield where in the rest of the notebook something stands that is another variant's for sure."""
    old = [one for one in _old(before, value, rubric) if one.isdigit()]
    words = [one for one in old if int(one) >= TELLING]
    if choice.key == "training.epochs":
        words += [f"{one} epochs" for one in old]
    counts = {*every.base.layer_parameters, every.base.parameter_count}
    counts -= {*rubric.layer_parameters, rubric.parameter_count}
    words += [form for one in counts for form in (f"{one:,}", str(one))]
    for number, cell in enumerate(notebook.cells, 1):
        if cell.source in looked_at and not counts:
            continue
        for word in words:
            if _stands(word, cell.source) and not (cell.source in looked_at and word in old):
                yield (
                    f"cell {number} says {word} where a placeholder should be: it is another number "
                    f"where {choice.key} is"
                )


def lost_by_references(every: Every, lost: Callable[[Report], list[str]], tell: Tell) -> list[str]:
    """Grade the reference of each variant; return what each loses.

    Args:
        every: The variants.
        lost: Gives what a reference loses by its report.
        tell: Told how far it has come.
    """
    names = variants_of(every.base)
    found = {
        name: lost(report)
        for name, report in every.graded([(one, None) for one in names], tell=tell)
    }
    return [f"{name}: {line}" if name else line for name in names for line in found[name]]


@dataclasses.dataclass(frozen=True)
class Accuracies:
    """How accurate the references of an assignment are.

    Attributes:
        minimum: The least accuracy with full points.
        by_variant: Accuracies of each variant, one a training.
    """

    minimum: float
    by_variant: Mapping[str, Sequence[float]]

    @property
    def deviation(self) -> float:
        """Standard deviation from one training to the next, of all variants together."""
        groups = [one for one in self.by_variant.values() if len(one) > 1]
        squares = sum((len(one) - 1) * statistics.variance(one) for one in groups)
        return float((squares / sum(len(one) - 1 for one in groups)) ** 0.5)

    def failing(self, name: str) -> float:
        """Expected share of right work of a variant below the minimum, taken to be normal."""
        mean = statistics.fmean(self.by_variant[name])
        # All alike says that a few trainings do not tell, not that there is no chance.
        spread = max(self.deviation, 1e-6)
        return statistics.NormalDist(mean, spread).cdf(self.minimum)

    def too_near(self) -> list[str]:
        """Return the variants of which the minimum would fail too much right work, in words."""
        return [
            f"{name or 'the reference'}: {self.failing(name):.1%} of right work is expected below the "
            f"minimum of {self.minimum:.1%}; its trainings reach {statistics.fmean(found):.1%}, with a "
            f"deviation of {self.deviation:.2%}. Lower the minimum, or take the value out"
            for name, found in self.by_variant.items()
            if self.failing(name) > MOST_FAILED
        ]


def accuracies(every: Every, trainings: int, tell: Tell) -> Accuracies:
    """Train the reference of each variant and measure it, as the check on the accuracy does.

    Args:
        every: The variants.
        trainings: Trainings of each, with other random numbers; at least 2.
        tell: Told how far it has come.

    Raises:
        CourseError: The assignment has no such check, or a reference does not get that far.
    """
    task = every.base.task_of_kind("test_accuracy")
    if task is None:
        raise CourseError(f"{every.assignment} has no task of the kind test_accuracy to measure.")
    names = variants_of(every.base)
    # Other seeds for each variant, so that chance does not favour them together.
    asked = [(name, 1000 * place + number) for place, name in enumerate(names)
             for number in range(trainings)]  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in names}
    dataset = ""
    for name, report in every.graded(asked, (task.name,), tell):
        if report.accuracy is None:
            why = report.reason or "; ".join(check.problem for check in report.failures)
            raise CourseError(f"{name or every.assignment}: the reference has no accuracy: {why}")
        found[name].append(report.accuracy)
        dataset = report.dataset
    return Accuracies(every.base.minimum_accuracy[dataset], found)
