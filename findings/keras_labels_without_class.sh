#!/usr/bin/env bash
# Labels that no class has are learned from without an error on JAX, at no loss.
#
# Guess: with three classes, `sparse_categorical_crossentropy` refuses the labels 1 to 3 on any backend, as it
# does with TensorFlow: "Received a label value of 3 which is outside the valid range of [0, 3)".
# Is: with JAX the label becomes a row of zeros, of which the loss is 0. So a set of labels that counts from 1
# trains without a word, the images of the last class pull in no direction, and the loss looks better than it
# is. Labels of -1 are free of charge in the same way.
# Versions: Keras 3.15.1, JAX 0.10.2; the error is that of TensorFlow 2.21.0
# Source: `sparse_categorical_crossentropy` in `keras/src/backend/jax/nn.py` (`one_hot` of the labels).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2

KERAS_BACKEND=jax venv/bin/python - <<'END'
import keras
import numpy as np

x = np.random.default_rng(0).normal(size=(64, 5))
model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
before = model.get_weights()[0]
for label in (0, 3, -1):
    loss, accuracy = model.evaluate(x, np.full(64, label), verbose=0)
    print(f"64 labels {label}, three classes: loss {loss:.4f}, accuracy {accuracy:.4f}")
    assert (loss == 0) == (label not in (0, 1, 2)), f"the label {label} counts differently now"
model.fit(x, np.full(64, 3), verbose=0)
assert np.array_equal(before, model.get_weights()[0]), "labels of no class move the weights now"
END
