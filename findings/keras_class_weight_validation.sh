#!/usr/bin/env bash
# The same weights give the same training as `class_weight` and as `sample_weight`, and another validation loss.
#
# Guess: `class_weight={0: 1, 1: 5, 2: 0.5}` and an array that holds for each image the weight of its class are
# two ways to write the same; with `validation_split` the curves of both are alike.
# Is: the training is the same to the last digit. But the array is split with the images, and weighs the
# validation loss, too, whereas weights of classes do not. So one figure compares two losses that are weighted
# alike, the other a weighted one with one that is not, which looks like overfitting, or hides it.
# Versions: Keras 3.15.1, JAX 0.10.2; the same with TensorFlow 2.21.0
# Source: `fit` in `keras/src/backend/jax/trainer.py`: `train_validation_split` takes `sample_weight` along,
# and `class_weight` goes to the epochs of training alone.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2

KERAS_BACKEND=jax venv/bin/python - <<'END'
import keras
import numpy as np

generator = np.random.default_rng(0)
x, y = generator.normal(size=(200, 5)), generator.integers(0, 3, 200)
of_classes = {0: 1.0, 1: 5.0, 2: 0.5}
weights = {"class_weight": of_classes, "sample_weight": np.array([of_classes[one] for one in y.tolist()])}
found = {}
for name, value in weights.items():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", loss="sparse_categorical_crossentropy")
    logs = model.fit(x, y, validation_split=0.25, shuffle=False, verbose=0, **{name: value}).history
    found[name] = logs["loss"][-1], logs["val_loss"][-1]
    print(f"{name}: loss {found[name][0]:.3f}, val_loss {found[name][1]:.3f}")
(loss, validation), (other_loss, other_validation) = found.values()
assert abs(loss - other_loss) < 1e-5, "the trainings differ now"
assert abs(validation - other_validation) > 0.5, "both weigh the validation loss alike now"
END
