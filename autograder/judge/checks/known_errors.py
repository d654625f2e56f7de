"""Errors of Keras, NumPy and Matplotlib whose own words do not help a beginner.

In: the type and message of an error that a student's function raised. Out: the cause of
`feedback.toml`, in the table for any kind, that says what lies behind it; "" where the error's own
words must do. Only words that stand for one cause are listed: no message may name a cause that is not
there.
"""

from __future__ import annotations

import math
import re

# The type of the error, a part of its message, and the cause. The first that fits counts.
KNOWN_ERRORS: tuple[tuple[str, str, str], ...] = (
    (
        r"ValueError|TypeError",
        r"Could not interpret activation|Unknown activation",
        "unknown_activation",
    ),
    (
        "ValueError|KeyError",
        r"optimizer (?:can|cannot|was).{0,40}variables|Unknown variable: ",
        "used_optimizer",
    ),
    ("ValueError", r"Argument\(s\) not recognized: ", "unknown_argument"),
    (
        "ValueError|TypeError",
        r"Could not interpret (?:optimizer|loss|metric)",
        "unknown_name_in_compile",
    ),
    ("ValueError", r"You must call `compile\(\)`", "not_compiled_yet"),
    (
        "AttributeError",
        r"'NoneType' object has no attribute '(?:fit|predict|evaluate|compile|add|layers|"
        r"history|summary)'",
        "none_from_method",
    ),
    ("AttributeError", r"has no attribute 'predict_(?:classes|proba)'", "removed_method"),
    ("TypeError", r"'History' object is not subscriptable", "history_is_no_dictionary"),
    ("KeyError", r"'(?:val_)?acc'", "accuracy_under_other_name"),
    (
        "ValueError",
        r"[Ii]nvalid input shape|is incompatible with the layer|Input 0 of layer|"
        r"expected axis -1 of input shape",
        "images_of_another_shape",
    ),
    (
        "ValueError",
        r"cannot reshape array of size \d{1,12} into shape \(\d{1,12}(?:,\d{1,6}){1,3}\)",
        "fixed_number_of_images",
    ),
    ("ValueError", r"[Dd]ata cardinality is ambiguous|same number of samples", "lengths_differ"),
    (
        "ValueError",
        r"x and y must have same first dimension, but have shapes \(\d{1,9},\) and \(\d{1,9},\)",
        "other_length_on_x",
    ),
    ("ValueError", r"validation_split", "split_out_of_range"),
    (
        "AttributeError",
        r"'numpy\.ndarray' object has no attribute '(?:imshow|plot|set_title|axis|set|"
        r"set_xlabel|set_ylabel|legend)'",
        "grid_of_axes",
    ),
    (
        "ValueError|IndexError",
        r"num must be an integer with 1 <= num <= \d+, not 0",
        "subplots_from_one",
    ),
    ("TypeError", r"Invalid shape .{0,60} for image data", "batch_for_image"),
    ("ValueError", r"mix of multiclass and continuous", "probabilities_for_labels"),
    (
        r"\w*UFunc\w*|TypeError",
        r"Cannot cast ufunc 'divide' output|Cannot cast ufunc 'true_divide' output",
        "divides_in_place",
    ),
    ("TypeError", r"float\(\) argument must be .{0,60}not 'list'", "list_for_number"),
    ("TypeError", r"missing 1 required positional argument: '(?:layer|self)'", "class_for_object"),
    (
        "TypeError",
        r"unsupported operand .{0,60}'(?:builtin_function_or_method|method)'|"
        r"'(?:builtin_function_or_method|method)' object is not (?:subscriptable|iterable)",
        "method_not_called",
    ),
    ("ValueError", r"Expected `metrics` argument to be a list", "metrics_no_list"),
    (
        "EOFError|StdinNotImplementedError",
        r"EOF when reading a line|raw_input was called",
        "waits_for_input",
    ),
    ("ImportError", r"`keras\.optimizers\.legacy` is not supported", "legacy_optimizer"),
)
_COMPILED = tuple(
    (re.compile(f"(?:{kind})\\Z"), re.compile(said), cause) for kind, said, cause in KNOWN_ERRORS
)


def known_cause(kind: str, message: str) -> str:
    """Return the cause of an error of this type with this message, or "" where there is none."""
    found = (
        cause for kinds, said, cause in _COMPILED if kinds.match(kind) and said.search(message)
    )
    return next((one for one in found if MORE.get(one, bool)(message)), "")


def asks_for_another_number(message: str) -> bool:
    """Whether NumPy was to reshape images whose sizes are right, but of which there are not so many."""
    size, count, *rest = map(int, re.findall(r"\d{1,12}", message.partition("reshape")[2])[:5])
    pixels = math.prod(rest)
    return pixels > 1 and size % pixels == 0 and size // pixels != count


# What has to hold of a message besides, by cause.
MORE = {"fixed_number_of_images": asks_for_another_number}
