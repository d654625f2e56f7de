# assignment: mnist_adam
# about: subclassed model (unbuilt), accuracy in marked percent, random fifth with a boolean mask, amsgrad
# loses:
# %% normalize_images
def normalize_images(images):
    result = images.copy().astype(np.float64)
    result *= 1.0 / 255.0
    return result
# %% build_model
class DigitReader(keras.Model):
    def __init__(self):
        super().__init__(name="digit_reader")
        self.to_row = keras.layers.Reshape((784,))
        self.first = keras.layers.Dense(128)
        self.second = keras.layers.Dense(32)
        self.last = keras.layers.Dense(10)

    def call(self, images, training=None):
        x = self.to_row(images)
        x = keras.activations.relu(self.first(x))
        x = keras.activations.relu(self.second(x))
        return keras.activations.softmax(self.last(x))


def build_model():
    return DigitReader()
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    n = len(labels)
    held_back = np.zeros(n, dtype=bool)
    held_back[np.random.default_rng(11).choice(n, size=n // 5, replace=False)] = True

    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.Adam(learning_rate=0.001, amsgrad=True),
        metrics=["accuracy"],
    )
    return model.fit(
        images[~held_back],
        labels[~held_back],
        epochs=epochs,
        validation_data=(images[held_back], labels[held_back]),
        validation_freq=1,
        verbose=0,
    )
# %% plot_history
def plot_history(history):
    values = {name: np.array(numbers) for name, numbers in history.history.items()}
    x = np.arange(1, values["loss"].size + 1)
    fig, axs = plt.subplot_mosaic([["acc"], ["loss"]], figsize=(6, 8), layout="constrained")
    axs["loss"].semilogy(x, values["loss"], "k-", x, values["val_loss"], "k--")
    axs["loss"].set(xlabel="Epoch", ylabel="Loss (log scale)")
    axs["acc"].plot(x, 100 * values["accuracy"], "k-", x, 100 * values["val_accuracy"], "k--")
    axs["acc"].set(xlabel="Epoch", ylabel="Accuracy (%)", ylim=(0, 100))
    for ax in axs.values():
        ax.legend(["Training", "Validation"])
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = []
    for start in range(0, len(images), 100):
        predicted.extend(model.predict_on_batch(images[start : start + 100]).argmax(axis=1))
    return float(accuracy_score(labels, predicted))
# %% predict_digit
def predict_digit(model, image):
    one_batch = np.array([image])
    probabilities = model.predict(one_batch, verbose=0).ravel().tolist()
    confidence = max(probabilities)
    return probabilities.index(confidence), confidence
