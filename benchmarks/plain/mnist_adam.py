# The second assignment as an instructor would write it with nbgrader alone; see mnist_sgd.py.
# --- setup
import keras
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import accuracy_score

keras.utils.set_random_seed(42)
with np.load("digits.npz") as digits:
    x_train, y_train = digits["x_train"], digits["y_train"]
    x_test, y_test = digits["x_test"], digits["y_test"]


# --- normalize_images
def normalize_images(images):
    return images.astype("float32") / 255


# --- check normalize_images 2
scaled = normalize_images(x_train)
assert scaled.shape == x_train.shape
assert scaled.dtype in ("float32", "float64")
assert scaled.min() == 0
assert scaled.max() == 1
assert np.allclose(scaled[:100], x_train[:100] / 255)


# --- build_model
def build_model():
    return keras.Sequential(
        [
            keras.layers.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


# --- check build_model 4
model = build_model()
assert model.input_shape == (None, 28, 28)
assert model.output_shape == (None, 10)
dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
assert [layer.units for layer in dense] == [128, 32, 10]
assert [layer.activation.__name__ for layer in dense] == ["relu", "relu", "softmax"]
assert model.count_params() == 104938


# --- train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)


# --- check train_with_adam 4
model = build_model()
history = train_with_adam(model, normalize_images(x_train), y_train)
assert isinstance(model.optimizer, keras.optimizers.Adam)
assert "sparse_categorical_crossentropy" in str(model.loss)
assert len(history.history["val_loss"]) == 25
assert history.history["loss"][-1] < history.history["loss"][0]


# --- plot_history
def plot_history(history):
    epochs = range(1, len(history.history["loss"]) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for axes, metric in ((left, "loss"), (right, "accuracy")):
        axes.plot(epochs, history.history[metric], label="training")
        axes.plot(epochs, history.history[f"val_{metric}"], "--", label="validation")
        axes.set(title=metric.capitalize(), xlabel="Epoch", ylabel=metric.capitalize())
        axes.legend()
    return figure


# --- check plot_history 3
figure = plot_history(history)
assert len(figure.axes) == 2
for axes in figure.axes:
    assert len(axes.lines) == 2
    assert axes.get_xlabel()
    assert axes.get_legend() is not None


# --- evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = model.predict(images, verbose=0).argmax(axis=1)
    return float(accuracy_score(labels, predicted))


# --- check evaluate_accuracy 2
accuracy = evaluate_accuracy(model, normalize_images(x_test), y_test)
probabilities = model.predict(normalize_images(x_test), verbose=0)
assert abs(accuracy - (probabilities.argmax(axis=1) == y_test).mean()) < 1e-3


# --- predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(probabilities.argmax())
    return digit, float(probabilities[digit])


# --- check predict_digit 2
digit, confidence = predict_digit(model, normalize_images(x_test)[0])
assert digit == probabilities[0].argmax()
assert abs(confidence - probabilities[0].max()) < 1e-3

# --- check test_accuracy 3
assert accuracy >= MINIMUM  # noqa: F821 - taken from the rubric
