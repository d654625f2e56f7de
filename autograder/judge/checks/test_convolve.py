"""Checks of a function that moves a kernel over an image, as deep learning convolves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.judge.checks.support import (
    Failure,
    arguments_after,
    blocked,
    demand_new_result,
    fail,
    keep_result,
    kept,
    numbers,
    of_view,
    returned,
    same_array,
    shape_text,
    value_of,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

DIGITS = ("digit", "other")
SIZES = ("squares", "square_kernel", "wide", "tall", "whole")
# With images that are larger than a digit, and a kernel that is.
LARGE = ("large", "large_both")
# With kernels of one row and of one column.
THIN = ("row", "column")
# A byte image with a kernel of whole numbers, grey levels as floating-point numbers, and results of one
# column and of one row.
LAST = ("edges", "levels", "one_column", "one_row")
# Of what the sums could be at most: far more than rounding in float32.
TOLERANCE = 1e-5
# How alike a result and one that a mistake makes are at least, for a result that has to do with both.
LEAST_ALIKE = 0.5
# Fewer places are alike by chance.
FEW_PLACES = 20


def convolved(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the sums of products of a kernel and what lies under it, at each place.

    Args:
        image: Shape (rows, columns).
        kernel: Shape (height, width), which fits in the image.

    Returns:
        Shape (rows - height + 1, columns - width + 1), float64.
    """
    windows = np.lib.stride_tricks.sliding_window_view(image.astype("float64"), kernel.shape)
    return np.einsum("ijab,ab->ij", windows, kernel.astype("float64"))


def _pair(inputs: Inputs, name: str) -> tuple[np.ndarray, np.ndarray]:
    return inputs[f"{name}_image"], inputs[f"{name}_kernel"]


def _same(found: np.ndarray, wanted: np.ndarray, image: np.ndarray, kernel: np.ndarray) -> bool:
    """Whether sums are the wanted ones, but for rounding."""
    if found.shape != wanted.shape:
        return False
    most = np.abs(kernel).sum() * max(float(np.abs(image).max()), 1e-9)
    with np.errstate(all="ignore"):
        return bool(np.abs(found.astype("float64") - wanted).max() <= TOLERANCE * most)


@pytest.mark.gate
def test_returns_array(calls: Node, inputs: Inputs) -> None:
    """The result is an array of numbers, or what NumPy turns into one."""
    for name in DIGITS:
        value = value_of(calls[name])
        if value["kind"].text in ("integer", "float"):
            fail("one_number", found=value["type"].text)
        if not numbers(value).shape:
            fail("one_number", found="an array without axes")


@pytest.mark.gate
def test_valid_shape(calls: Node, inputs: Inputs) -> None:
    """There is a number for each place of the kernel within the image, made of what is there."""
    for name in DIGITS:
        _demand_shape(numbers(value_of(calls[name])), *_pair(inputs, name))
    found = {name: numbers(value_of(calls[name])).array for name in DIGITS}
    if not any(_has_to_do(found[name], *_pair(inputs, name)) for name in DIGITS):
        demand_new_result(calls["digit"], calls["other"])
        fail("unrelated")


def _demand_shape(array: Node, image: np.ndarray, kernel: np.ndarray) -> None:
    (rows, columns), (height, width) = image.shape, kernel.shape
    places = (rows - height + 1, columns - width + 1)
    found = array.shape
    if found == places:
        kept(array)
        return
    fields = {"expected": shape_text(places), "found": shape_text(found)}
    without = tuple(size for size in found if size != 1)
    if without == places:
        fail("extra_axis", **fields)
    shapes = {
        image.shape: "same_padding",
        (rows + height - 1, columns + width - 1): "full_padding",
        (places[0] - 1, places[1] - 1): "last_place_missing",
        (places[0] + 1, places[1] + 1): "place_too_many",
        (places[0] * places[1],): "flat_result",
        (places[0] * places[1], 1): "flat_result",
        (*places, height, width): "not_summed",
        (*places, width): "summed_along_one_axis",
        (*places, height): "summed_along_one_axis",
        (*places, height * width): "not_summed",
        kernel.shape: "only_one_place",
    }
    if found not in shapes and any(
        found in (tuple((count - 1) // stride + 1 for count in places), whole)
        for stride in (2, 3)
        for whole in [tuple(size // stride for size in image.shape)]
    ):
        fail("larger_steps", **fields)
    fail(shapes.get(found, "wrong_shape"), **fields)


def _has_to_do(found: np.ndarray, image: np.ndarray, kernel: np.ndarray) -> bool:
    """Whether a result is like the right one, or like what a mistake makes of the same image."""
    right = convolved(image, kernel)
    others = [one for _, one in _mistakes(image, kernel, right)]
    windows = np.lib.stride_tricks.sliding_window_view(image.astype("float64"), kernel.shape)
    others += list(windows.reshape(*right.shape, -1).transpose(2, 0, 1))
    return any(_alike(found, one) for one in (right, *others))


def _alike(first: np.ndarray, second: np.ndarray) -> bool:
    if first.shape != second.shape:
        return False
    with np.errstate(all="ignore"):
        one, other = (
            np.nan_to_num(each.astype("float64"), posinf=0, neginf=0).reshape(-1)
            for each in (first, second)
        )
        one, other = one - one.mean(), other - other.mean()
        size = float(np.linalg.norm(one) * np.linalg.norm(other))
        return bool(0 < size < np.inf and abs(float(one @ other)) >= LEAST_ALIKE * size)


def test_sum_of_products(calls: Node, inputs: Inputs) -> None:
    """Each number is the sum of the products of the kernel, as it is, and of the pixels under it."""
    for name in DIGITS:
        image, kernel = _pair(inputs, name)
        values = numbers(value_of(calls[name])).array
        right = convolved(image, kernel)
        if _same(values, right, image, kernel):
            continue
        if not np.isfinite(values.astype("float64")).all():
            fail("not_finite")
        _explain(values, image, kernel, right)
        demand_new_result(calls["digit"], calls["other"])
        row, column = np.unravel_index(np.abs(values - right).argmax(), right.shape)
        fail(
            "wrong_sums",
            row=int(row),
            column=int(column),
            expected=f"{right[row, column]:.4g}",
            found=f"{values[row, column]:.4g}",
        )
    keep_result(calls["digit"])


def _explain(values: np.ndarray, image: np.ndarray, kernel: np.ndarray, right: np.ndarray) -> None:
    """Fail with the name of the mistake that gives these values."""
    for cause, result in _mistakes(image, kernel, right):
        if _same(values, result, image, kernel):
            fail(cause, dtype=values.dtype.name)
    if values.dtype == np.uint8 or (values.min() >= 0 and values.max() < 256):
        with np.errstate(all="ignore"):
            wrapped = [right.astype("int64") % 256, np.floor(right) % 256, np.round(right) % 256]
        if any(np.abs(values - one).max() <= 1 for one in wrapped):
            fail("overflows", dtype=values.dtype.name)
    slope, offset = np.polyfit(right.reshape(-1), values.reshape(-1).astype("float64"), 1)
    most = np.abs(kernel).sum() * float(np.abs(image).max())
    if abs(slope) > 1e-6 and _same(values / slope, right + offset / slope, image, kernel):
        if abs(offset) <= TOLERANCE * most * max(abs(slope), 1e-6):
            fail("other_scale", factor=f"{slope:.4g}")
        fail("rescaled", low=f"{values.min():.4g}", high=f"{values.max():.4g}")


def _mistakes(
    image: np.ndarray, kernel: np.ndarray, right: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what mistakes make of an image and a kernel, with their causes."""
    pixels, (height, width) = image.astype("float64"), kernel.shape
    rows, columns = right.shape
    windows = np.lib.stride_tricks.sliding_window_view(pixels, kernel.shape)
    products = windows * kernel
    yield "flipped_kernel", convolved(image, kernel[::-1, ::-1])
    yield "flipped_one_axis", convolved(image, kernel[::-1])
    yield "flipped_one_axis", convolved(image, kernel[:, ::-1])
    yield "mean_for_sum", right / kernel.size
    total, absolute = kernel.sum(), np.abs(kernel).sum()
    for divisor in (total, absolute, height, width, np.sqrt((kernel**2).sum()), kernel.max()):
        yield "divided_sum", right / divisor
    yield "negative_sums_cut_off", np.maximum(right, 0)
    yield "negative_sums_cut_off", np.clip(right, 0, 255)
    yield "negative_sums_cut_off", np.clip(right, 0, 1)
    yield "absolute_sums", np.abs(right)
    for rounded in (np.trunc, np.round, np.floor, np.ceil):
        yield "whole_numbers", rounded(right)
    yield "kernel_as_integers", convolved(image, np.trunc(kernel))
    yield "kernel_as_integers", convolved(image, kernel.astype("int64").astype("uint8"))
    for place in ((-1, -1), (0, 0)):
        yield "sum_overwritten", products[:, :, place[0], place[1]]
    yield "sum_overwritten", products[:, :, -1].sum(axis=-1)
    yield "sum_overwritten", products[:, :, :, -1].sum(axis=-1)
    yield "only_the_middle", products[:, :, height // 2, width // 2]
    yield "largest_for_sum", products.max(axis=(2, 3))
    yield "kernel_left_out", windows.sum(axis=(2, 3))
    yield "kernel_left_out", windows.mean(axis=(2, 3))
    yield "kernel_left_out", pixels[:rows, :columns]
    yield "kernel_left_out", pixels[height // 2 :, width // 2 :][:rows, :columns]
    yield "sum_of_the_kernel_alone", np.full(right.shape, total)
    yield "multiplied_apart", windows.sum(axis=(2, 3)) * total
    yield "adds_for_multiplies", windows.sum(axis=(2, 3)) + total
    if height == width:
        yield "transposed", convolved(image, kernel.T)
        yield "flipped_kernel", convolved(image, kernel[::-1, ::-1].T)
        yield "matrix_product", np.einsum("ijab,bc->ij", windows, kernel)
        yield "matrix_product", np.einsum("ab,ijbc->ij", kernel, windows)
        yield "matrix_product", np.einsum("ijab,ba->ij", windows, kernel)
    if rows == columns:
        yield "transposed", right.T
        yield "transposed", convolved(image.T, kernel[::-1, ::-1])
    for part in (
        np.s_[:-1, :-1],
        np.s_[:-1],
        np.s_[:, :-1],
        np.s_[1:, 1:],
        np.s_[1:],
        np.s_[:, 1:],
    ):
        left_out = np.zeros_like(kernel)
        left_out[part] = kernel[part]
        if left_out.any():
            yield "misses_part_of_kernel", convolved(image, left_out)
    for down in (-1, 0, 1):
        for along in (-1, 0, 1):
            if down or along:
                moved = np.roll(pixels, (down, along), axis=(0, 1))
                yield "shifted", convolved(moved, kernel)
    inside = np.zeros_like(right)
    inside[:-1, :-1] = right[:-1, :-1]
    yield "edge_left_empty", inside
    for edge in (np.s_[:-1], np.s_[:, :-1], np.s_[1:, 1:], np.s_[1:-1, 1:-1]):
        inside = np.zeros_like(right)
        inside[edge] = right[edge]
        yield "edge_left_empty", inside


def test_any_size(calls: Node, inputs: Inputs) -> None:
    """So it is with images and kernels of any size, square or not, in whole numbers or not."""
    digits = {name: numbers(value_of(calls[name])).array for name in DIGITS}
    digits_right = all(
        _same(found, convolved(*_pair(inputs, name)), *_pair(inputs, name))
        for name, found in digits.items()
    )
    for name in (*SIZES, *THIN):
        image, kernel = _pair(inputs, name)
        if digits_right:
            _demand_return(calls, inputs, name)
        value, right = value_of(calls[name]), convolved(image, kernel)
        single = value["kind"].text in ("integer", "float")
        if name == "whole" and (single or not numbers(value).shape):
            fail(
                "drops_axes",
                expected=shape_text(right.shape),
                found=value["type"].text,
                image=shape_text(image.shape),
                kernel=shape_text(kernel.shape),
            )
        array = numbers(value)
        sizes = {
            "expected": shape_text(right.shape),
            "found": shape_text(array.shape),
            "image": shape_text(image.shape),
            "kernel": shape_text(kernel.shape),
        }
        if name in THIN and not _same(kept(array), right, image, kernel):
            fail("thin_kernels", **sizes)
        if array.shape != right.shape:
            (rows, columns), (height, width) = image.shape, kernel.shape
            shapes = {
                (rows - 2, columns - 2): "fixed_kernel_size",
                (rows - min(height, 3) + 1, columns - min(width, 3) + 1): "fixed_kernel_size",
                (26, 26): "fixed_result_size",
                (rows - width + 1, columns - height + 1): "exchanges_sizes",
                (columns - width + 1, rows - height + 1): "exchanges_sizes",
                (columns - height + 1, rows - width + 1): "exchanges_sizes",
                (rows - height + 1,) * 2: "square_result",
                (columns - width + 1,) * 2: "square_result",
                (rows - height + 1, columns - height + 1): "square_kernel",
                (rows - width + 1, columns - width + 1): "square_kernel",
                (1,): "drops_axes",
            }
            fail(shapes.get(array.shape, "wrong_size"), **sizes)
        found = kept(array)
        if _same(found, right, image, kernel):
            continue
        if not digits_right:
            blocked("sum_of_products")
        if _same(found, convolved(image.astype("int64"), kernel), image, kernel):
            fail("image_as_integers")
        if any(
            _same(found, convolved(one, kernel), image, kernel)
            for one in (np.maximum(image, 0), np.abs(image), np.clip(image, 0, 1))
        ):
            fail("negative_pixels")
        with np.errstate(all="ignore"):
            levels = (image * 255).astype("uint8")
        if any(
            _same(found, convolved(one, kernel), one, kernel)
            for one in (levels, image * 255.0, image / 255)
        ):
            fail("scales_the_image")
        if _wrong_for_alike_weights(calls, inputs):
            fail("alike_weights")
        cut = np.zeros_like(kernel)
        cut[:3, :3] = kernel[:3, :3]
        if _same(found, convolved(image, cut), image, kernel):
            fail("fixed_kernel_size", **sizes)
        fail("wrong_elsewhere", **sizes)
    turned = numbers(of_view(calls["turned"]))
    if turned.shape != digits["other"].shape or not _same(
        kept(turned), digits["other"], *_pair(inputs, "other")
    ):
        fail("wrong_for_views")
    for name in LARGE:
        image, kernel = _pair(inputs, name)
        _demand_return(calls, inputs, name)
        array = numbers(value_of(calls[name]))
        right = convolved(image, kernel)
        if array.shape != right.shape or not _same(kept(array), right, image, kernel):
            fail(
                "wrong_for_large_images",
                image=shape_text(image.shape),
                kernel=shape_text(kernel.shape),
                expected=shape_text(right.shape),
                found=shape_text(array.shape),
            )
    # Where digits have wrong sums, that is what these would say once more.
    for name in LAST if digits_right else ():
        _demand_one_of_the_last(calls, inputs, name)


def _demand_one_of_the_last(calls: Node, inputs: Inputs, name: str) -> None:
    """Fail where types or one axis of the result make a difference."""
    image, kernel = _pair(inputs, name)
    array, right = numbers(value_of(calls[name])), convolved(image, kernel)
    if array.shape == right.shape and _same(kept(array), right, image, kernel):
        return
    sizes = {
        "expected": shape_text(right.shape),
        "found": shape_text(array.shape),
        "image": shape_text(image.shape),
        "kernel": shape_text(kernel.shape),
    }
    if array.shape != right.shape:
        fail("drops_axes", **sizes)
    if name == "edges":
        fail("wrong_for_whole_weights", image=image.dtype.name)
    fail("scales_the_image" if name == "levels" else "wrong_elsewhere", **sizes)


def _wrong_for_alike_weights(calls: Node, inputs: Inputs) -> bool:
    """Whether sums are wrong for kernels of which some weights are alike, and right for the others."""
    for name in (*SIZES, *THIN):
        image, kernel = _pair(inputs, name)
        try:
            found = kept(numbers(value_of(calls[name])))
        except Failure:
            # After a call that does not return there are no others.
            return False
        alike = len(np.unique(kernel)) < kernel.size
        if _same(found, convolved(image, kernel), image, kernel) == alike:
            return False
    return True


def _demand_return(calls: Node, inputs: Inputs, name: str) -> None:
    """Fail where a call raises that has other sizes than the digits, with what it cannot do."""
    # The first for which it raises tells what it rests on.
    causes = {
        "squares": "raises_for_other_sizes",
        "square_kernel": "raises_for_oblongs",
        "wide": "raises_for_oblong_kernels",
        "row": "raises_for_thin_kernels",
        "column": "raises_for_thin_kernels",
        "large": "raises_for_large_images",
        "large_both": "raises_for_large_images",
    }
    try:
        returned(calls[name])
    except Failure as failure:
        if failure.cause != "raises" or name not in causes:
            raise
        image, kernel = (shape_text(one.shape) for one in _pair(inputs, name))
        fields = {
            "image": image,
            "kernel": kernel,
            "type": failure.fields["type"],
            "message": failure.fields["message"],
            "line": failure.fields["line"],
        }
        fail(causes.get(name, "raises_for_other_sizes"), **fields)


def test_leaves_input_unchanged(calls: Node, inputs: Inputs) -> None:
    """Image and kernel are as they were."""
    for name, after in arguments_after(calls, DIGITS, (*SIZES, *THIN, *LARGE, *LAST)):
        for what, array, wanted in zip(("image", "kernel"), after, _pair(inputs, name)):
            if not same_array(array, wanted):
                fail("changes_input", what=what)
        if len(after) < len(_pair(inputs, name)):
            fail("changes_input", what="image")
