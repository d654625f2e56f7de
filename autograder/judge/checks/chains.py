"""What the checks of a model look at where the contract's is a chain of any layers.

In: the record of a model, the inputs and the rubric. Out: nothing where it is right; else a failure
that names its cause. What the model computes is told by `finding` from its weights and outputs.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.assignment.architecture import (
    GLOBAL_POOLINGS,
    POOLINGS,
    WITH_WEIGHTS,
    Layer,
)
from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks import dropouts
from autograder.judge.checks.alike import alike_units
from autograder.judge.checks.finding import Explained, closeness, explain, key_of
from autograder.judge.checks.network import (
    INPUT_SCALES,
    OVER_IMAGES,
    ROUNDING,
    ROUNDING_OF_COARSE,
)
from autograder.judge.checks.support import blocked, fail, weights_of
from autograder.judge.checks.weighted import Weighted, aligned, layers_with_weights
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs
from autograder.probe.model_recorder import made_weights

NAMES = {
    "conv2d": "Conv2D",
    "max_pooling2d": "MaxPooling2D",
    "average_pooling2d": "AveragePooling2D",
    "global_max_pooling2d": "GlobalMaxPooling2D",
    "global_average_pooling2d": "GlobalAveragePooling2D",
    "flatten": "Flatten",
    "dense": "Dense",
    "dropout": "Dropout",
    "batch_normalization": "BatchNormalization",
    "activation": "Activation",
}
# A dropout that changes no more than so many times what rounding does cannot be seen.
CLEAR = 5
# What Keras says of images without an axis for the channels.
NO_CHANNELS = re.compile(r"expected (?:min_)?ndim=4, found ndim=3")


@dataclasses.dataclass(frozen=True)
class Seen:
    """What is known of a model.

    Attributes:
        found: Its layers with weights.
        unused: Number of weights that belong to none of them.
        pairs: Which of the contract's layers with weights, by its place among these, each stands for.
        explained: What it computes, or None.
    """

    found: tuple[Weighted, ...]
    unused: int
    pairs: tuple[tuple[int, int], ...]
    explained: Explained | None


def seen(value: Node, inputs: Inputs, rubric: Rubric) -> Seen:
    """Return what is known of a model.

    Raises:
        Failure: No layers can be found among its weights.
    """
    weights = weights_of(value["weights"])
    outputs, given = (value[name].array for name in ("outputs", "outputs_with_given"))
    key = key_of(inputs["images"], inputs["numbers"], outputs, given, *weights)
    kept = _KEPT.get((key, rubric.layers))
    if kept is None:
        kept = _seen(weights, outputs, given, inputs, rubric, _varies(value))
        _KEPT.clear()
        _KEPT[key, rubric.layers] = kept
    return kept


# Each check looks at the model for itself; the search is made once.
_KEPT: dict[tuple[bytes, tuple[Layer, ...]], Seen] = {}


def _seen(
    weights: Sequence[np.ndarray],
    outputs: np.ndarray,
    given: np.ndarray,
    inputs: Inputs,
    rubric: Rubric,
    varies: bool,
) -> Seen:
    shape, images = rubric.network_shape, inputs["images"]
    found, unused = layers_with_weights(weights, rubric.layers, shape[-1])
    # These tell more: a student's first weights may all be zero.
    made = made_weights([one.shape for one in weights], inputs["numbers"])
    explained = None
    if not varies:
        explained = explain(rubric.layers, shape, found, made, images, given)
    if explained is not None:
        own = _outputs(explained, explained.layers, weights, images, rubric)
        if closeness(own, outputs.astype("float64")) is None:
            explained = None
    pairs = aligned(_with_weights(rubric), found)
    return Seen(tuple(found), unused, tuple(pairs), explained)


def _varies(value: Node) -> bool:
    """Whether a model gave other outputs for the same images when it was used again."""
    return "varies" in value and value["varies"].flag


def _outputs(
    explained: Explained,
    layers: Sequence[Layer],
    weights: Sequence[np.ndarray],
    images: np.ndarray,
    rubric: Rubric,
) -> np.ndarray:
    values = images.reshape(len(images), *rubric.network_shape)
    scaled = values.astype("float64") * explained.scale[0] + explained.scale[1]
    with np.errstate(all="ignore"):
        return reference.predict(explained.weights(weights), layers, scaled)


def _with_weights(rubric: Rubric) -> list[Layer]:
    return [one for one in rubric.layers if one.type in WITH_WEIGHTS]


def demand_channels(call: Node) -> None:
    """Fail where building stopped since a convolution was to work on images without channels."""
    if call["outcome"].text == "raised":
        message = call["error"]["message"].text
        if NO_CHANNELS.search(message):
            fail("no_channel_axis", found=message)


def told(layers: Sequence[Layer]) -> str:
    """Return layers with weights as they are told to a student, such as "Conv2D 8, Dense 10"."""
    return ", ".join(
        f"{NAMES[one.type]} {one.width}" if one.width else NAMES[one.type] for one in layers
    )


def check_widths(value: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail unless the layers with weights are the contract's, with its filters and units."""
    known = seen(value, inputs, rubric)
    expected = _with_weights(rubric)
    found = [one.layer for one in known.found]
    fields = {"expected": told(expected), "found": told(found) or "none"}
    if not found:
        fail("not_the_layers", **fields)
    kinds = [[(one.type, one.width) for one in every] for every in (expected, found)]
    if kinds[0] == kinds[1]:
        return
    if sorted(kinds[0]) == sorted(kinds[1]):
        fail("layers_swapped", **fields)
    missing = [one for i, one in enumerate(expected) if i not in {i for i, _ in known.pairs}]
    extra = [one for j, one in enumerate(found) if j not in {j for _, j in known.pairs}]
    if missing and extra:
        fail("not_the_layers", **fields)
    if missing:
        fail("layer_missing", which=told(missing), **fields)
    if extra:
        fail("layer_extra", which=told(extra), **fields)
    i, j = next((i, j) for i, j in known.pairs if expected[i].width != found[j].width)
    fail(
        "wrong_filters" if expected[i].type == "conv2d" else "wrong_units",
        number=[one.type for one in expected[: i + 1]].count(expected[i].type),
        expected=expected[i].width,
        found=found[j].width,
    )


def _explained(value: Node, inputs: Inputs, rubric: Rubric) -> Explained:
    known = seen(value, inputs, rubric)
    if known.explained is not None:
        return known.explained
    layers = ", ".join(layer["type"].text for layer in value["layers"].nodes()) or "none"
    if _varies(value):
        fail("dropout_in_use", layers=layers)
    if len(known.pairs) < max(len(known.found), len(_with_weights(rubric))):
        blocked("layer_widths")
    fail("other_computation", layers=layers)


def _numbered(rubric: Rubric) -> Iterator[tuple[int, str, Layer]]:
    """Yield the contract's layers with what they are called: the kind, and which of it."""
    counts: dict[str, int] = {}
    for number, layer in enumerate(rubric.layers):
        kind = NAMES[layer.type]
        counts[kind] = counts.get(kind, 0) + 1
        several = sum(one.type == layer.type for one in rubric.layers) > 1
        yield number, f"{kind} number {counts[kind]}" if several else kind, layer


def check_windows(value: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail unless kernels, strides, padding, poolings and the way to a vector are the contract's."""
    known = seen(value, inputs, rubric)
    numbers = [number for number, one in enumerate(rubric.layers) if one.type in WITH_WEIGHTS]
    kernels = {numbers[i]: known.found[j].layer.window.size for i, j in known.pairs}
    for number, name, layer in _numbered(rubric):
        if layer.type == "conv2d" and number in kernels and kernels[number] != layer.window.size:
            fields = {"expected": _plain(layer.window.size), "found": _plain(kernels[number])}
            fail("wrong_kernel_size", layer=name, **fields)
    explained = _explained(value, inputs, rubric)
    if any(one.type == "flatten" for one in explained.added):
        fail("flatten_later")
    all_there = len(known.pairs) == len(known.found) == len(numbers)
    for number, name, layer in _numbered(rubric):
        # Whoever leaves a convolution out leaves its pooling out, too.
        if number in explained.of and (all_there or explained.of[number] is not None):
            _compare(name, layer, explained.of[number])
    for one in explained.added:
        if one.type in POOLINGS:
            fail("pooling_extra", which=NAMES[one.type])


def _compare(name: str, right: Layer, found: Layer | None) -> None:
    """Fail where a layer's window is another one, or another layer stands in its place."""
    if right.type not in ("conv2d", *POOLINGS, *GLOBAL_POOLINGS, "flatten"):
        return
    if found is None:
        fail("pooling_missing", which=name)
    if found.type != right.type:
        fail("other_pooling" if right.type in POOLINGS else "other_vector",
             expected=NAMES[right.type], found=NAMES[found.type])  # fmt: skip
    one, other = right.window, found.window
    if right.type in POOLINGS and one.size != other.size:
        fail("wrong_pool_size", layer=name, expected=_plain(one.size), found=_plain(other.size))
    if one.strides != other.strides:
        fields = {"expected": _plain(one.strides), "found": _plain(other.strides)}
        fail("wrong_strides", layer=name, **fields)
    if one.padding != other.padding:
        fail("wrong_padding", layer=name, expected=one.padding, found=other.padding)
    if one.dilation != other.dilation:
        fields = {"expected": _plain(one.dilation), "found": _plain(other.dilation)}
        fail("wrong_dilation", layer=name, **fields)


def _plain(pair: tuple[int, int]) -> str:
    """Return a pair as people write it: as one number where both are the same."""
    return str(pair[0]) if pair[0] == pair[1] else str(pair)


def check_activations(value: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail unless the activations of hidden layers are the contract's."""
    explained = _explained(value, inputs, rubric)
    pairs = [
        (layer.activation, explained.of[number])
        for number, layer in enumerate(rubric.layers[:-1])
        if layer.type in ("conv2d", "dense", "activation") and number in explained.of
    ]
    both = [(right, found.activation if found else "linear") for right, found in pairs]
    both = [(right, found) for right, found in both if (right, found) != ("linear", "linear")]
    wrong = [found for right, found in both if found != right]
    added = [one.activation for one in explained.added if one.type == "activation"]
    if not wrong and not added:
        return
    fields = {
        "expected": ", ".join(right for right, _ in both) or "none",
        "found": ", ".join([*(found for _, found in both), *added]),
    }
    fail("no_activation" if "linear" in wrong else "wrong_activation", **fields)


def output_activation(value: Node, inputs: Inputs, rubric: Rubric) -> str | None:
    """Return the activation of the last layer, or None where it is not known what a model computes."""
    explained = seen(value, inputs, rubric).explained
    return explained.layers[-1].activation if explained else None


def check_nothing_else(value: Node, inputs: Inputs, rubric: Rubric, coarse: bool) -> None:
    """Fail where a model has other weights, no biases, a scaling, or weights that do not learn."""
    known = seen(value, inputs, rubric)
    counts = [value[name].integer for name in ("parameter_count", "trainable_count")]
    fields = {"expected": f"{rubric.parameter_count:,}", "found": f"{counts[0]:,}"}
    if not all(one.layer.bias for one in known.found if one.layer.type != "batch_normalization"):
        fail("no_bias", **fields)
    if known.unused:
        fail("weights_of_no_layer", **fields)
    moving = sum(2 * one.inputs for one in known.found if one.layer.type == "batch_normalization")
    if counts[0] - counts[1] > moving:
        fail("frozen_layer", frozen=f"{counts[0] - counts[1] - moving:,}", count=f"{counts[0]:,}")
    if known.explained is None:
        blocked("hidden_activations")
    if known.explained.scale != INPUT_SCALES[0]:
        fail("second_scaling", factor=f"{known.explained.scale[0]:.4g}")
    if not known.explained.exact and not coarse:
        layers = ", ".join(layer["type"].text for layer in value["layers"].nodes()) or "none"
        fail("other_layers", layers=layers)


def demand_that_it_learns(value: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where nothing in a model of the contract's layers would learn from a first step."""
    explained = _explained(value, inputs, rubric)
    # Of other layers, their own checks say what is wrong.
    same = dropouts.split(explained.layers)[0] == dropouts.split(rubric.layers)[0]
    if same and _chosen(value, inputs, rubric) and not _learns(explained, value, inputs, rubric):
        fail("dead_weights")
    if same:
        weights = explained.weights(weights_of(value["weights"]))
        demand_different_units(explained.layers, weights)


def demand_different_units(layers: Sequence[Layer], weights: Sequence[np.ndarray]) -> None:
    """Fail where the units of a layer are copies of one or of a few."""
    alike = alike_units(layers, weights)
    if alike is None:
        return
    where = f"{alike.units} {alike.kind} of layer number {alike.number}"
    if alike.different == 1:
        fail("units_alike", found=f"the {where} all have the same weights")
    fail("units_alike", found=f"of the {where} only {alike.different} are different")


def _chosen(value: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether first weights are others than Keras's own, of which few filters may all be silent."""
    weights = weights_of(value["weights"])
    own = [
        [weights[place] for place in one.places]
        for one in seen(value, inputs, rubric).found
        if one.layer.type in ("conv2d", "dense")
    ]
    return any(not np.ptp(kernel) or any(one.any() for one in bias) for kernel, *bias in own)


def _learns(explained: Explained, value: Node, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether a first step of training changes any weight but the biases."""
    images = inputs["images"].reshape(-1, *rubric.network_shape)
    labels = np.arange(len(images)) % rubric.classes
    weights = explained.weights(weights_of(value["weights"]))
    with np.errstate(all="ignore"):
        gradients = reference.gradient(weights, explained.layers, images, labels)
    return any(one.any() for one in gradients if one.ndim > 1)


def check_in_training(value: Node, inputs: Inputs, rubric: Rubric, coarse: bool) -> None:
    """Fail unless the outputs in training spread as the contract's dropouts let them, or not at all."""
    explained = _explained(value, inputs, rubric)
    sizes = inputs["batch_sizes"]
    every = value["outputs_of_batches"].nodes() if "outputs_of_batches" in value else []
    outputs = [one.array.astype("float64") for one in every]
    shapes = [(size, rubric.classes) for size in sizes]
    if [one.shape for one in outputs] != shapes or not all(
        np.isfinite(one).all() for one in outputs
    ):
        fail("other_in_training")
    if explained.layers[-1].activation == OVER_IMAGES:
        # Then what is left out of one image changes the outputs for all of them.
        blocked("output_probabilities")
    # The contract's dropouts stand in front of the same layers, also where others are missing.
    layers, expected = dropouts.split(explained.layers)
    made = made_weights([one.shape for one in weights_of(value["weights"])], inputs["numbers"])
    batch = inputs["batch"].reshape(-1, *rubric.network_shape).astype("float64")
    batch = batch * explained.scale[0] + explained.scale[1]
    training = dropouts.InTraining(layers, explained.weights(made), batch, outputs)
    rounding = ROUNDING_OF_COARSE if coarse else ROUNDING
    if training.is_still(rounding):
        if expected and training.shows(expected, CLEAR * rounding):
            fail("dropout_missing", expected=_told_rates(expected, layers), found="none")
        return
    if expected and training.agrees(expected):
        return
    found = training.closest(expected)
    if found is None:
        fail("other_in_training")
    fields = {
        "expected": _told_rates(expected, layers) or "none",
        "found": _told_rates(found, layers),
    }
    if len(found) > len(expected):
        fail("dropout_extra", **fields)
    if len(found) < len(expected):
        fail("dropout_missing", **fields)
    fail("dropout_elsewhere" if set(found) != set(expected) else "wrong_rate", **fields)


def _told_rates(rates: dropouts.Rates, layers: Sequence[Layer]) -> str:
    return ", ".join(
        f"rate {rate:g} before {told(layers[place : place + 1])}"
        for place, rate in sorted(rates.items())
    )
