# assignment: mnist_sgd
# about: a model from a configuration, with a fixed seed; Nesterov, a decaying rate, and a log in a temporary folder
# %% before build_model
import tempfile
from pathlib import Path

TEMPLATE = keras.Sequential(name="template")
TEMPLATE.add(keras.Input((28, 28)))
TEMPLATE.add(keras.layers.Flatten())
for units in (300, 100):
    TEMPLATE.add(keras.layers.Dense(units, activation="relu"))
TEMPLATE.add(keras.layers.Dense(10, activation="softmax"))
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(12, 2))
    for i in range(10):
        ax = fig.add_subplot(1, 10, i + 1)
        ax.matshow(images[i], cmap="gray")
        ax.set_title(labels[i])
        ax.set_xticks([])
        ax.set_yticks([])
    fig.tight_layout()
    return fig
# %% build_model
def build_model():
    # The same initial weights each time, so that runs can be compared.
    keras.utils.set_random_seed(7)
    return keras.Sequential.from_config(TEMPLATE.get_config())
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    rate = keras.optimizers.schedules.ExponentialDecay(0.01, decay_steps=2000, decay_rate=0.9)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=rate, momentum=0.9, nesterov=True),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    with tempfile.TemporaryDirectory() as folder:
        log = keras.callbacks.CSVLogger(str(Path(folder) / "training.csv"))
        history = model.fit(images, labels, epochs=epochs, callbacks=[log], verbose=0)
    return history
