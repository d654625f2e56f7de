#!/usr/bin/env bash
# A pooling over the whole image gives what global pooling gives, and is trained in another way.
#
# Guess: on images of 4 x 4, `MaxPooling2D(4)` and `GlobalMaxPooling2D()` are the same: the greatest number of
# each channel forward, and backward its error to the place where that stood.
# Is: where several places hold the greatest number, the window gives all of the error to the first of them,
# and the global pooling an equal share to each. Images with even areas, such as digits whose strokes are all
# white, have such places everywhere. So two networks that answer alike to the last digit part from the first
# step of training on, with TensorFlow and with JAX.
# Versions: Keras 3.15.1, JAX 0.10.2; the same with TensorFlow 2.21.0
# Source: `max_pool` in `keras/src/backend/jax/nn.py` (a window's derivative selects one place);
# `GlobalMaxPooling2D` calls `ops.max`, whose derivative is shared by all that are equal.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2

KERAS_BACKEND=jax venv/bin/python - <<'END'
import jax
import keras
import numpy as np

image = np.zeros((1, 4, 4, 1), "float32")
image[0, :2, :2] = 1
shares = {}
for layer in (keras.layers.MaxPooling2D(4), keras.layers.GlobalMaxPooling2D()):
    assert np.asarray(layer(image)).item() == 1
    gradient = jax.grad(lambda values: layer(values).sum())(image)
    shares[layer.name] = np.asarray(gradient)[0, :2, :2, 0].reshape(-1).tolist()
    print(f"{layer.name}: the four white pixels get {shares[layer.name]} of the error")
window, whole = shares.values()
assert window == [1, 0, 0, 0], "a window shares the error in another way now"
assert whole == [0.25] * 4, "global pooling shares the error in another way now"
END
