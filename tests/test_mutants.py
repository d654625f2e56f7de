"""Mutants by others' operators: the page says what was graded, and the oracle is independent.

`make mutants` decides about and grades all of them; here a share is graded again.
"""

from __future__ import annotations

import ast
import functools
from typing import Any

import mutants
import pytest
from corpus_grading import part_of, setting_for
from mutation_operators import BUILD, OPERATORS, NotApplicable, mutate

KNOWN = mutants.known_mutants()
GRADED = part_of([name for name, one in KNOWN["mutants"].items() if "kit" in one], 40)
SHORT_NAMES = (
    "TCL TRD TUD TCO TAN HLR HNE HDB HBS ACH ARM AAL "
    "RAW RCW RRW RCD RCP WCI WAB WRB LCH OCH OCG VRM"
)
TRAINING = """
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
    return model.fit(images, labels, epochs=epochs)
"""


@functools.cache
def every() -> dict[str, mutants.Mutant]:
    """Return every mutant by its name; to make them all takes seconds."""
    return {one.name: one for one in mutants.every_mutant()[0]}


def mutated(name: str, source: str) -> str:
    """Return a cell with an operator applied."""
    operator = next(one for one in OPERATORS if one.name == name)
    return mutate((("", "cell", source),), operator)[0][2]


def test_all_operators_of_the_paper_are_there() -> None:
    assert {one.short for one in OPERATORS} == set(SHORT_NAMES.split())


def test_twelve_programs_are_mutated() -> None:
    assert len(mutants.programs()) == 12


def test_the_first_ones_are_a_sample_over_all_operators() -> None:
    operators = [one.operator.name for one in every().values()]
    number = len(set(operators))
    assert len(set(operators[:number])) == number
    assert list(every()) == [one.name for one in mutants.every_mutant()[0]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HLR divided by 10", "optimizer=keras.optimizers.SGD(learning_rate=0.001)"),
        ("HNE half", "epochs=epochs // 2"),
        ("HDB", "batch_size=len(images)"),
        ("LCH Poisson", "loss='poisson'"),
        ("OCH RMSprop", "optimizer='rmsprop'"),
    ],
)
def test_an_operator_changes_what_it_is_for(name: str, text: str) -> None:
    assert text in mutated(name, TRAINING)


@pytest.mark.parametrize("name", ["VRM", "RCP 1", "OCG tenfold", "ACH hidden: tanh"])
def test_an_operator_says_when_there_is_nothing_to_work_on(name: str) -> None:
    with pytest.raises(NotApplicable):
        mutated(name, TRAINING)


def test_the_oracle_does_not_import_the_kit() -> None:
    tree = ast.parse(mutants.ORACLE.read_text(encoding="utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in names if name.split(".")[0] in ("autograder", "corpus_grading")}


def test_the_oracle_finds_nothing_wrong_with_the_programs_as_they_are() -> None:
    for one in mutants.programs():
        known = KNOWN["programs"][one.name]
        assert known["digest"] == mutants.digest_of(one), "run `make mutants`"
        assert known["oracle"]["why"] == {}, one.name


def test_the_oracle_decides_in_a_process_of_its_own() -> None:
    """A model without activations is wrong, whoever looks at it."""
    one = next(one for one in every().values() if one.operator.name == "ARM hidden")
    assert one.operator.part == BUILD
    (decision,) = mutants.decide([(one.name, one.sample, (BUILD,))])
    assert decision["loses"] == ["build_model"]


def test_the_page_is_in_step_with_what_was_graded() -> None:
    assert mutants.PAGE.read_text(encoding="utf-8") == mutants.page(KNOWN)


@pytest.fixture(scope="module")
def graded() -> dict[str, dict[str, Any]]:
    """Today's verdicts of a share of the mutants."""
    settings = {name: setting_for(name) for name in mutants.ASSIGNMENTS}
    mine = [
        (every()[name], mutants.graded_sample(every()[name], KNOWN["mutants"][name]["oracle"]))
        for name in GRADED
    ]
    return {
        one.name: mutants.verdict(grading) for one, grading in mutants.graded(mine, settings, 2)
    }


@pytest.mark.parametrize("name", GRADED)
def test_the_kit_judges_as_the_page_says(name: str, graded: dict[str, dict[str, Any]]) -> None:
    known = KNOWN["mutants"][name]
    assert known["digest"] == every()[name].digest, "run `make mutants`"
    assert set(graded[name]["lost"]) == set(known["kit"]["lost"])
