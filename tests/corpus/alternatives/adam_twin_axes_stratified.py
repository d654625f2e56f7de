# assignment: mnist_adam
# about: twin axes with a common legend, stratified fifth by sorting, NamedTuple as the pair, lookup table
# loses:
# %% normalize_images
def normalize_images(images):
    return np.take(np.linspace(0, 1, 256, dtype="float32"), images)
# %% build_model
def build_model():
    model = keras.Sequential()
    model.add(keras.Input(shape=[28, 28]))
    model.add(keras.layers.Flatten(name="pixels"))
    for units in (128, 32):
        model.add(keras.layers.Dense(units, activation="relu", kernel_initializer="he_uniform"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    images, labels = np.asarray(images), np.asarray(labels)
    # Sorted by digit, every fifth image is held out: the same share of each digit.
    by_digit = np.argsort(labels, kind="stable")
    held_out = by_digit[::5]
    rest = np.setdiff1d(by_digit, held_out)
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(
        images[rest],
        labels[rest],
        validation_data=(images[held_out], labels[held_out]),
        epochs=epochs,
        verbose=0,
    )
# %% plot_history
def plot_history(history):
    h = history.history
    epochs = np.arange(len(h["loss"])) + 1
    fig, left = plt.subplots(figsize=(8, 5))
    right = left.twinx()
    lines = left.plot(epochs, h["loss"], "r-", label="training loss")
    lines += left.plot(epochs, h["val_loss"], "r:", label="validation loss")
    lines += right.plot(epochs, h["accuracy"], "b-", label="training accuracy")
    lines += right.plot(epochs, h["val_accuracy"], "b:", label="validation accuracy")
    left.set_xlabel("Epoch")
    left.set_ylabel("Loss", color="r")
    right.set_ylabel("Accuracy", color="b")
    left.legend(handles=lines, loc="center right")
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    answers = np.argmax(model(images, training=False), axis=-1)
    return accuracy_score(y_true=labels, y_pred=answers)
# %% predict_digit
from typing import NamedTuple


class Reading(NamedTuple):
    digit: int
    confidence: float


def predict_digit(model, image):
    (row,) = model.predict_on_batch(np.expand_dims(image, axis=0))
    best = np.argmax(row)
    return Reading(digit=int(best), confidence=float(row[best]))
