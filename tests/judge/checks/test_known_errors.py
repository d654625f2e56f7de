"""Errors of libraries are explained where their words stand for one cause, and left alone elsewhere."""

from __future__ import annotations

import pytest

from autograder.judge.checks.known_errors import known_cause
from autograder.judge.checks.support import missing_module, missing_part


@pytest.mark.parametrize(
    ("kind", "message", "cause"),
    [
        ("ValueError", "num must be an integer with 1 <= num <= 10, not 0", "subplots_from_one"),
        # A grid that is too small is another mistake.
        ("ValueError", "num must be an integer with 1 <= num <= 8, not 9", ""),
        (
            "ValueError",
            "Could not interpret activation function identifier: ReLU",
            "unknown_activation",
        ),
        ("ValueError", "Could not interpret loss identifier: mse2", "unknown_name_in_compile"),
        ("AttributeError", "'NoneType' object has no attribute 'fit'", "none_from_method"),
        ("AttributeError", "'NoneType' object has no attribute 'shape'", ""),
        (
            "ValueError",
            "cannot reshape array of size 7056 into shape (60000,784)",
            "fixed_number_of_images",
        ),
        # The images have other sizes, however many there are.
        ("ValueError", "cannot reshape array of size 7056 into shape (9,783)", ""),
        ("ValueError", "cannot reshape array of size 7056 into shape (10,)", ""),
        ("KeyError", "'acc'", "accuracy_under_other_name"),
        ("KeyError", "'accuracy'", ""),
        (
            "TypeError",
            "unsupported operand type(s) for /: 'builtin_function_or_method' and 'int'",
            "method_not_called",
        ),
        ("TypeError", "'method' object is not subscriptable", "method_not_called"),
        ("TypeError", "'int' object is not subscriptable", ""),
        (
            "ValueError",
            "Expected `metrics` argument to be a list, tuple, or dict. Received instead: metrics=acc",
            "metrics_no_list",
        ),
        ("EOFError", "EOF when reading a line", "waits_for_input"),
        ("EOFError", "Compressed file ended", ""),
        (
            "ImportError",
            "`keras.optimizers.legacy` is not supported in Keras 3.",
            "legacy_optimizer",
        ),
        ("TypeError", "unsupported operand type(s) for /: 'list' and 'int'", ""),
        ("MyValueErrorOfMine", "Data cardinality is ambiguous", ""),
    ],
)
def test_only_words_that_stand_for_one_cause_are_explained(
    kind: str, message: str, cause: str
) -> None:
    assert known_cause(kind, message) == cause


def test_a_missing_package_is_told_from_a_missing_part_of_one() -> None:
    missing = "ModuleNotFoundError", "No module named 'nothing_of_that_name'"
    assert (missing_module(*missing), missing_part(*missing)) == ("nothing_of_that_name", "")
    assert missing_part("ModuleNotFoundError", "No module named 'numpy.old'") == "numpy"
    assert missing_part("ImportError", "cannot import name 'f' from 'numpy.linalg' (/x)") == "numpy"
    assert missing_part("ImportError", "cannot import name 'f' from 'my_own_file' (/x)") == ""
