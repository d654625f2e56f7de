"""Figures of filters and feature maps: right ones in many ways, and mistakes by their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attempts import Attempt, Function, demand_full_points, demand_named, judged
from matplotlib import pyplot as plt

from autograder.assignment.rubric import RUBRICS, RubricError, load_rubric
from autograder.data import Dataset
from autograder.report.results import TaskResult

pytestmark = pytest.mark.usefixtures("judge_stays")

DENSE = """input_shape = [28, 28]
units = [128, 32, 10]
activations = ["relu", "relu", "softmax"]
"""
CONVOLUTIONS = """input_shape = [28, 28, 1]
layers = [
  {type = "conv2d", filters = 6, kernel_size = 3, activation = "relu"},
  {type = "max_pooling2d"},
  {type = "conv2d", filters = 6, kernel_size = 3, activation = "relu"},
  {type = "flatten"},
  {type = "dropout", rate = 0.2},
  {type = "dense", units = 10, activation = "softmax"},
]
"""
TASKS = """
[tasks.show_filters]
kind = "show_filters"
points = {one_picture_each = 1, right_filters = 1}
[tasks.show_feature_maps]
kind = "show_feature_maps"
points = {one_picture_each = 1, right_maps = 1}
"""


@pytest.fixture(scope="module", autouse=True)
def plugins_as_before() -> Iterator[None]:
    """Keep the judge's switch for pytest's plugins to itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        yield


def written(folder: Path, model: str) -> Path:
    """Write a rubric with both tasks and return its path."""
    text = (RUBRICS / "mnist_adam.toml").read_text(encoding="utf-8")
    assert DENSE in text
    path = folder / "mnist_adam.toml"
    path.write_text(text.replace(DENSE, model) + TASKS, encoding="utf-8")
    return path


def kernels(model: Any, layer: int = 0) -> np.ndarray:
    return np.asarray(model.layers[layer].get_weights()[0])[:, :, 0]


def maps(model: Any, image: np.ndarray, layer: int = 0) -> np.ndarray:
    values = image[np.newaxis]
    for one in model.layers[: layer + 1]:
        values = one(values)
    return np.asarray(values)[0]


def drawn(values: np.ndarray, rows: int = 2, **options: Any) -> Any:
    """Draw each place of the last axis."""
    figure, grid = plt.subplots(rows, -(-values.shape[-1] // rows), squeeze=False)
    for place, axes in enumerate(grid.flat):
        axes.imshow(values[..., place], **options)
        axes.axis("off")
    return figure


def one_by_one(values: np.ndarray) -> Any:
    figure = plt.figure()
    for place in range(values.shape[-1]):
        picture = figure.add_subplot(3, 3, place + 1).imshow(values[..., place], cmap="viridis")
        figure.colorbar(picture)
    return figure


def in_colours(values: np.ndarray) -> Any:
    scaled = (values - values.min()) / np.ptp(values)
    figure, grid = plt.subplots(2, 3)
    for place, axes in enumerate(grid.flat):
        axes.imshow(plt.get_cmap("RdBu")(scaled[..., place]))
    return figure


def placed(values: np.ndarray, places: list[int], columns: int = 3) -> Any:
    """Draw one after another, each in its place of two rows."""
    figure = plt.figure()
    for number, place in enumerate(places):
        figure.add_subplot(2, columns, place + 1).imshow(values[..., number])
    return figure


def in_a_circle(values: np.ndarray) -> Any:
    figure = plt.figure()
    for number in range(values.shape[-1]):
        angle = np.pi / 2 - number * 2 * np.pi / values.shape[-1]
        left, bottom = 0.4 + 0.35 * np.cos(angle), 0.4 + 0.35 * np.sin(angle)
        figure.add_axes((left, bottom, 0.15, 0.15)).imshow(values[..., number])
    return figure


def backwards(values: np.ndarray) -> Any:
    return placed(values[..., ::-1], [5, 4, 3, 2, 1, 0])


def two_colours(values: np.ndarray) -> Any:
    above = values > values.mean(axis=(0, 1))
    figure, grid = plt.subplots(2, 3)
    for place, axes in enumerate(grid.flat):
        axes.imshow(np.where(above[..., place, None], [0.8, 0.1, 0.1], [0.1, 0.1, 0.8]))
    return figure


def blurred(image: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image[:, :, 0], (3, 3))
    return np.repeat(windows.mean(axis=(2, 3))[..., None], 6, axis=-1)


def side_by_side(values: np.ndarray) -> Any:
    figure, axes = plt.subplots()
    axes.imshow(np.concatenate(list(np.moveaxis(values, -1, 0)), axis=1))
    return figure


def in_one_place(values: np.ndarray) -> Any:
    figure = plt.figure()
    for place in range(values.shape[-1]):
        figure.add_axes((0.1, 0.1, 0.8, 0.8)).imshow(values[..., place])
    return figure


def by_submodel(model: Any, image: np.ndarray) -> Any:
    import keras

    inner = keras.Model(model.inputs, model.layers[0].output)
    return drawn(inner.predict(image[np.newaxis], verbose=0)[0])


def before_activation(model: Any, image: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image[:, :, 0], (3, 3))
    sums = np.einsum("ijab,abf->ijf", windows, kernels(model))
    return np.asarray(sums + model.layers[0].get_weights()[1])


RIGHT: dict[str, list[Function]] = {
    "show_filters": [
        lambda model: drawn(kernels(model)),
        lambda model: drawn(kernels(model), rows=1, cmap="gray", vmin=-1, vmax=1),
        lambda model: drawn(np.asarray(model.weights[0])[:, :, 0, :], rows=3, cmap="RdBu"),
        lambda model: one_by_one(kernels(model)),
        lambda model: in_colours(kernels(model)),
        lambda model: backwards(kernels(model)),
        lambda model: in_a_circle(kernels(model)),
        lambda model: placed(kernels(model), [0, 3, 1, 4, 2, 5]),
    ],
    "show_feature_maps": [
        lambda model, image: drawn(maps(model, image)),
        lambda model, image: one_by_one(maps(model, image)),
        lambda model, image: in_colours(maps(model, image)),
        lambda model, image: backwards(maps(model, image)),
        lambda model, image: drawn(np.maximum(before_activation(model, image), 0), rows=3),
        by_submodel,
    ],
}


def noise(*arguments: Any) -> Any:
    return drawn(np.random.default_rng(0).random((3, 3, 6)))


FIGURES: list[Any] = []


def first_figure(model: Any) -> Any:
    FIGURES.append(drawn(kernels(model)))
    return FIGURES[0]


def mixed(values: np.ndarray) -> np.ndarray:
    rows, columns, filters = values.shape
    return values.reshape(filters, rows, columns).transpose(1, 2, 0)


WRONG: dict[str, list[tuple[str, str, Function]]] = {
    "show_filters": [
        ("returns_figure", "returns_none", lambda model: None),
        ("returns_figure", "returns_axes", lambda model: drawn(kernels(model)).axes),
        ("returns_figure", "not_a_figure", lambda model: kernels(model)),
        ("returns_figure", "empty_figure", lambda model: plt.figure()),
        ("one_picture_each", "one_axes", lambda model: side_by_side(kernels(model))),
        ("one_picture_each", "wrong_count", lambda model: drawn(kernels(model)[..., :4])),
        ("one_picture_each", "covered", lambda model: in_one_place(kernels(model))),
        ("one_picture_each", "out_of_sight", lambda model: drawn(kernels(model), alpha=0)),
        ("one_picture_each", "unrelated", noise),
        ("right_filters", "turned", lambda model: drawn(kernels(model).transpose(1, 0, 2))),
        ("right_filters", "upside_down", lambda model: drawn(kernels(model), origin="lower")),
        ("right_filters", "mirrored", lambda model: drawn(kernels(model)[:, ::-1])),
        ("right_filters", "same_picture", lambda model: drawn(kernels(model)[..., [2] * 6])),
        ("right_filters", "other_order", lambda model: drawn(kernels(model)[..., ::-1])),
        ("right_filters", "other_order",
         lambda model: placed(kernels(model), [5, 4, 3, 2, 1, 0])),
        ("one_picture_each", "unrelated", lambda model: two_colours(kernels(model))),
        ("right_filters", "other_layer", lambda model: drawn(kernels(model, layer=2))),
        ("right_filters", "mixed_numbers", lambda model: drawn(mixed(kernels(model)))),
        ("right_filters", "without_sign", lambda model: drawn(np.abs(kernels(model)))),
        ("right_filters", "without_sign", lambda model: drawn(np.maximum(kernels(model), 0))),
        ("right_filters", "wrong_pictures",
         lambda model: drawn(np.where(np.arange(6) == 3, -9 + kernels(model) ** 3, kernels(model)))),
        ("one_picture_each", "unrelated", first_figure),
    ],
    "show_feature_maps": [
        ("one_picture_each", "wrong_count", lambda model, image: drawn(maps(model, image)[..., :2])),
        ("one_picture_each", "unrelated", noise),
        ("one_picture_each", "unrelated", lambda model, image: in_colours(blurred(image))),
        ("one_picture_each", "unrelated",
         lambda model, image: in_colours(maps(model, image)[..., [1, 2, 3, 4, 5, 0]])),
        ("right_maps", "before_activation",
         lambda model, image: drawn(before_activation(model, image))),
        ("right_maps", "pooled", lambda model, image: drawn(maps(model, image, 1))),
        ("right_maps", "other_layer", lambda model, image: drawn(maps(model, image, 2))),
        ("right_maps", "filters_for_maps", lambda model, image: drawn(kernels(model))),
        ("right_maps", "image_for_maps", lambda model, image: drawn(image[..., [0] * 6])),
        ("right_maps", "mixed_numbers", lambda model, image: drawn(mixed(maps(model, image)))),
        ("right_maps", "scales_again", lambda model, image: drawn(maps(model, image / 255))),
        ("right_maps", "turned", lambda model, image: drawn(maps(model, image).swapaxes(0, 1))),
        ("right_maps", "other_order", lambda model, image: drawn(maps(model, image)[..., ::-1])),
        ("right_maps", "same_picture", lambda model, image: drawn(maps(model, image)[..., [0] * 6])),
    ],
}  # fmt: skip
SEEDS = (b"one", b"two")
RIGHT_WORK = [Attempt(kind, one, seed) for kind in RIGHT for one in RIGHT[kind] for seed in SEEDS]
MISTAKES = [
    (check, cause, Attempt(kind, function, SEEDS[number % len(SEEDS)]))
    for kind in WRONG
    for number, (check, cause, function) in enumerate(WRONG[kind])
]


@pytest.fixture(scope="module")
def verdicts(
    dataset: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> dict[Attempt, TaskResult]:
    """What the judge says of every attempt, asked once for all of them."""
    from autograder.probe import given_models

    every = [*RIGHT_WORK, *(attempt for *_, attempt in MISTAKES)]
    path = written(tmp_path_factory.mktemp("rubric"), CONVOLUTIONS)
    folder = tmp_path_factory.mktemp("evidence")
    found = judged(every, path, dataset, folder, vars(given_models), FIGURES.clear)
    return dict(zip(every, found, strict=True))


def test_right_figures_have_full_points(verdicts: dict[Attempt, TaskResult]) -> None:
    for attempt in RIGHT_WORK:
        demand_full_points(attempt, verdicts[attempt])


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_a_mistake_is_named_where_it_is(number: int, verdicts: dict[Attempt, TaskResult]) -> None:
    check, cause, attempt = MISTAKES[number]
    demand_named(attempt, verdicts[attempt], check, cause)


def test_a_rubric_without_a_convolution_has_no_filters_to_show(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"tasks\.show_filters\.kind.*conv2d.*none"):
        load_rubric(written(tmp_path, DENSE))


def test_a_filter_of_one_number_is_no_picture(tmp_path: Path) -> None:
    model = CONVOLUTIONS.replace("kernel_size = 3", "kernel_size = [1, 3]")
    with pytest.raises(RubricError, match=r"tasks\.show_filters\.kind.*conv2d.*\[1, 3\]"):
        load_rubric(written(tmp_path, model))
