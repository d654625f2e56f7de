"""What a rubric has drawn for each student, and the text that follows: right and refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.assignment.placeholders import (
    contract_of,
    dead_ends,
    filled,
    filled_text,
    for_variant,
    keep_templates,
    said_in,
)
from autograder.assignment.rubric import RUBRICS, Rubric, RubricError, load_rubric
from autograder.assignment.variants import combinations, name_of, value_at
from autograder.grading.own_variant import Believed

WIDTHS = '"model.units[0]" = [300, 256]'
BOTH = f'{WIDTHS}\n"training.epochs" = [20, 15]'
OTHER = "model.units[0]=256, training.epochs=15"


def write(folder: Path, lines: str, name: str = "mnist_sgd") -> Path:
    path = folder / f"{name}.toml"
    text = (RUBRICS / f"{name}.toml").read_text(encoding="utf-8")
    path.write_text(f"{text}\n[variants]\n{lines}\n", encoding="utf-8")
    return path


def test_a_rubric_without_variants_has_none(rubrics: dict[str, Rubric]) -> None:
    for rubric in rubrics.values():
        assert (rubric.variants, rubric.variant) == ((), "")


def test_the_file_says_one_variant_and_the_name_says_any(tmp_path: Path) -> None:
    path = write(tmp_path, BOTH)
    base, other = load_rubric(path), load_rubric(path, None, OTHER)
    assert (base.units, base.epochs) == ((300, 100, 10), 20)
    assert base.variant == "model.units[0]=300, training.epochs=20"
    assert (other.units, other.epochs, other.variant) == ((256, 100, 10), 15, OTHER)
    names = [name_of(one) for one in combinations(base.variants)]
    assert len(names) == 4
    assert {base.variant, OTHER} < set(names)


def test_points_are_the_same_in_all_variants(tmp_path: Path) -> None:
    path = write(tmp_path, BOTH)
    base, other = load_rubric(path), load_rubric(path, None, OTHER)
    assert base.tasks == other.tasks
    assert base.minimum_accuracy == other.minimum_accuracy


def test_a_whole_list_and_words_may_be_drawn(tmp_path: Path) -> None:
    lines = '"model.units" = [[300, 100, 10], [64, 32, 10]]\n"training.optimizer" = ["SGD", "Adam"]'
    path = write(tmp_path, lines)
    other = load_rubric(path, None, "model.units=[64, 32, 10], training.optimizer=Adam")
    assert (other.units, other.optimizer) == ((64, 32, 10), "Adam")


def test_checks_see_the_values_and_not_what_the_variant_is_called(tmp_path: Path) -> None:
    """Do two ways to the same values have the same kept verdicts?"""
    drawn = load_rubric(write(tmp_path, WIDTHS))
    plain = load_rubric(RUBRICS / "mnist_sgd.toml")
    for task in plain.automatic_tasks:
        assert drawn.as_seen_by(task) == plain.as_seen_by(task)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('"model.units[0]" = 300', 'variants."model.units[0]": expected a list of two values'),
        ('"model.units[0]" = [300]', 'variants."model.units[0]": expected a list of two values'),
        ('"model.units[0]" = [300, 300]', "expected values that differ from each other"),
        ('"model.units[0]" = [256, 200]', "expected 300 among the values, which stands at"),
        ('"model.units[0]" = [300, 0]', '0 cannot stand there: model.units: expected a list'),
        ('"model.units[2]" = [10, 11]', "11 cannot stand there: images and classes are those"),
        ('"model.units[3]" = [10, 11]', "this rubric has no key model.units[3]"),
        ('"model.width" = [10, 11]', "this rubric has no key model.width"),
        ('"limits.cell_seconds" = [60, 70]', 'variants."limits.cell_seconds": it cannot vary'),
        ('"accuracy.mnist.minimum" = [0, 1]', "it cannot vary"),
        ('"tasks.build_model.points.layer_widths" = [1.0, 2.0]', "it cannot vary"),
        ('"training.loss" = ["sparse_categorical_crossentropy", "mse"]', "mse cannot stand there"),
        ('"model.activations[0]" = ["relu", "softmax"]', "softmax cannot stand there"),
        ('"model.activations[0]" = ["relu", "re\\"lu"]', "expected numbers, words, or lists"),
        ("training.epochs = [20, 15]", "with the whole key in quotes"),
        (f'{WIDTHS}\n"model.units" = [[300, 100, 10], [20, 10, 10]]', "of which it is a part"),
        ("", "variants: expected a table with a list of values for each key"),
        (f'"training.epochs" = {list(range(1, 60))}\n"model.units[0]" = {list(range(290, 310))}',
         "variants: expected at most 1000 combinations, found 1180"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_an_error_that_names_the_key(
    tmp_path: Path, lines: str, said: str
) -> None:
    with pytest.raises(RubricError) as error:
        load_rubric(write(tmp_path, lines))
    assert said in str(error.value)


def test_a_variant_that_there_is_not_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"there is no variant 'training.epochs=3'"):
        load_rubric(write(tmp_path, BOTH), None, "training.epochs=3")
    with pytest.raises(RubricError, match="there is no variant"):
        load_rubric(RUBRICS / "mnist_sgd.toml", None, OTHER)


def test_a_key_leads_through_tables_and_lists() -> None:
    data = {"model": {"layers": [{"filters": 8}, {"units": [1, 2]}]}}
    assert value_at(data, "model.layers[0].filters") == 8
    assert value_at(data, "model.layers[1].units[1]") == 2
    for wrong in ("model.layers[2].filters", "model.layers.filters", "model.layers[0][0]", "model"):
        with pytest.raises(LookupError):
            value_at(data, wrong)


# --- Placeholders ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dense({{ model.units[0] }}, activation=\"{{ model.activations[0] }}\")",
         'Dense(256, activation="relu")'),
        ("{{ training.optimizer }} for {{ training.epochs }} epochs", "SGD for 15 epochs"),
        ("{{ derived.parameters | thousands }} of {{ derived.layer_parameters[0] }}",
         "227,670 of 200960"),
        ("{{ derived.pixels }}, {{ model.units }}", "784, [256, 100, 10]"),
        ("{{ training.validation_split | percent }} %", "0 %"),
        ('Checker("a", variant="{{ variant }}")', 'Checker("a", variant="TOKEN")'),
    ],
)  # fmt: skip
def test_a_placeholder_becomes_what_the_rubric_says(tmp_path: Path, text: str, shown: str) -> None:
    path = write(tmp_path, BOTH)
    contract = contract_of(path, load_rubric(path, None, OTHER))
    assert filled_text(text, contract, "TOKEN") == shown
    assert dead_ends(text, contract) == []


@pytest.mark.parametrize(
    "text",
    [
        "f'{{x}} {{ x }} {x}'",
        r"$x^{{2}}$ and $\frac{{a}}{{b.c}}$",
        "{{model.units[0]}}",
        "{{  model.units[0]  }}",
        "{ model.units[0] }",
        "{% model.units %}",
    ],
)
def test_other_braces_are_left_alone(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, BOTH)
    contract = contract_of(path, load_rubric(path))
    assert filled_text(text, contract) == text
    assert dead_ends(text, contract) == []


@pytest.mark.parametrize(
    "text",
    ["{{ model.width }}", "{{ model.units[3] }}", "{{ training }}", "{{ training.epochs | words }}",
     "{{ training.optimizer | percent }}", "{{ model.units[0].x }}", "{{ limits.cells }}"],
)  # fmt: skip
def test_a_placeholder_that_leads_nowhere_stays_and_is_named(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, BOTH)
    contract = contract_of(path, load_rubric(path))
    assert filled_text(text, contract) == text
    # What has no dot is no placeholder.
    assert dead_ends(f"a {text} b", contract) == ([] if text == "{{ training }}" else [text])


def test_the_released_notebook_makes_that_of_any_variant(tmp_path: Path) -> None:
    path = write(tmp_path, BOTH)
    base, other = (load_rubric(path, None, name) for name in ("", OTHER))
    source = new_notebook(
        cells=[
            new_markdown_cell("{{ model.units[0] }} units"),
            new_code_cell('check = Checker("mnist_sgd", variant="{{ variant }}")'),
            new_code_cell("x = 1"),
        ],
        metadata={"autograder": {"assignment": "mnist_sgd"}},
    )
    keep_templates(source)
    release = filled(source, contract_of(path, base))
    assert release.cells[0].source == "300 units"
    assert said_in(release) == ()
    own = for_variant(release, contract_of(path, other), f"{OTHER} #1234")
    assert own.cells[0].source == "256 units"
    assert said_in(own) == (f"{OTHER} #1234",)
    assert own.metadata.autograder == {"assignment": "mnist_sgd", "variant": f"{OTHER} #1234"}
    assert all("autograder" not in cell.metadata for cell in own.cells)
    del own.metadata["autograder"]
    assert said_in(own) == (f"{OTHER} #1234",)


def test_a_self_check_believes_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path, BOTH)
    known = Believed(load_rubric(path), path, None)
    assert known.drawn("", (), (f"{OTHER} #anything",)).name == OTHER
    assert known.drawn("", (), ()).name == known.base.variant
    unknown = known.drawn("", (), ("training.epochs=3 #1",))
    assert unknown.name == known.base.variant
    assert "which the rubric does not have" in unknown.note
