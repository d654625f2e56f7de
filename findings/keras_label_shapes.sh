#!/usr/bin/env bash
# On TensorFlow a model takes labels of shape (n,) or (n, 1), but not one after the other.
#
# Guess: sparse labels may have either shape in any call, as Keras squeezes them, and as JAX shows: `evaluate`
# with (n,) and then with (n, 1) gives the same numbers twice.
# Is: each shape works alone, in a model that was compiled anew. A second call with the other one ends in
# "Cannot take the length of shape with unknown rank". Keras has TensorFlow trace with `reduce_retracing`,
# which on the second shape goes over to labels of unknown rank, and the squeezing needs the rank.
# Versions: Keras 3.15.1, TensorFlow 2.21.0
# Source: `make_test_function` and `make_train_function` in `keras/src/backend/tensorflow/trainer.py`;
# "reduce_retracing" in TensorFlow's documentation of `tf.function`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check keras==3.15.1 tensorflow==2.21.0

KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 venv/bin/python - <<'END'
import keras
import numpy as np

draw = np.random.default_rng(0)
x, y = draw.normal(size=(64, 5)), draw.integers(0, 3, 64)


def evaluate(*shapes):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return [model.evaluate(x, y.reshape(shape), verbose=0)[1] for shape in shapes]


flat, column = (64,), (64, 1)
print("alone:", evaluate(flat), evaluate(column), "and the same shape twice:", evaluate(flat, flat))
try:
    both = evaluate(flat, column)
except ValueError as error:
    print("one after the other:", error)
    assert "unknown rank" in str(error), "the error is another one now"
else:
    raise AssertionError(f"one after the other works now: {both}")
END
