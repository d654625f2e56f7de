# The first assignment as an instructor would write it with nbgrader alone: the same functions, plain
# asserts, one full training. Each block below is a cell, named after its dashes; a check has points.
# --- setup
import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(42)
with np.load("digits.npz") as digits:
    x_train, y_train = digits["x_train"], digits["y_train"]
    x_test, y_test = digits["x_test"], digits["y_test"]


# --- show_digits
def show_digits(images, labels):
    figure, grid = plt.subplots(2, 5, figsize=(7.5, 3.4), layout="constrained")
    for number, axes in enumerate(grid.flat):
        axes.imshow(images[number], cmap="gray_r")
        axes.set_title(f"{labels[number]}")
        axes.axis("off")
    return figure


# --- check show_digits 2
figure = show_digits(x_train, y_train)
assert len(figure.axes) == 10
for axes, image, label in zip(figure.axes, x_train, y_train):
    assert np.array_equal(axes.images[0].get_array(), image)
    assert str(label) in axes.get_title()


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


# --- flatten_images
def flatten_images(images):
    return images.reshape(len(images), -1)


# --- check flatten_images 2
rows = flatten_images(x_train)
assert rows.shape == (len(x_train), 784)
assert np.array_equal(rows[3], x_train[3].ravel())


# --- build_model
def build_model():
    return keras.Sequential(
        [
            keras.layers.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


# --- check build_model 4
model = build_model()
assert model.input_shape == (None, 28, 28)
assert model.output_shape == (None, 10)
dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
assert [layer.units for layer in dense] == [300, 100, 10]
assert [layer.activation.__name__ for layer in dense] == ["relu", "relu", "softmax"]
assert model.count_params() == 266610


# --- train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)


# --- check train_with_sgd 4
model = build_model()
history = train_with_sgd(model, normalize_images(x_train), y_train)
assert isinstance(model.optimizer, keras.optimizers.SGD)
assert "sparse_categorical_crossentropy" in str(model.loss)
assert len(history.history["loss"]) == 20
assert history.history["loss"][-1] < history.history["loss"][0]


# --- evaluate_model
def evaluate_model(model, images, labels):
    _, accuracy = model.evaluate(images, labels, verbose=0)
    return float(accuracy)


# --- check evaluate_model 2
accuracy = evaluate_model(model, normalize_images(x_test), y_test)
probabilities = model.predict(normalize_images(x_test), verbose=0)
assert abs(accuracy - (probabilities.argmax(axis=1) == y_test).mean()) < 1e-3


# --- predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0).argmax(axis=1)


# --- check predict_digits 2
predicted = predict_digits(model, normalize_images(x_test))
assert predicted.shape == (len(x_test),)
assert np.array_equal(predicted, probabilities.argmax(axis=1))

# --- check test_accuracy 2
assert accuracy >= MINIMUM  # noqa: F821 - taken from the rubric
