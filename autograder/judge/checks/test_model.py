"""Checks of a function that builds a classifier, of dense layers or of a chain of others.

The model is judged by what it does to images, given its weights; how it was written is of no account.
"""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import pytest

from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks import chains, network
from autograder.judge.checks.support import (
    blocked,
    fail,
    returned,
    value_of,
    weights_of,
)
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs
from autograder.probe.model_recorder import made_weights

# Other packages that make networks, one of them an older Keras under another name.
OTHER_PACKAGES = frozenset({"tf_keras", "sklearn", "torch", "flax", "jax", "lightning", "xgboost"})
# Two or three digits: what a layer works out in these is only roughly what its weights say.
COARSE = frozenset({"float16", "bfloat16"})


@pytest.mark.gate
def test_returns_model(calls: Node, rubric: Rubric) -> None:
    """The result is a Keras model."""
    if not rubric.is_dense:
        chains.demand_channels(calls["build"])
    value = value_of(calls["build"])
    if value["kind"].text == "model":
        return
    package = value["package"].text if "package" in value else ""
    if package in OTHER_PACKAGES:
        fail("model_of_another_package", found=f"{value['type'].text} of {package}")
    fail("not_a_model", found=value["type"].text)


@pytest.mark.gate
def test_maps_images_to_classes(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """It takes the images and gives one number a class, which its weights have a part in."""
    value = returned(calls["build"])["value"]
    expected = (len(inputs["images"]), rubric.units[-1])
    if "error" in value:
        fail(
            "wrong_input_shape" if rubric.is_dense else "wrong_image_shape",
            expected=_batch_shape((0, *rubric.input_shape)),
            message=value["error"]["message"].text,
        )
    found = value["outputs"].shape
    if found == expected and value["outputs"].array.shape == expected:
        if "outputs_with_given" not in value:
            # Then its own weights alone would have to explain its outputs, and these can be chosen.
            fail("refuses_weights", layers=", ".join(_layers_of(value)) or "none")
        if not _follow_from_weights(value):
            cause = "not_dense" if rubric.is_dense else "weights_without_part"
            fail(cause, pixels=rubric.pixels)
        return
    classes = rubric.units[-1]
    if len(found) > 2:
        fail("not_flattened", found=_batch_shape(found), classes=classes)
    if len(found) == 2 and found[0] == expected[0]:
        fail("wrong_classes", found=found[1], classes=classes)
    fail("wrong_output_shape", found=_batch_shape(found), classes=classes)


def _follow_from_weights(value: Node) -> bool:
    """Whether there are weights, and others give other outputs."""
    if not any(one.size for one in weights_of(value["weights"])):
        return False
    outputs, other = (value[name].array for name in ("outputs", "outputs_with_given"))
    return not (outputs.shape == other.shape and np.allclose(outputs, other, rtol=0, atol=1e-7))


def _batch_shape(shape: tuple[int, ...]) -> str:
    return "(" + ", ".join(["n", *(str(size) for size in shape[1:])]) + ")"


def _chain(value: Node, rubric: Rubric) -> network.Chain:
    chain = network.find_chain(weights_of(value["weights"]), rubric.pixels)
    if chain is None or chain.units[-1] != rubric.units[-1]:
        fail("not_dense", pixels=rubric.pixels)
    return chain


def _layers_of(value: Node) -> list[str]:
    return [layer["type"].text for layer in value["layers"].nodes()]


def _precisions_of(value: Node) -> list[str]:
    return [layer["precision"].text for layer in value["layers"].nodes()]


def test_layer_widths(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The layers found among the weights are the contract's, with its units and filters."""
    if not rubric.is_dense:
        chains.check_widths(returned(calls["build"])["value"], inputs, rubric)
        return
    chain = _chain(returned(calls["build"])["value"], rubric)
    if chain.units == rubric.units:
        return
    fields = {"expected": _widths(rubric.units), "found": _widths(chain.units)}
    if len(chain.units) < len(rubric.units):
        fail("missing_layer", **fields)
    if len(chain.units) > len(rubric.units):
        fail("extra_layer", which=_too_many(chain.units, rubric.units), **fields)
    if sorted(chain.units) == sorted(rubric.units):
        fail("swapped_layers", **fields)
    fail("wrong_width", **fields)


def test_windows(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Kernels, strides, padding and poolings are the contract's, and so is the way to a vector."""
    value = returned(calls["build"])["value"]
    if rubric.is_dense:
        _behaviour(value, inputs, rubric)
    else:
        chains.check_windows(value, inputs, rubric)


def _too_many(found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """Return which layer is too many, where all the others are the contract's."""
    for place, width in reversed(list(enumerate(found))):
        if (*found[:place], *found[place + 1 :]) == wanted:
            return f"number {place + 1}, of {width} units"
    return f"{len(found)} layers are not {len(wanted)}"


def _widths(units: tuple[int, ...]) -> str:
    return ", ".join(str(width) for width in units)


def _identified(
    chain: network.Chain, value: Node, inputs: Inputs, rubric: Rubric
) -> network.Behaviour | None:
    """Tell what the model computes: with weights of its own, and with the grader's."""
    outputs = value["outputs"].array
    found = network.identify(chain, inputs["images"], outputs, rubric.activations)
    if found is None or chain.unused:
        return found
    # These tell more: a student's first weights may all be zero.
    outputs = value["outputs_with_given"].array
    other = _given_chain(value, inputs, rubric)
    return network.identify(other, inputs["images"], outputs, rubric.activations) if other else None


def _given_chain(value: Node, inputs: Inputs, rubric: Rubric) -> network.Chain | None:
    """Return the model's layers with the grader's weights."""
    shapes = [one.shape for one in weights_of(value["weights"])]
    return network.find_chain(made_weights(shapes, inputs["numbers"]), rubric.pixels)


def _same_in_training(
    behaviour: network.Behaviour, value: Node, inputs: Inputs, rubric: Rubric, coarse: bool
) -> bool:
    """Whether batches of each size, as in training, have the outputs that they have in use."""
    chain, sizes = _given_chain(value, inputs, rubric), inputs["batch_sizes"]
    every = value["outputs_of_batches"].nodes() if "outputs_of_batches" in value else []
    tolerance = network.ROUNDING_OF_COARSE if coarse else network.ROUNDING
    return (
        chain is not None
        and len(every) == len(sizes)
        and all(
            network.gives(chain, behaviour, inputs["batch"][:size], one.array, tolerance)
            for size, one in zip(sizes, every)
        )
    )


def _behaviour(value: Node, inputs: Inputs, rubric: Rubric) -> network.Behaviour:
    behaviour = _identified(_chain(value, rubric), value, inputs, rubric)
    if behaviour is None:
        fail("unexplained_outputs", layers=", ".join(_layers_of(value)) or "none")
    return behaviour


def test_hidden_activations(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The outputs follow from the weights with the contract's activations."""
    if not rubric.is_dense:
        chains.check_activations(returned(calls["build"])["value"], inputs, rubric)
        return
    behaviour = _behaviour(returned(calls["build"])["value"], inputs, rubric)
    expected = rubric.activations[:-1]
    if len(expected) != len(behaviour.hidden):
        # The number of layers is judged elsewhere; what the layers there are do is judged here.
        expected = (rubric.activations[0],) * len(behaviour.hidden)
    if behaviour.hidden == expected:
        return
    wrong = [found for found, right in zip(behaviour.hidden, expected) if found != right]
    fields = {"expected": ", ".join(expected), "found": ", ".join(behaviour.hidden)}
    fail("no_activation" if "linear" in wrong else "wrong_activation", **fields)


def _output_activation(value: Node, inputs: Inputs, rubric: Rubric) -> str | None:
    """Return the activation of the last layer, or None where it cannot be told."""
    if not rubric.is_dense:
        return chains.output_activation(value, inputs, rubric)
    chain = network.find_chain(weights_of(value["weights"]), rubric.pixels)
    behaviour = chain and _identified(chain, value, inputs, rubric)
    return behaviour.output if behaviour else None


def test_output_probabilities(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The output is a softmax."""
    value = returned(calls["build"])["value"]
    outputs = value["outputs"].array.astype("float64")
    if not np.isfinite(outputs).all():
        fail("not_finite")
    activation = _output_activation(value, inputs, rubric)
    fields = {
        "low": f"{outputs.min():.3g}",
        "high": f"{outputs.max():.3g}",
        "sum": f"{outputs[0].sum():.3g}",
    }
    if activation == "softmax":
        return
    causes = {
        "sigmoid": "sigmoid_for_softmax",
        "linear": "logits",
        "softmax of softmax": "softmax_twice",
        "softmax over images": "softmax_over_images",
        "sigmoid then softmax": "wrong_output",
        "relu then softmax": "wrong_output",
    }
    if activation:
        fail(causes.get(activation, "wrong_output"), activation=activation, **fields)
    sums_to_one = np.allclose(outputs.sum(axis=1), 1, atol=1e-3)
    if not sums_to_one or outputs.min() < 0:
        fail("not_probabilities", **fields)
    spread = np.ptp(outputs)
    if spread < 0.02:
        fail("softmax_twice", **fields)


def test_dropout(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """In training the outputs spread as the contract's dropouts let them."""
    value = returned(calls["build"])["value"]
    if rubric.is_dense:
        outputs, training = (value[name].array for name in ("outputs", "outputs_in_training"))
        if outputs.shape != training.shape or not np.allclose(outputs, training, atol=1e-5):
            _fail_in_training(_layers_of(value))
    else:
        chains.check_in_training(value, inputs, rubric, bool(_coarse(value)))
        _demand_other_dropouts(value, inputs, rubric)


def _demand_other_dropouts(value: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where a dropout leaves out the same numbers whenever the same batch comes."""
    if not any(layer.type == "dropout" for layer in rubric.layers):
        return
    every: dict[int, list[np.ndarray]] = {}
    for size, outputs in zip(inputs["batch_sizes"], value["outputs_of_batches"].nodes()):
        every.setdefault(int(size), []).append(outputs.array)
    for first, *others in every.values():
        if any(np.array_equal(first, one) for one in others):
            fail("same_dropout_again")


def _coarse(value: Node) -> frozenset[str]:
    """Return the coarse precisions in which a model, or a layer of it, works."""
    return COARSE.intersection([value["precision"].text, *_precisions_of(value)])


def _fail_in_training(layers: list[str]) -> NoReturn:
    fail("dropout" if any("Dropout" in layer for layer in layers) else "differs_in_training")


def test_nothing_else(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """The model is new at each call, learns, and is nothing but its layers.

    No further weights, no missing bias, no second scaling, float32 probabilities, and without a dropout
    the same outputs in training, in batches of any size, and in use.
    """
    record = returned(calls["build"])
    value = record["value"]
    if rubric.is_dense:
        _demand_dense_alone(value, inputs, rubric)
    else:
        coarse = bool(_coarse(value))
        chains.check_nothing_else(value, inputs, rubric, coarse)
        if value["precision"].text in COARSE:
            fail("coarse_numbers", found=value["precision"].text)
        if not any(layer.type == "dropout" for layer in rubric.layers):
            chains.check_in_training(value, inputs, rubric, coarse)
    other = value_of(record["again"])
    if other["kind"].text != "model":
        fail("not_a_model", found=other["type"].text)
    if record["shares_weights"].integer:
        fail("same_model_again")
    if "without_gradient" in value and value["without_gradient"].integer > 0:
        without, count = (value[name].integer for name in ("without_gradient", "kernels"))
        fail("no_gradient", found=without, count=count)
    if "held" in value and value["held"].integer > 0:
        fail("held_by_constraint", found=value["held"].integer)
    if not rubric.is_dense:
        chains.demand_that_it_learns(value, inputs, rubric)
        return
    chain = _chain(value, rubric)
    if chain.units == tuple(rubric.units):
        # Of a network of other widths or depth, its own checks say what is wrong.
        if not _has_a_gradient(chain, inputs, rubric):
            fail("dead_weights")
        chains.demand_different_units(rubric.layers, chain.weights)


def _demand_dense_alone(value: Node, inputs: Inputs, rubric: Rubric) -> None:
    """Fail where a model is more than its dense layers, or less."""
    chain = _chain(value, rubric)
    layers = _layers_of(value)
    if not all(chain.has_bias):
        fail(
            "no_bias",
            expected=f"{chain.parameter_count:,}",
            found=f"{value['parameter_count'].integer:,}",
        )
    if chain.unused:
        cause = "batch_normalization" if "BatchNormalization" in layers else "more_weights"
        fail(
            cause,
            expected=f"{chain.parameter_count:,}",
            found=f"{value['parameter_count'].integer:,}",
        )
    frozen = value["parameter_count"].integer - value["trainable_count"].integer
    if frozen > 0:
        fail("frozen_layer", frozen=f"{frozen:,}", count=f"{value['parameter_count'].integer:,}")
    outputs, training = (value[name].array for name in ("outputs", "outputs_in_training"))
    coarse = _coarse(value)
    rounding = network.LOOSE if coarse else 1e-5
    if outputs.shape != training.shape or not np.allclose(outputs, training, atol=rounding):
        _fail_in_training(layers)
    behaviour = _identified(chain, value, inputs, rubric)
    if behaviour is None:
        blocked("hidden_activations")
    if behaviour.scale != (1.0, 0.0):
        fail("second_scaling", factor=f"{behaviour.scale[0]:.4g}")
    if value["precision"].text in COARSE:
        fail("coarse_numbers", found=value["precision"].text)
    if not behaviour.exact and not coarse:
        fail("other_layers", layers=", ".join(layers) or "none")
    if not _same_in_training(behaviour, value, inputs, rubric, bool(coarse)):
        _fail_in_training(layers)


def _has_a_gradient(chain: network.Chain, inputs: Inputs, rubric: Rubric) -> bool:
    """Whether a first step of training changes any weight but the biases."""
    images = inputs["images"]
    labels = np.arange(len(images)) % rubric.units[-1]
    with np.errstate(all="ignore"):
        gradients = reference.gradient(chain.weights, rubric.activations, images, labels)
    return any(one.any() for one in gradients[::2])
