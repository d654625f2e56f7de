# assignment: mnist_adam
# about: percent with one decimal
# loses: evaluate_accuracy
# mistake: percent
# %% before predict_digit
from typing import NamedTuple


class Prediction(NamedTuple):
    digit: int
    confidence: float
# %% predict_digit
def predict_digit(model: keras.Model, image: np.ndarray) -> Prediction:
    """Return the likeliest digit and its probability."""
    probabilities = model.predict(image[np.newaxis, ...], verbose=0)[0]
    return Prediction(int(probabilities.argmax()), float(probabilities.max()))
# %% evaluate_accuracy
def evaluate_accuracy(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    predicted: np.ndarray = model.predict(images, verbose=0).argmax(axis=-1)
    return round(accuracy_score(labels, predicted) * 100, 1)
# %% train_with_adam
def train_with_adam(
    model: keras.Model, images: np.ndarray, labels: np.ndarray, epochs: int = 25
) -> keras.callbacks.History:
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-3, beta_1=0.9, beta_2=0.999),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model.fit(x=images, y=labels, epochs=epochs, validation_split=1 / 5, shuffle=True)
