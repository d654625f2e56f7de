#!/usr/bin/env bash
# One function gives one value as a loss of Keras, and another as a metric.
#
# Guess: `compile(loss=f, metrics=[f])` shows the same number twice, as `loss="mse", metrics=["mse"]` does.
# Is: for a loss Keras brings labels of shape (n,) into the shape (n, 1) of the outputs before it calls the
# function. For a metric it does not, so that `y - prediction` becomes a table of n times n differences, whose
# mean is a plausible number that belongs to no pair of label and prediction. Labels of shape (n, 1) give the
# same twice.
# Versions: Keras 3.15.1, JAX 0.10.2
# Source: `LossFunctionWrapper.call` in `keras/src/losses/losses.py`, which squeezes or expands;
# `MeanMetricWrapper.update_state` in `keras/src/metrics/reduction_metrics.py`, which does not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2

KERAS_BACKEND=jax venv/bin/python - <<'END'
import keras
import numpy as np

draw = np.random.default_rng(0)
x, y = draw.normal(size=(64, 5)), draw.normal(size=64)


def squared(label, prediction):
    return keras.ops.square(label - prediction)


def both(function, labels):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
    model.compile(loss=function, metrics=[function])
    loss, metric = model.evaluate(x, labels, verbose=0)
    print(f"labels of shape {labels.shape}: loss {loss:.4f}, metric {metric:.4f}")
    return np.isclose(loss, metric, rtol=1e-4)


assert both("mse", y), "the metric that Keras has by name differs from the loss, too"
assert not both(squared, y), "loss and metric agree now"
assert both(squared, y[:, None]), "labels with two axes differ, too"
END
