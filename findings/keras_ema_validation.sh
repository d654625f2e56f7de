#!/usr/bin/env bash
# The validation loss that Keras logs last is not that of the model which `fit` leaves, with `use_ema`.
#
# Guess: with `use_ema=True` the last `val_loss` of the history is what `evaluate` gives on the same data
# directly afterwards, as with any other optimizer setting.
# Is: validation sees the weights that are being trained. Only when the training ends, after the last epoch's
# validation, are they replaced by their moving average. So no value in the history, no early stopping and no
# checkpoint of an epoch is about the model that is left. The callback `SwapEMAWeights` is for that.
# Versions: Keras 3.15.1, JAX 0.10.2; the same with TensorFlow 2.21.0
# Source: `fit` in `keras/src/backend/*/trainer.py` (`finalize_variable_values` after the epochs).
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
x, y = draw.normal(size=(64, 5)), draw.integers(0, 3, 64)


def differ(**settings):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.SGD(0.5, **settings), loss="sparse_categorical_crossentropy")
    history = model.fit(x, y, epochs=3, validation_data=(x, y), verbose=0)
    logged, left = history.history["val_loss"][-1], model.evaluate(x, y, verbose=0)
    print(f"{settings}: val_loss {logged:.4f}, evaluate {left:.4f}")
    return abs(logged - left) > 0.01


assert not differ(), "the losses differ without an average, too"
assert differ(use_ema=True, ema_momentum=0.9), "the history is about the averaged weights now"
END
