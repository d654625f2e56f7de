"""The student's own variant: which it is, and the rubric and the notebook that belong to it.

In: the setting of a class. Out: that of one submission. In a self-check nobody knows who the student
is, so that the notebook is believed; a course knows what it has drawn for whom.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.assignment.placeholders import contract_of, for_variant
from autograder.assignment.rubric import Rubric, load_rubric
from autograder.assignment.variants import Drawn, name_in, values_of
from autograder.grading.values import Setting


class Believed:
    """The variants of an assignment, where a notebook is believed.

    Args:
        rubric: The rubric as it stands in its file.
        path: The file.
        checks: Folder with the checks of the assignment's own tasks, if it has any at hand.
    """

    def __init__(self, rubric: Rubric, path: Path, checks: Path | None) -> None:
        self.base = rubric
        self.path = path
        self.checks = checks
        self._rubrics = {rubric.variant: rubric}
        self._lock = threading.Lock()

    def knows(self, name: str) -> bool:
        """Whether the rubric has a variant of a name."""
        return bool(name) and values_of(self.base.variants, name) is not None

    def rubric(self, name: str) -> Rubric:
        """Return the rubric of a variant.

        Raises:
            RubricError: There is no such variant.
        """
        with self._lock:
            if name not in self._rubrics:
                self._rubrics[name] = load_rubric(self.path, self.checks, name)
            return self._rubrics[name]

    def release(self, release: NotebookNode, drawn: Drawn) -> NotebookNode:
        """Return the notebook as it is handed out to who has a variant."""
        return for_variant(release, contract_of(self.path, self.rubric(drawn.name)), drawn.token)

    def drawn(self, student: str, members: Sequence[str], said: Sequence[str]) -> Drawn:
        """Return the variant by which a submission is judged.

        Args:
            student: The student's id.
            members: The ids of those who handed it in together, if it was more than one.
            said: What the notebook says of its variant.
        """
        named = [(name_in(token), token) for token in said]
        known = next(((name, token) for name, token in named if self.knows(name)), None)
        if known is not None:
            return Drawn(known[0], known[1])
        note = ""
        if said:
            note = (
                f"the notebook says that its variant is {said[0]}, which the rubric does not have; "
                f"it is judged as {self.base.variant}"
            )
        return Drawn(self.base.variant, "", note, said[0] if said else "")


def of_variant(setting: Setting, drawn: Drawn | None) -> Setting:
    """Return a setting with the rubric of a variant; as it is where nothing is drawn."""
    if drawn is None or setting.variants is None:
        return setting
    return dataclasses.replace(setting, rubric=setting.variants.rubric(drawn.name))


def release_of_variant(setting: Setting, drawn: Drawn | None) -> NotebookNode | None:
    """Return the notebook as it was handed out to who has a variant, if it is at hand."""
    if drawn is None or setting.variants is None or setting.release is None:
        return setting.release
    return setting.variants.release(setting.release, drawn)
