"""A step of `nbgrader generate_assignment`: fills the placeholders of a notebook from its rubric.

It comes before nbgrader enters the cells in the gradebook, and after solutions are cut out, so that
what each cell keeps of its placeholders holds no answer. The notebook then is the variant that stands
in the rubric itself; `autograder release --per-student` makes all others of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

STEP = "autograder.doors.fill_placeholders.FillPlaceholders"
# The gradebook gets texts and their checksums as they are handed out.
BEFORE = ("ComputeChecksums", "SaveCells")
# What nbgrader cuts out of a cell only after this step, by the settings that say where it begins.
CUT_LATER = {
    "ClearHiddenTests": "begin_test_delimeter",
    "ClearMarkScheme": "begin_mark_scheme_delimeter",
}


class FillPlaceholders(NbGraderPreprocessor):
    """Puts what the rubric says in the place of placeholders."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Fill every cell; a notebook without a rubric stays as it is.

        Raises:
            RubricError: The rubric is wrong, a placeholder leads nowhere though there are variants,
                or it stands in a cell of which nbgrader hides a part.
        """
        from autograder.assignment import placeholders
        from autograder.assignment.toml import RubricError
        from autograder.course.directory import find_course

        if not any(placeholders.PLACEHOLDER.search(cell.source) for cell in nb.cells):
            return nb, resources
        course, assignment = find_course(Path.cwd()), resources["nbgrader"]["assignment"]
        if assignment in course.without_rubric():
            return nb, resources
        rubric = course.rubric(assignment)
        contract = placeholders.contract_of(course.rubric_path(assignment), rubric)
        for cell in nb.cells:
            dead = placeholders.dead_ends(cell.source, contract) if rubric.variants else []
            if dead:
                raise RubricError(
                    f"{assignment}: the placeholder {dead[0]} leads to no key of the rubric. Run "
                    f"`autograder verify {assignment}`."
                )
            if placeholders.PLACEHOLDER.search(cell.source) and self._hides(cell.source):
                raise RubricError(
                    f"{assignment}: a cell has placeholders and hidden tests or a marking scheme. Put "
                    "these into a cell of their own."
                )
        placeholders.keep_templates(nb)
        return placeholders.filled(nb, contract), resources

    def _hides(self, source: str) -> bool:
        """Whether nbgrader cuts something out of a cell after this step."""
        from nbgrader import preprocessors

        marks = (getattr(getattr(preprocessors, name)(config=self.config), setting)
                 for name, setting in CUT_LATER.items())  # fmt: skip
        return any(mark in source for mark in marks)


def with_step(steps: list[Any]) -> list[Any]:
    """Return the steps of `nbgrader generate_assignment` with this one among them."""
    names = [one if isinstance(one, str) else one.__name__ for one in steps]
    names = [name.rpartition(".")[2] for name in names]
    if FillPlaceholders.__name__ in names:
        return steps
    place = min([names.index(name) for name in BEFORE if name in names], default=len(steps))
    return [*steps[:place], STEP, *steps[place:]]
