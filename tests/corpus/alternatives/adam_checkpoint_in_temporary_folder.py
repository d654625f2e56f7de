# assignment: mnist_adam
# about: a subclassed model with a fixed seed; keeps the best weights in a temporary folder, and does not take them
# %% before build_model
import os
import tempfile

import tensorflow as tf
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator


@keras.saving.register_keras_serializable("student")
class Perceptron(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.flat = keras.layers.Flatten()
        self.dense_1 = keras.layers.Dense(128, activation="relu")
        self.dense_2 = keras.layers.Dense(32, activation="relu")
        self.dense_3 = keras.layers.Dense(10, activation="softmax")

    def call(self, inputs, training=None):
        x = self.flat(inputs)
        x = self.dense_1(x)
        x = self.dense_2(x)
        return self.dense_3(x)
# %% build_model
def build_model():
    keras.utils.set_random_seed(2024)
    model = Perceptron()
    model(keras.ops.zeros((1, 28, 28)))
    return model
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    cut = int(0.8 * len(images))
    held_back = tf.data.Dataset.from_tensor_slices((images[cut:], labels[cut:])).batch(256)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    with tempfile.TemporaryDirectory() as folder:
        keep_best = keras.callbacks.ModelCheckpoint(
            os.path.join(folder, "best.weights.h5"),
            monitor="val_loss",
            save_best_only=True,
            save_weights_only=True,
        )
        return model.fit(
            images[:cut],
            labels[:cut],
            epochs=epochs,
            validation_data=held_back,
            callbacks=[keep_best],
            verbose=0,
        )
# %% plot_history
def plot_history(history):
    figure = Figure(figsize=(6, 7), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True)
    for axes, name in ((top, "loss"), (bottom, "accuracy")):
        for prefix, label, style in (("", "training", "-"), ("val_", "validation", "--")):
            values = history.history[prefix + name]
            axes.plot(range(1, len(values) + 1), values, style, color="k", label=label)
        axes.set_ylabel(name.capitalize())
        axes.legend()
    bottom.set_xlabel("Epoch")
    bottom.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure
# %% predict_digit
def predict_digit(model, image):
    probabilities = keras.ops.convert_to_numpy(model(np.stack([image]), training=False))[0]
    digit, confidence = max(enumerate(probabilities), key=lambda pair: pair[1])
    return digit, float(confidence)
