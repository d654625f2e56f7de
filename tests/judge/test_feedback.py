"""The texts that students read: all there, all reachable, all in one style, and some word for word.

Which causes a check can name is read from the source of the checks, not from a list kept by hand.
"""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment.task_tables import CHECKS, kinds
from autograder.judge import feedback
from autograder.judge.checks.known_errors import KNOWN_ERRORS
from autograder.report import render
from autograder.report.printable import MAX_FIELD
from autograder.report.results import CheckResult

# The helper modules of the checks, with the kinds whose tables hold their texts.
HELPERS = {
    "support": ("any",),
    "drawing": ("show_images", "plot_history", "show_filters", "show_feature_maps"),
    "filter_pictures": ("show_filters", "show_feature_maps"),
    **dict.fromkeys(("proof", "scales", "computing"), ("test_accuracy",)),
    "chains": ("model",),
    "stopping_early": ("train",),
}  # fmt: skip
# What the judge itself says, with the fields that it gives.
JUDGES_OWN = {"limit": {"reason"}, "unreadable_evidence": set()}
# What is said where no check can: which other names the notebook has, and which of its cells failed.
_CELL = {"name", "number", "type", "message", "line", "module", "place", "package"}
NOTEBOOKS_OWN = {
    "renamed": {"near"},
    **dict.fromkeys(
        ("cell_fails", "cell_lacks_module", "cell_lacks_part", "cell_of_another_place"), _CELL
    ),
}
KNOWN_CAUSES = {cause: {"type", "message", "line"} for _, _, cause in KNOWN_ERRORS}
PARTS = ("problem", "expected", "found", "hint")
EVERY_TEXT = [
    (kind, cause) for kind, causes in sorted(feedback.texts().items()) for cause in sorted(causes)
]


@dataclass(frozen=True)
class Raised:
    """A cause that a check can raise: where, and with which fields."""

    kind: str
    cause: str
    fields: frozenset[str]
    place: str


class Function:
    """Resolves names in one function of a check module, as far as its literals go."""

    def __init__(self, node: ast.FunctionDef, others: dict[str, ast.FunctionDef]) -> None:
        self.node = node
        self.others = others

    def texts(self, node: ast.expr) -> set[str]:
        """Return the texts that an expression can be."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return {node.value}
        if isinstance(node, ast.IfExp):
            return self.texts(node.body) | self.texts(node.orelse)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # {…}.get(key, default)
            table = self.table(node.func.value)
            values = {text for value in table.values for text in self.texts(value)}
            return values.union(*(self.texts(default) for default in node.args[1:]))
        if isinstance(node, ast.Name):
            return set(self.values(node.id))
        return set()

    def values(self, name: str) -> Iterator[str]:
        for node in ast.walk(self.node):
            if isinstance(node, ast.Assign) and self.binds(node.targets[0], name):
                yield from self.texts(node.value)
            if isinstance(node, ast.For) and self.binds(node.target, name):
                if isinstance(node.iter, ast.Tuple):
                    yield from (text for one in node.iter.elts for text in self.texts(one))
                elif isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name):
                    # Pairs that another function of the module makes, the cause first.
                    for pair in ast.walk(self.others[node.iter.func.id]):
                        if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant):
                            yield from self.texts(pair.elts[0])
                elif isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Attribute):
                    keys = self.table(node.iter.func.value).keys
                    yield from (text for key in keys if key for text in self.texts(key))
            if (
                isinstance(node, ast.Compare)
                and self.binds(node.left, name)
                and isinstance(node.ops[0], ast.In)
                and isinstance(node.comparators[0], ast.Tuple)
            ):
                yield from (text for one in node.comparators[0].elts for text in self.texts(one))

    @staticmethod
    def binds(target: ast.expr, name: str) -> bool:
        """Whether a target is the name, or a tuple that begins with it."""
        first = target.elts[0] if isinstance(target, ast.Tuple) else target
        return isinstance(first, ast.Name) and first.id == name

    def table(self, node: ast.expr) -> ast.Dict:
        if isinstance(node, ast.Dict):
            return node
        assert isinstance(node, ast.Name), ast.dump(node)
        (found,) = [
            one.value
            for one in ast.walk(self.node)
            if isinstance(one, ast.Assign) and self.binds(one.targets[0], node.id)
        ]
        assert isinstance(found, ast.Dict)
        return found

    def fields(self, call: ast.Call) -> frozenset[str]:
        """Return the names of the fields that a call of `fail` always gives."""
        found = {keyword.arg for keyword in call.keywords if keyword.arg}
        for keyword in call.keywords:
            if keyword.arg is None:
                assert isinstance(keyword.value, ast.Name), ast.dump(keyword.value)
                tables = [
                    {key.value for key in one.value.keys if isinstance(key, ast.Constant)}
                    for one in ast.walk(self.node)
                    if isinstance(one, ast.Assign)
                    and self.binds(one.targets[0], keyword.value.id)
                    and isinstance(one.value, ast.Dict)
                ]
                found |= set.intersection(*tables)
        return frozenset({*found, "task"})


def raised() -> list[Raised]:
    """Return every cause that a check can raise."""
    found = [
        Raised("any", cause, frozenset({*names, "task"}), place)
        for place, causes in (
            ("judge", JUDGES_OWN),
            ("notebook", NOTEBOOKS_OWN),
            ("known_errors", KNOWN_CAUSES),
        )
        for cause, names in causes.items()
    ]
    for path in sorted(CHECKS.glob("*.py")):
        stem = path.stem.removeprefix("test_")
        tables = HELPERS.get(stem, (stem,))
        body = ast.parse(path.read_text(encoding="utf-8")).body
        functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
        for name, node in functions.items():
            for cause, names in _of_function(Function(node, functions), path):
                place = f"{path.name}: {name}"
                found += [Raised(kind, cause, names, place) for kind in tables]
    return found


def _of_function(function: Function, path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    for call in ast.walk(function.node):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id == "blocked":
            yield "blocked", frozenset({"check", "task"})
        if call.func.id == "fail":
            causes = function.texts(call.args[0])
            assert causes, f"{path.name}: the causes of {ast.unparse(call)} are not literals"
            for cause in causes:
                yield cause, function.fields(call)


RAISED = raised()


def home(kind: str, cause: str) -> str | None:
    """Return the table that has the text for a cause: the kind's own, or the one for any kind."""
    return next((one for one in (kind, "any") if cause in feedback.texts().get(one, {})), None)


def placeholders(entry: dict[str, Any]) -> set[str]:
    texts = [str(entry.get(part, "")) for part in PARTS]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


# --- Complete ------------------------------------------------------------------------------------


def test_the_source_of_the_checks_names_many_causes() -> None:
    assert len({(one.kind, one.cause) for one in RAISED}) > 120


def test_at_least_forty_mistakes_are_recognised_by_name() -> None:
    named = [entry for table in feedback.texts().values() for entry in table.values()]
    assert sum(not entry.get("unnamed") for entry in named) >= 40


def test_every_cause_that_a_check_raises_has_a_text() -> None:
    missing = {f"{one.place}: {one.cause}" for one in RAISED if home(one.kind, one.cause) is None}
    assert missing == set()


def test_every_text_is_the_text_of_a_cause_that_a_check_raises() -> None:
    reached = {(home(one.kind, one.cause), one.cause) for one in RAISED}
    assert set(EVERY_TEXT) - reached == set()


def test_every_placeholder_is_filled_in_by_every_check_that_raises_the_cause() -> None:
    missing = set()
    for one in RAISED:
        entry = feedback.texts()[home(one.kind, one.cause) or "any"].get(one.cause, {})
        missing |= {
            f"{one.place}: {one.cause}: {name}" for name in placeholders(entry) - one.fields
        }
    assert missing == set()


def test_there_is_a_table_for_each_kind_and_no_other() -> None:
    assert set(feedback.texts()) == {"any", *kinds()}


@pytest.mark.parametrize(("kind", "cause"), EVERY_TEXT)
def test_a_text_can_be_rendered(kind: str, cause: str) -> None:
    entry = feedback.texts()[kind][cause]
    fields = {name: f"<{name}>" for name in placeholders(entry)}
    text = feedback.explain(kind, cause, fields)
    assert text.mistake == (None if entry.get("unnamed") else entry.get("mistake", cause))
    shown = " ".join((text.problem, text.expected, text.found, text.hint))
    assert all(f"<{name}>" in shown for name in fields)
    assert "{" not in shown


# --- One style -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "cause"), EVERY_TEXT)
def test_a_text_is_written_in_the_house_style(kind: str, cause: str) -> None:
    entry = feedback.texts()[kind][cause]
    assert set(entry) <= {*PARTS, "unnamed", "mistake"}
    assert "mistake" not in entry or home(kind, entry["mistake"])
    problem, hint = entry["problem"], entry["hint"]
    assert problem[0].islower() or problem[0] == "{", "a problem begins in lower case"
    for part in ("problem", "expected", "found"):
        assert not re.search(r"[.!?]$", entry.get(part, "")), f"{part} has no full stop"
        assert "\n" not in entry.get(part, ""), f"{part} is one line"
    assert re.search(r"[.?]$", hint), "a hint is a sentence"
    assert hint[0].isupper() or hint.startswith("float16"), "a hint begins in upper case"
    assert "  " not in problem + hint


@pytest.mark.parametrize(("kind", "cause"), EVERY_TEXT)
def test_a_hint_teaches_and_gives_no_code(kind: str, cause: str) -> None:
    hint = feedback.texts()[kind][cause]["hint"].replace("model.summary()", "the summary")
    assert "`" not in hint
    assert not re.search(r"\w\(", hint), "a call is code"
    assert not re.search(r"\w\[", hint), "an index is code"
    assert not re.search(r"[\w\]] ?(==|\+=|/=|/ ?255|=(?!\s))", hint), "an operation is code"


@pytest.mark.parametrize(("kind", "cause"), EVERY_TEXT)
def test_a_hint_of_a_hidden_check_does_not_hold_its_answer(kind: str, cause: str) -> None:
    assert "{found}" not in feedback.texts()[kind][cause]["hint"]


# --- What student code may say -------------------------------------------------------------------


def test_words_of_student_code_are_cut_and_put_on_one_line() -> None:
    text = feedback.explain("any", "wrong_type", {"task": "f", "found": "a\n\tb " + "x" * 999})
    assert text.found.startswith("a b xxx")
    assert len(text.found) == MAX_FIELD
    assert text.found.endswith("…")


def test_control_characters_of_student_code_are_replaced() -> None:
    text = feedback.explain("any", "wrong_type", {"task": "f", "found": "\x1b[2J\ud800\u202eabc"})
    assert text.found == "\ufffd[2J\ufffd\ufffdabc"


def test_bold_and_colours_of_a_terminal_are_left_out() -> None:
    found = "ValueError: \x1b[1mInvalid input\x1b[0m, \x1b[31;1mred\x1b[m"
    text = feedback.explain("any", "wrong_type", {"task": "f", "found": found})
    assert text.found == "ValueError: Invalid input, red"


def test_braces_in_student_code_are_left_as_they_are() -> None:
    text = feedback.explain("any", "wrong_type", {"task": "f", "found": "{task} {0.__class__}"})
    assert text.found == "{task} {0.__class__}"


def test_a_kinds_own_text_is_preferred() -> None:
    own = feedback.explain("model", "not_flattened", {"classes": 10, "found": "(n, 28, 10)"})
    assert own.hint == (
        "A dense layer works on the last axis only. Make one vector of each image first."
    )


def test_an_unknown_cause_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such_cause"):
        feedback.explain("normalize", "no_such_cause", {})


# --- Word for word -------------------------------------------------------------------------------


def said(kind: str, cause: str, task: str, **fields: object) -> str:
    text = feedback.explain(kind, cause, {"task": task, **fields})
    check = CheckResult(
        "check",
        False,
        0.0,
        1.0,
        False,
        text.mistake,
        text.problem,
        text.expected,
        text.found,
        text.hint,
    )
    return render.failure_text(task, check)


GOLDEN = {
    ("any", "not_attempted", "build_model"): (
        {},
        """\
build_model: not attempted
  Hint:     Replace the line that raises NotImplementedError by your own code, then run the cell \
and its check.""",
    ),
    ("any", "raises", "flatten_images"): (
        {
            "type": "ValueError",
            "message": "cannot reshape array",
            "line": "at line 2 of flatten_images: return images.reshape(3)",
        },
        """\
flatten_images: it raises ValueError
  Found:    cannot reshape array at line 2 of flatten_images: return images.reshape(3).
  Hint:     Call the function in a cell of your own and read the error from its last line upwards.""",
    ),
    ("any", "returns_none", "normalize_images"): (
        {},
        """\
normalize_images: it returns nothing
  Expected: a value, by way of a return statement.
  Found:    None.
  Hint:     A function without a return statement gives None.""",
    ),
    ("normalize", "divides_by_256", "normalize_images"): (
        {"low": "0", "high": "0.9961"},
        """\
normalize_images: divided by 256
  Expected: values from 0 to 1, with 1 for the greatest level.
  Found:    255 does not become 1.
  Hint:     There are 256 grey levels, but the first is 0. What is the number of the last?""",
    ),
    ("normalize", "per_image_scaling", "normalize_images"): (
        {"low": "0", "high": "1"},
        """\
normalize_images: each image is scaled by its own levels
  Expected: the same factor for every image.
  Found:    another factor for each image.
  Hint:     A dim image has to stay dimmer than a bright one. Which number is the same for all \
8-bit images?""",
    ),
    ("normalize", "wrong_range", "normalize_images"): (
        {"low": "0", "high": "255"},
        """\
normalize_images: wrong value range
  Expected: values from 0 to 1.
  Found:    values from 0 to 255.
  Hint:     An 8-bit grey level runs from 0 to 255. Where do these two ends go?""",
    ),
    ("flatten", "column_major", "flatten_images"): (
        {},
        """\
flatten_images: the pixels come column by column
  Expected: row by row: the first row of the image, then the second.
  Found:    the first column of the image, then the second.
  Hint:     NumPy's default order goes along rows. Something asks for the other order, or \
exchanges the axes.""",
    ),
    ("model", "sigmoid_for_softmax", "build_model"): (
        {"sum": "4.93", "low": "0.2", "high": "0.8", "activation": "sigmoid"},
        """\
build_model: the output layer uses a sigmoid
  Expected: ten probabilities whose sum is 1.
  Found:    ten numbers from 0 to 1 whose sum is 4.93.
  Hint:     A sigmoid answers ten separate yes-or-no questions. One image shows one digit: the \
classes compete, and the sum of their probabilities is 1.""",
    ),
    ("model", "softmax_twice", "build_model"): (
        {"low": "0.0853", "high": "0.232", "sum": "1", "activation": "softmax of softmax"},
        """\
build_model: softmax is applied twice
  Expected: probabilities that can come near 0 and 1.
  Found:    probabilities that are all nearly alike, from 0.0853 to 0.232.
  Hint:     The second softmax sees numbers between 0 and 1 and flattens them. Look for an \
activation both in the last layer and after it.""",
    ),
    ("train", "one_hot_labels", "train_with_sgd"): (
        {"found": "categorical_crossentropy"},
        """\
train_with_sgd: this loss wants one-hot labels
  Expected: sparse categorical cross-entropy, which takes whole numbers as labels.
  Found:    categorical_crossentropy.
  Hint:     The two losses compute the same from labels written in two ways. Here the labels are \
whole numbers; take the loss that is made for them.""",
    ),
    ("train", "no_validation", "train_with_adam"): (
        {"expected": "20%"},
        """\
train_with_adam: there is no validation split
  Expected: 20% of the images held out for validation.
  Found:    no validation loss in the history.
  Hint:     Without images that are held out you cannot see overfitting. Keras can set some aside \
while it trains.""",
    ),
    ("train", "ignores_epochs", "train_with_sgd"): (
        {"asked": 3, "found": 20},
        """\
train_with_sgd: the argument epochs is ignored
  Expected: 3 epochs when 3 are asked for.
  Found:    20 epochs.
  Hint:     A number is written where the argument should be passed on.""",
    ),
    ("evaluate", "percent", "evaluate_model"): (
        {"found": "91.2"},
        """\
evaluate_model: the accuracy is in percent
  Expected: a fraction from 0 to 1.
  Found:    91.2.
  Hint:     Return the fraction. Percent is for reading, not for computing.""",
    ),
    ("predict_labels", "probabilities", "predict_digits"): (
        {"expected": "(37,)", "found": "(37, 10)"},
        """\
predict_digits: it returns probabilities
  Expected: one label an image: shape (37,).
  Found:    shape (37, 10).
  Hint:     Each row holds ten probabilities. Which place holds the greatest?""",
    ),
    ("plot_history", "no_legend", "plot_history"): (
        {},
        """\
plot_history: a reader cannot tell training from validation
  Expected: a legend that names both curves.
  Found:    no legend that does.
  Hint:     Give each curve a label, and ask for the legend to be shown.""",
    ),
    ("test_accuracy", "too_low", "test_accuracy"): (
        {"minimum": "60.0%", "found": "71.4%"},
        """\
test_accuracy: the model has not learnt enough
  Expected: an accuracy of at least 60.0%.
  Found:    71.4%.
  Hint:     First put right what the other checks say. Then look at the loss of each epoch: does \
it still fall at the end?""",
    ),
}


@pytest.mark.parametrize(("kind", "cause", "task"), sorted(GOLDEN))
def test_a_message_reads_word_for_word(kind: str, cause: str, task: str) -> None:
    fields, text = GOLDEN[kind, cause, task]
    assert said(kind, cause, task, **fields) == text


def test_an_error_without_a_message_or_a_line_reads_well() -> None:
    assert "Found:    at line 2 of f: x.\n" in said(
        "any", "raises", "f", type="E", message="", line="at line 2 of f: x"
    )
    assert "Found:    no such thing.\n" in said(
        "any", "raises", "f", type="E", message="no such thing.", line=""
    )
    assert "Found:" not in said("any", "raises", "f", type="E", message="", line="")


def test_every_kind_has_an_example_on_other_data_that_gives_no_code_away(solutions) -> None:
    """No line of a solution stands in one, and every line fits beside a notebook's cells."""
    assert set(feedback.examples()) == set(kinds())
    lines = {
        line.strip()
        for notebook in solutions.values()
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        for line in cell.source.splitlines()
        if len(line.strip()) > 12 and not line.strip().startswith(("#", '"', "Args", "Returns"))
    }
    for kind in kinds():
        text = feedback.example_for(kind)
        given = [line for line in text.splitlines() if line.strip() in lines]
        assert not given, (kind, given)
        assert not re.search(r"mnist|digit|28, ?28|784|255|\bSGD\b|\bAdam\b", text), kind
        assert max(map(len, text.splitlines())) <= 122, kind
    assert feedback.example_for("own") == ""
