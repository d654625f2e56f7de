"""Placeholders in a notebook's text and code: what the rubric says is put in their place.

    {{ model.units[0] }}                            300
    {{ training.validation_split | percent }}       20
    {{ derived.parameters | thousands }}            266,610
    {{ variant }}                                   what the notebook says of its variant

In: a notebook with placeholders, and a rubric. Out: the notebook of a variant. A placeholder has two
braces and one space on either side, and leads to a key of the rubric or to `derived`. Whatever else
stands between braces, in Python, TeX or Jinja, is left as it is.

The notebook that is handed out keeps each text that has placeholders in the metadata of its cell, so
that whoever has it can make that of any variant: what was cut out of it stays out.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.assignment.rubric import Rubric, read_document
from autograder.assignment.variants import KEY, text_of, value_at, values_of, with_values

VARIANT, DERIVED, OWN, TEMPLATE = "variant", "derived", "autograder", "template"
NAMED = f"{{{{ {VARIANT} }}}}"
FORMATS: Mapping[str, Callable[[Any], str]] = {
    "percent": lambda value: f"{100 * value:.10g}",
    "thousands": lambda value: f"{value:,}",
}
PLACEHOLDER = re.compile(rf"\{{\{{ ({VARIANT}|{KEY.pattern})(?: \| ([a-z]+))? \}}\}}", re.ASCII)
# What a set-up cell says of its variant.
SAID = re.compile(r"""Checker\(\s*["']\w{1,100}["']\s*,\s*variant\s*=\s*"([^"\n]{1,1000})\"""")


def contract_of(path: Path, rubric: Rubric) -> dict[str, Any]:
    """Return what placeholders lead to: the document of a rubric's variant, and what follows from it.

    Args:
        path: The rubric's file.
        rubric: The rubric of the variant.

    Raises:
        RubricError: The file cannot be read.
    """
    values = values_of(rubric.variants, rubric.variant) or {}
    derived = {
        "pixels": rubric.pixels,
        "parameters": rubric.parameter_count,
        "layer_parameters": list(rubric.layer_parameters),
    }
    return {**with_values(read_document(path), values), DERIVED: derived}


def filled_text(text: str, contract: Mapping[str, Any], token: str = "") -> str:
    """Return a text with what its placeholders lead to; one that leads nowhere stays.

    Args:
        text: The text.
        contract: What `contract_of` returned.
        token: What the notebook says of its variant.
    """

    def put(found: re.Match[str]) -> str:
        try:
            return _put(found, contract, token)
        except (LookupError, TypeError, ValueError):
            return found[0]

    return PLACEHOLDER.sub(put, text)


def _put(found: re.Match[str], contract: Mapping[str, Any], token: str) -> str:
    key, form = found[1], found[2]
    if key == VARIANT and not form:
        return token
    value = value_at(contract, key)
    if isinstance(value, dict):
        raise LookupError(key)
    return FORMATS[form](value) if form else text_of(value)


def dead_ends(text: str, contract: Mapping[str, Any]) -> list[str]:
    """Return the placeholders of a text that lead nowhere."""
    every = [found[0] for found in PLACEHOLDER.finditer(text)]
    return [one for one in dict.fromkeys(every) if filled_text(one, contract) == one]


def filled(notebook: NotebookNode, contract: Mapping[str, Any], token: str = "") -> NotebookNode:
    """Return a notebook with what its placeholders lead to."""
    new = copy.deepcopy(notebook)
    for cell in new.cells:
        cell.source = filled_text(cell.source, contract, token)
    return new


def keep_templates(notebook: NotebookNode) -> None:
    """Note in the metadata of each cell with placeholders what its text was before they are filled."""
    for cell in notebook.cells:
        if PLACEHOLDER.search(cell.source):
            cell.metadata[OWN] = {**cell.metadata.get(OWN, {}), TEMPLATE: cell.source}


def templates(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, str]]:
    """Yield the cells of a notebook as it was handed out that had placeholders, and what they were."""
    for cell in notebook.cells:
        own = cell.metadata.get(OWN)
        template = own.get(TEMPLATE) if isinstance(own, dict) else None
        if isinstance(template, str):
            yield cell, template


def for_variant(
    release: NotebookNode, contract: Mapping[str, Any], token: str = ""
) -> NotebookNode:
    """Return the notebook as it is handed out to who has a variant.

    Args:
        release: The notebook as `nbgrader generate_assignment` has made it.
        contract: What `contract_of` returned for the variant.
        token: What the notebook says of it.
    """
    new = copy.deepcopy(release)
    for cell, template in list(templates(new)):
        cell.source = filled_text(template, contract, token)
        rest = {name: value for name, value in cell.metadata[OWN].items() if name != TEMPLATE}
        if rest:
            cell.metadata[OWN] = rest
        else:
            del cell.metadata[OWN]
    if token:
        new.metadata[OWN] = {**new.metadata.get(OWN, {}), VARIANT: token}
    return new


def said_in(notebook: NotebookNode) -> tuple[str, ...]:
    """Return what a notebook says of its variant: in its metadata, and in its set-up cells."""
    own = notebook.metadata.get(OWN)
    noted = own.get(VARIANT) if isinstance(own, dict) else None
    found = [noted] if isinstance(noted, str) and noted else []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found += SAID.findall(cell.source)
    return tuple(dict.fromkeys(found))
