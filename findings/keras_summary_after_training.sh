#!/usr/bin/env bash
# After a training with Adam `summary()` counts three times as many parameters in total.
#
# Guess: "Total params" of `model.summary()` is what `count_params()` returns: weights and biases, before a
# training and after it.
# Is: once the optimizer has its variables, the total holds these as well: two for each weight with Adam, a
# count and a learning rate. So the line from which everybody copies the size of a network says 7,850 or
# 23,552 of the same one, by when it is asked. A model that is compiled and not trained yet has the smaller one.
# Versions: Keras 3.15.1, JAX 0.10.2; the same with TensorFlow 2.21.0
# Source: `print_summary` in `keras/src/utils/summary_utils.py`.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2

KERAS_BACKEND=jax venv/bin/python - <<'END'
import re

import keras
import numpy as np


def total(model):
    said = []
    model.summary(print_fn=said.append)
    return re.search(r"Total params: ([\d,]+)", "\n".join(said))[1]


model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
model.compile("adam", loss="sparse_categorical_crossentropy")
before = total(model)
model.fit(np.zeros((4, 784)), np.zeros(4), verbose=0)
after = total(model)
print(f"Total params: {before} when compiled, {after} when trained; count_params: {model.count_params():,}")
assert before == f"{model.count_params():,}" == "7,850"
assert after == "23,552", "the summary counts in another way now"
END
