#!/usr/bin/env bash
# `set_random_seed` before each of two trainings does not make them the same.
#
# Guess: the same seed, the same first weights and the same data give the same training twice in one process,
# as Keras's "makes almost any program fully deterministic" says.
# Is: a layer with dropout has drawn its own seed when it was made, and its generator goes on from where the
# first training left it; the seed that is set later does not reach it. And on JAX the first `fit` of a
# compiled model looks at a batch to build what is missing, which uses up one shuffle, so that it sees the
# images in another order than a later `fit` with the same seed, without any dropout.
# Versions: Keras 3.15.1, JAX 0.10.2; dropout is the same with TensorFlow 2.21.0, whose shuffles repeat
# Source: `SeedGenerator` in `keras/src/random/seed_generator.py`; `_symbolic_build` in
# `keras/src/backend/jax/trainer.py`; `get_numpy_iterator` in `keras/src/trainers/data_adapters/`.
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


def trainings(dropout, shuffle):
    layers = [keras.layers.Dense(8), keras.layers.Dropout(dropout), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.Input((5,)), *(layers if dropout else layers[::2])])
    model.compile("sgd", loss="sparse_categorical_crossentropy")
    first, after = [np.array(one) for one in model.get_weights()], []
    for _ in range(3):
        keras.utils.set_random_seed(1)
        model.set_weights(first)
        model.fit(x, y, epochs=2, batch_size=8, shuffle=shuffle, verbose=0)
        after.append(np.array(model.get_weights()[0]))
    same = [np.allclose(one, other, atol=1e-6) for one, other in zip(after, after[1:])]
    print(f"dropout {dropout}, shuffle {shuffle}: second as the first {same[0]}, third as the second {same[1]}")
    return same


assert trainings(0, shuffle=False) == [True, True], "nothing random differs, too"
assert trainings(0.5, shuffle=False) == [False, False], "dropout starts anew with the seed now"
assert trainings(0, shuffle=True) == [False, True], "the first shuffle is as the later ones now"
END
