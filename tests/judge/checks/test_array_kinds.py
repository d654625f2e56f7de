"""Tasks in NumPy alone: each mistake is found where it belongs, by its name; right work is right.

Student functions are called by the probe's own code, and what it records is judged by the judge's own.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attempts import Attempt, Function, demand_full_points, demand_named, judged

from autograder.assignment.rubric import RUBRICS
from autograder.data import Dataset
from autograder.report.results import TaskResult

pytestmark = pytest.mark.usefixtures("judge_stays")

KINDS = ("convolve", "confusion_matrix", "mistakes_of_both")
POINTS = {
    "convolve": (
        "valid_shape", "sum_of_products", "any_size", "leaves_input_unchanged",
    ),
    "confusion_matrix": (
        "one_row_per_class", "integer_counts", "counts_pairs", "every_class",
        "leaves_input_unchanged",
    ),
    "mistakes_of_both": (
        "one_place_per_mistake", "integer_places", "wrong_in_both", "none_shared",
        "leaves_input_unchanged",
    ),
}  # fmt: skip
SEEDS = (b"one", b"two", b"three")


@pytest.fixture(scope="module", autouse=True)
def plugins_as_before() -> Iterator[None]:
    """Keep the judge's switch for pytest's plugins to itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        yield


@pytest.fixture(scope="module")
def rubric_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rubric with a task of each of these kinds, one point a check."""
    text = (RUBRICS / "mnist_adam.toml").read_text(encoding="utf-8")
    for kind, checks in POINTS.items():
        text += f'\n[tasks.{kind}]\nkind = "{kind}"\n[tasks.{kind}.points]\n'
        text += "".join(f"{check} = 1\n" for check in checks)
    path = tmp_path_factory.mktemp("rubric") / "mnist_adam.toml"
    path.write_text(text, encoding="utf-8")
    return path


def sums(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.asarray(np.einsum("ijab,ab->ij", windows, kernel))


def products(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return np.asarray(np.lib.stride_tricks.sliding_window_view(image, kernel.shape) * kernel)


def noise(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return np.random.default_rng(int(image.sum())).random(sums(image, kernel).shape)


def rescaled(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    found = sums(image, kernel)
    return np.asarray((found - found.min()) / np.ptp(found))


def by_loops(image: Any, kernel: Any) -> Any:
    rows, columns = image.shape[0] - len(kernel) + 1, image.shape[1] - kernel.shape[1] + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            under = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            result[i, j] = np.sum(under * kernel)
    return result


def by_scipy(image: Any, kernel: Any) -> Any:
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, mode="valid")


def by_scipy_flipped(image: Any, kernel: Any) -> Any:
    from scipy.signal import convolve2d

    return convolve2d(image, kernel[::-1, ::-1], mode="valid")


def by_fourier(image: Any, kernel: Any) -> Any:
    shape = image.shape
    spectrum = np.fft.rfft2(image) * np.conj(np.fft.rfft2(kernel, shape))
    whole = np.fft.irfft2(spectrum, shape)
    return whole[: shape[0] - kernel.shape[0] + 1, : shape[1] - kernel.shape[1] + 1]


def by_lists(image: Any, kernel: Any) -> Any:
    height, width = kernel.shape
    return [
        [
            float(sum(image[i + a][j + b] * kernel[a][b] for a in range(height) for b in range(width)))
            for j in range(image.shape[1] - width + 1)
        ]
        for i in range(image.shape[0] - height + 1)
    ]  # fmt: skip


def in_float32(image: Any, kernel: Any) -> Any:
    return sums(image.astype("float32"), kernel.astype("float32"))


def in_bytes(image: Any, kernel: Any) -> Any:
    result = np.zeros(sums(image, kernel).shape, image.dtype)
    with np.errstate(all="ignore"):
        result[...] = sums(image, kernel).astype("int64" if image.dtype == np.uint8 else "float32")
    return result


def into_image(image: Any, kernel: Any) -> Any:
    right = sums(image, kernel)
    image[: len(right), : right.shape[1]] = right.astype(image.dtype)
    return right


def into_prepared(image: Any, kernel: Any) -> Any:
    pixels, right = np.asarray(image, dtype="float32"), sums(image, kernel)
    pixels[: len(right)] = 0
    return right


def raises_for_thin_ones(image: Any, kernel: Any) -> Any:
    result = np.zeros(image[: 1 - kernel.shape[0], : 1 - kernel.shape[1]].shape)
    result[...] = sums(image, kernel)
    return result


def no_thin_ones(image: Any, kernel: Any) -> Any:
    right = np.zeros(image[: 1 - kernel.shape[0], : 1 - kernel.shape[1]].shape)
    right[...] = sums(image, kernel)[: len(right), : right.shape[1]]
    return right


def only_three(image: Any, kernel: Any) -> Any:
    return sums(image, kernel[:3, :3])


def twenty_six(image: Any, kernel: Any) -> Any:
    result = np.zeros((26, 26))
    right = sums(image, kernel)
    result[: len(right), : right.shape[1]] = right[:26, :26]
    return result


def padded(image: Any, kernel: Any) -> Any:
    return sums(np.pad(image, kernel.shape[0] // 2), kernel)


def overwritten(image: Any, kernel: Any) -> Any:
    rows, columns = (big - small + 1 for big, small in zip(image.shape, kernel.shape))
    result = np.zeros((rows, columns))
    for a in range(kernel.shape[0]):
        for b in range(kernel.shape[1]):
            result = image[a : a + rows, b : b + columns] * kernel[a, b]
    return result


def first_place(image: Any, kernel: Any) -> Any:
    return float(sums(image, kernel)[0, 0])


def without_last(image: Any, kernel: Any) -> Any:
    right = sums(image, kernel)
    result = np.zeros_like(right)
    result[:-1, :-1] = right[:-1, :-1]
    return result


KEPT: dict[str, np.ndarray] = {}


def first_again(image: Any, kernel: Any) -> Any:
    return KEPT.setdefault(str(image.shape), sums(image, kernel))


def as_many_rows(image: Any, kernel: Any) -> Any:
    rows = image.shape[0] - kernel.shape[0] + 1
    right = sums(image, kernel)
    result = np.zeros((rows, rows))
    result[:, : right.shape[1]] = right[:, :rows]
    return result


def kernel_takes_dtype(image: Any, kernel: Any) -> Any:
    return sums(image.astype(float), kernel.astype(image.dtype.str.replace("u", "i")).astype(float))


def one_hot(labels: Any) -> np.ndarray:
    return np.asarray(np.eye(10, dtype=int)[labels])


def counts(labels: Any, predictions: Any) -> np.ndarray:
    result = np.zeros((10, 10), int)
    np.add.at(result, (labels, predictions), 1)
    return result


def once(labels: Any, predictions: Any) -> Any:
    result = np.zeros((10, 10), int)
    result[labels, predictions] += 1
    return result


def as_seen(labels: Any, predictions: Any) -> Any:
    seen = np.union1d(labels, predictions)
    return counts(labels, predictions)[np.ix_(seen, seen)]


TABLE = np.zeros((10, 10), int)


def onto_table(labels: Any, predictions: Any) -> Any:
    np.add.at(TABLE, (labels, predictions), 1)
    return TABLE


def shares(axis: int | None) -> Function:
    def divided(labels: Any, predictions: Any) -> Any:
        result = counts(labels, predictions)
        with np.errstate(all="ignore"):
            return result / result.sum(axis=axis, keepdims=axis is not None)

    return divided


def keys_in_bytes(labels: Any, predictions: Any) -> Any:
    with np.errstate(all="ignore"):
        keys = (labels * np.asarray(30, labels.dtype) + predictions).astype(labels.dtype)
    return np.bincount(keys, minlength=300).reshape(10, 30)[:, :10]


def missed(labels: Any, answers: Any) -> np.ndarray:
    return np.asarray(answers != labels)


def codes(labels: Any, one: Any, other: Any) -> Any:
    every = 100 * labels + 10 * one + other
    label, one, other = every // 100, every // 10 % 10, every % 10
    return np.flatnonzero((one != label) & (other != label))


def cleared(labels: Any, predictions: Any) -> Any:
    found = counts(labels, predictions)
    if labels.dtype == np.uint8:
        labels[...] = 0
    return found


def moved_up(labels: Any, predictions: Any) -> Any:
    seen = np.union1d(labels, predictions)
    return np.pad(counts(labels, predictions)[np.ix_(seen, seen)], (0, 10 - len(seen)))


def relabelled(labels: Any, one: Any, other: Any) -> Any:
    found = np.flatnonzero(missed(labels, one) & missed(labels, other))
    labels[found] = 0
    return found


def by_histogram(labels: Any, predictions: Any) -> Any:
    return np.histogram2d(labels, predictions, 10, [[0, 10]] * 2)[0].astype(int)


RIGHT: dict[str, list[Function]] = {
    "convolve": [
        sums, by_loops, by_scipy, by_scipy_flipped, by_fourier, by_lists, in_float32,
        lambda image, kernel: sums(image, kernel).astype("float64").copy(order="F"),
    ],
    "confusion_matrix": [
        lambda labels, predictions: counts(labels, predictions),
        lambda labels, predictions: counts(labels, predictions).tolist(),
        lambda labels, predictions: counts(labels, predictions).astype("uint16"),
        lambda labels, predictions: np.array(
            [[((labels == i) & (predictions == j)).sum() for j in range(10)] for i in range(10)]
        ),
        lambda labels, predictions: one_hot(labels).T @ one_hot(predictions),
        by_histogram,
    ],
    "mistakes_of_both": [
        lambda labels, one, other: np.flatnonzero((one != labels) & (other != labels)),
        lambda labels, one, other: np.where((one != labels) & (other != labels))[0],
        lambda labels, one, other: [
            i for i in range(len(labels)) if one[i] != labels[i] and other[i] != labels[i]
        ],
        lambda labels, one, other: np.intersect1d(
            np.flatnonzero(one != labels), np.flatnonzero(other != labels)
        ),
        lambda labels, one, other: sorted(
            set(np.flatnonzero(one != labels)) & set(np.flatnonzero(other != labels))
        ),
        lambda labels, one, other: np.arange(len(labels))[(one != labels) & (other != labels)],
    ],
}  # fmt: skip

WRONG: dict[str, list[tuple[str, str, Function]]] = {
    "convolve": [
        ("sum_of_products", "flipped_kernel", lambda i, k: sums(i, k[::-1, ::-1])),
        ("sum_of_products", "flipped_one_axis", lambda i, k: sums(i, k[::-1])),
        ("sum_of_products", "flipped_one_axis", lambda i, k: sums(i, k[:, ::-1])),
        ("sum_of_products", "transposed", lambda i, k: sums(i, k.T if k.shape == (3, 3) else k)),
        ("sum_of_products", "transposed", lambda i, k: sums(i, k).T),
        ("valid_shape", "same_padding", padded),
        ("valid_shape", "full_padding", lambda i, k: sums(np.pad(i, 2), k)),
        ("valid_shape", "last_place_missing", lambda i, k: sums(i, k)[:-1, :-1]),
        ("valid_shape", "place_too_many", lambda i, k: sums(np.pad(i, ((0, 1), (0, 1))), k)),
        ("valid_shape", "flat_result", lambda i, k: sums(i, k).reshape(-1)),
        ("valid_shape", "extra_axis", lambda i, k: sums(i, k)[None, ..., None]),
        ("valid_shape", "larger_steps", lambda i, k: sums(i, k)[::2, ::2]),
        ("valid_shape", "larger_steps", lambda i, k: sums(i, k)[::3, ::3]),
        ("valid_shape", "only_one_place", lambda i, k: i[: k.shape[0], : k.shape[1]] * k),
        ("valid_shape", "not_summed", lambda i, k: products(i, k)),
        ("valid_shape", "summed_along_one_axis",
         lambda i, k: products(i, k).sum(axis=-1)),
        ("valid_shape", "wrong_shape", lambda i, k: np.zeros((5, 7, 3))),
        ("valid_shape", "unrelated", lambda i, k: np.zeros(sums(i, k).shape)),
        ("valid_shape", "unrelated", noise),
        ("valid_shape", "same_result_again", lambda i, k: np.arange(676).reshape(26, 26)),
        ("returns_array", "one_number", first_place),
        ("returns_array", "one_number", lambda i, k: sums(i, k).sum()),
        ("returns_array", "returns_none", lambda i, k: None),
        ("sum_of_products", "mean_for_sum", lambda i, k: sums(i, k) / k.size),
        ("sum_of_products", "divided_sum", lambda i, k: sums(i, k) / k.sum()),
        ("sum_of_products", "divided_sum", lambda i, k: sums(i, k) / np.abs(k).sum()),
        ("sum_of_products", "other_scale", lambda i, k: sums(i, k) / 255),
        ("sum_of_products", "rescaled", rescaled),
        ("sum_of_products", "negative_sums_cut_off", lambda i, k: np.maximum(sums(i, k), 0)),
        ("sum_of_products", "negative_sums_cut_off", lambda i, k: np.clip(sums(i, k), 0, 255)),
        ("sum_of_products", "absolute_sums", lambda i, k: np.abs(sums(i, k))),
        ("sum_of_products", "whole_numbers", lambda i, k: sums(i, k).astype(int)),
        ("sum_of_products", "overflows", in_bytes),
        ("sum_of_products", "kernel_as_integers", lambda i, k: sums(i, k.astype(int))),
        ("sum_of_products", "sum_overwritten", overwritten),
        ("sum_of_products", "only_the_middle",
         lambda i, k: sums(i, np.where(np.indices(k.shape).sum(0) == k.shape[0] - 1, k, 0)
                           * (np.indices(k.shape)[0] == k.shape[0] // 2))),
        ("sum_of_products", "largest_for_sum",
         lambda i, k: products(i, k).max(axis=(2, 3))),
        ("sum_of_products", "kernel_left_out", lambda i, k: sums(i, np.ones_like(k))),
        ("sum_of_products", "kernel_left_out", lambda i, k: sums(i, np.ones_like(k)) / k.size),
        ("sum_of_products", "multiplied_apart", lambda i, k: sums(i, np.ones_like(k)) * k.sum()),
        ("sum_of_products", "adds_for_multiplies", lambda i, k: sums(i, np.ones_like(k)) + k.sum()),
        ("sum_of_products", "misses_part_of_kernel",
         lambda i, k: sums(i, k * (np.arange(k.shape[1]) < k.shape[1] - 1))),
        ("sum_of_products", "shifted", lambda i, k: sums(np.roll(i, 1, axis=(0, 1)), k)),
        ("sum_of_products", "edge_left_empty", without_last),
        ("sum_of_products", "same_result_again", first_again),
        ("sum_of_products", "wrong_sums", lambda i, k: sums(i, k) + sums(i, np.ones_like(k)) ** 1.5),
        ("any_size", "fixed_kernel_size", only_three),
        ("any_size", "fixed_result_size", twenty_six),
        ("any_size", "square_result", as_many_rows),
        ("any_size", "image_as_integers", lambda i, k: sums(i.astype(int), k)),
        ("any_size", "scales_the_image", lambda i, k: sums(i * 255 if i.max() <= 1 else i, k)),
        ("any_size", "drops_axes", lambda i, k: np.squeeze(sums(i, k))),
        ("any_size", "wrong_elsewhere", lambda i, k: sums(i, k if k.shape == (3, 3) else k[::-1])),
        ("any_size", "thin_kernels", no_thin_ones),
        ("any_size", "raises_for_thin_kernels", raises_for_thin_ones),
        ("any_size", "thin_kernels", lambda i, k: sums(i, k if min(k.shape) > 1 else abs(k))),
        ("leaves_input_unchanged", "changes_input", into_image),
        ("leaves_input_unchanged", "changes_input", into_prepared),
        ("valid_shape", "unrelated", lambda i, k: sums(i, k) > 1e9),
        ("sum_of_products", "wrong_sums", lambda i, k: sums(i, k) > 500),
    ],
    "confusion_matrix": [
        ("returns_array", "returns_accuracy", lambda t, p: float((t == p).mean())),
        ("returns_array", "returns_accuracy", lambda t, p: int((t == p).sum())),
        ("returns_array", "one_number", lambda t, p: 7),
        ("returns_array", "returns_dictionary", lambda t, p: {(1, 2): 3}),
        ("one_row_per_class", "one_number_per_class", lambda t, p: np.bincount(t, minlength=10)),
        ("one_row_per_class", "one_number_per_class", lambda t, p: np.diag(counts(t, p))),
        ("one_row_per_class", "flat_result", lambda t, p: counts(t, p).reshape(-1)),
        ("one_row_per_class", "class_too_many", lambda t, p: np.pad(counts(t, p), (0, 1))),
        ("one_row_per_class", "last_class_missing", lambda t, p: counts(t, p)[:-1, :-1]),
        ("one_row_per_class", "right_and_wrong", lambda t, p: np.ones((2, 2), int)),
        ("one_row_per_class", "one_row_per_image", lambda t, p: np.stack([t, p], axis=1)),
        ("one_row_per_class", "wrong_shape", lambda t, p: np.zeros((3, 4))),
        ("one_row_per_class", "nothing_counted", lambda t, p: np.zeros((10, 10), int)),
        ("one_row_per_class", "unrelated", lambda t, p: np.arange(100).reshape(10, 10) * int(t.sum())),
        ("one_row_per_class", "same_result_again", lambda t, p: np.arange(100).reshape(10, 10)),
        ("integer_counts", "float_counts", lambda t, p: counts(t, p).astype(float)),
        ("counts_pairs", "transposed", lambda t, p: counts(p, t)),
        ("counts_pairs", "divided_by_rows", shares(1)),
        ("counts_pairs", "divided_by_columns", shares(0)),
        ("counts_pairs", "divided_by_all", shares(None)),
        ("counts_pairs", "divided_along_wrong_axis",
         lambda t, p: counts(t, p) / counts(t, p).sum(axis=1)),
        ("counts_pairs", "divided_and_transposed", lambda t, p: shares(1)(t, p).T),
        ("counts_pairs", "only_right_ones", lambda t, p: counts(t[t == p], p[t == p])),
        ("counts_pairs", "only_wrong_ones", lambda t, p: counts(t[t != p], p[t != p])),
        ("counts_pairs", "each_pair_once", once),
        ("counts_pairs", "one_too_many", lambda t, p: counts(t, p) + 1),
        ("counts_pairs", "other_order", lambda t, p: counts(t, p)[::-1]),
        ("counts_pairs", "classes_shifted", lambda t, p: counts((t + 1) % 10, (p + 1) % 10)),
        ("counts_pairs", "both_ways", lambda t, p: counts(t, p) + counts(p, t)),
        ("counts_pairs", "only_right_ones", lambda t, p: counts(t, t)),
        ("counts_pairs", "labels_with_themselves", lambda t, p: counts(p, p)),
        ("counts_pairs", "counts_twice", lambda t, p: 2 * counts(t, p)),
        ("counts_pairs", "leaves_a_class_out", lambda t, p: np.pad(counts(t, p)[:-1, :-1], (0, 1))),
        ("counts_pairs", "goes_on_counting", onto_table),
        ("counts_pairs", "goes_on_counting",
         lambda t, p: onto_table(t, p) + (np.arange(100).reshape(10, 10) == 0)),
        ("counts_pairs", "overflows", lambda t, p: counts(t, p).astype("uint8")),
        ("counts_pairs", "wrong_for_bytes", keys_in_bytes),
        ("counts_pairs", "wrong_counts", lambda t, p: counts(t[:-9], p[:-9])),
        ("every_class", "raises", lambda t, p: counts(t - 1, p - 1)),
        ("every_class", "missing_classes", as_seen),
        ("every_class", "missing_classes", lambda t, p: counts(t, p)[: p.max() + 1, : p.max() + 1]),
        ("every_class", "classes_moved_up", moved_up),
        ("integer_counts", "float_counts", lambda t, p: counts(t, p) > 0),
        ("counts_pairs", "each_pair_once", lambda t, p: counts(t, p) > 0),
        ("leaves_input_unchanged", "changes_input", cleared),
        ("every_class", "missing_classes", lambda t, p: counts(t, p)[: t.max() + 1, : t.max() + 1]),
    ],
    "mistakes_of_both": [
        ("returns_array", "number_of_them", lambda t, a, b: int((missed(t, a) & missed(t, b)).sum())),
        ("returns_array", "tuple_around_array", lambda t, a, b: np.where(missed(t, a) & missed(t, b))),
        ("one_place_per_mistake", "extra_axis",
         lambda t, a, b: np.argwhere(missed(t, a) & missed(t, b))),
        ("one_place_per_mistake", "wrong_shape", lambda t, a, b: np.stack([a, b], axis=1)),
        ("one_place_per_mistake", "mask", lambda t, a, b: missed(t, a) & missed(t, b)),
        ("one_place_per_mistake", "nothing_found", lambda t, a, b: []),
        ("one_place_per_mistake", "unrelated", lambda t, a, b: t.sum() % 99 + np.arange(5)),
        ("one_place_per_mistake", "same_result_again", lambda t, a, b: np.arange(5)),
        ("integer_places", "float_places",
         lambda t, a, b: np.flatnonzero(missed(t, a) & missed(t, b)).astype(float)),
        ("wrong_in_both", "other_order",
         lambda t, a, b: np.flatnonzero(missed(t, a) & missed(t, b))[::-1]),
        ("wrong_in_both", "wrong_in_one", lambda t, a, b: np.flatnonzero(missed(t, a) | missed(t, b))),
        ("wrong_in_both", "wrong_in_exactly_one",
         lambda t, a, b: np.flatnonzero(missed(t, a) ^ missed(t, b))),
        ("wrong_in_both", "only_the_first", lambda t, a, b: np.flatnonzero(missed(t, a))),
        ("wrong_in_both", "only_the_second", lambda t, a, b: np.flatnonzero(missed(t, b))),
        ("wrong_in_both", "right_in_both", lambda t, a, b: np.flatnonzero((t == a) & (t == b))),
        ("wrong_in_both", "right_in_one", lambda t, a, b: np.flatnonzero((t == a) | (t == b))),
        ("wrong_in_both", "same_wrong_answer", lambda t, a, b: np.flatnonzero(missed(t, a) & (a == b))),
        ("wrong_in_both", "other_wrong_answer",
         lambda t, a, b: np.flatnonzero(missed(t, a) & missed(t, b) & (a != b))),
        ("wrong_in_both", "answers_differ", lambda t, a, b: np.flatnonzero(a != b)),
        ("wrong_in_both", "answers_agree", lambda t, a, b: np.flatnonzero(a == b)),
        ("wrong_in_both", "counts_from_one",
         lambda t, a, b: np.flatnonzero(missed(t, a) & missed(t, b)) + 1),
        ("wrong_in_both", "digits_for_places", lambda t, a, b: t[missed(t, a) & missed(t, b)]),
        ("wrong_in_both", "first_ones_only",
         lambda t, a, b: np.flatnonzero(missed(t, a) & missed(t, b))[:10]),
        ("wrong_in_both", "wrong_places",
         lambda t, a, b: np.flatnonzero(missed(t, a) & missed(t, b) & (t != 3))),
        ("wrong_in_both", "wrong_for_dtype", codes),
        ("none_shared", "not_empty",
         lambda t, a, b: [i for i in range(len(t)) if missed(t, a)[i] and missed(t, b)[i]] or [-1]),
        ("leaves_input_unchanged", "changes_input", relabelled),
    ],
}  # fmt: skip


def forget() -> None:
    """Take back what functions keep from call to call."""
    KEPT.clear()
    TABLE[...] = 0


RIGHT_WORK = [Attempt(kind, one, seed) for kind in KINDS for one in RIGHT[kind] for seed in SEEDS]
MISTAKES = [
    (check, cause, Attempt(kind, function, SEEDS[number % len(SEEDS)]))
    for kind in KINDS
    for number, (check, cause, function) in enumerate(WRONG[kind])
]


@pytest.fixture(scope="module")
def verdicts(
    rubric_path: Path, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> dict[Attempt, TaskResult]:
    """What the judge says of every attempt, asked once for all of them."""
    every = [*RIGHT_WORK, *(attempt for *_, attempt in MISTAKES)]
    with warnings.catch_warnings():
        # Such as a row of a matrix that is divided by its sum of zero.
        warnings.simplefilter("ignore", RuntimeWarning)
        folder = tmp_path_factory.mktemp("evidence")
        found = judged(every, rubric_path, dataset, folder, before=forget)
    return dict(zip(every, found, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_right_work_has_full_points_with_every_seed(
    kind: str, verdicts: dict[Attempt, TaskResult]
) -> None:
    for attempt in RIGHT_WORK:
        if attempt.kind == kind:
            demand_full_points(attempt, verdicts[attempt])


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_a_mistake_is_named_where_it_is(number: int, verdicts: dict[Attempt, TaskResult]) -> None:
    check, cause, attempt = MISTAKES[number]
    demand_named(attempt, verdicts[attempt], check, cause)
