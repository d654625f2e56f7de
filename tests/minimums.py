"""The minimum accuracy of a data set, as it stands in the text of a rubric and nowhere else."""

from __future__ import annotations

import re

FORM = r"(?<=\[accuracy\.{dataset}\]\n)minimum = (\S+)"


def with_minimum(text: str, value: float, dataset: str = "mnist_5k") -> str:
    """Return the text of a rubric with another minimum accuracy, whichever it has.

    Raises:
        ValueError: It has none for the data set.
    """
    pattern = FORM.format(dataset=re.escape(dataset))
    changed, count = re.subn(pattern, f"minimum = {value:g}", text)
    if count != 1:
        raise ValueError(f"expected one minimum for {dataset} in the rubric, found {count}")
    return changed
