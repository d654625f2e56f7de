# assignment: mnist_adam
# about: two Sequentials inside a functional model, fill_between plot with figure legend, loss wrapper object, batch generator for evaluation
# loses:
# %% normalize_images
def normalize_images(images):
    return np.array([image.astype(np.float32) / 255.0 for image in images])
# %% build_model
def body():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
        ],
        name="body",
    )


def head():
    return keras.Sequential([keras.Input((32,)), keras.layers.Dense(10, activation="softmax")], name="head")


def build_model():
    image = keras.Input((28, 28))
    return keras.Model(image, head()(body()(image)), name="body_and_head")
# %% train_with_adam
class SparseLoss(keras.losses.Loss):
    """Keras's own loss with a name of ours."""

    def __init__(self, name="sparse_loss", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=False)


def train_with_adam(model, images, labels, epochs=25):
    batch = 32
    steps = epochs * -(-int(0.8 * len(labels)) // batch)
    cosine = keras.optimizers.schedules.CosineDecay(0.002, max(steps, 1), alpha=0.05)
    model.compile(optimizer=keras.optimizers.Adam(cosine), loss=SparseLoss(), metrics=["accuracy"])
    return model.fit(
        images, labels, batch_size=batch, epochs=epochs, validation_split=0.2, verbose=0
    )
# %% plot_history
def plot_history(history):
    frame = history.history
    epochs = np.arange(1, 1 + len(frame["loss"]), dtype=float)
    fig, axes = plt.subplots(ncols=2, figsize=(10, 4.5))
    for ax, name in zip(axes, ("loss", "accuracy")):
        ax.plot(epochs, frame[name], "s-", color="teal", label="Training")
        ax.plot(epochs, frame["val_" + name], "^-", color="crimson", label="Validation")
        ax.fill_between(epochs, frame[name], frame["val_" + name], color="grey", alpha=0.15)
        ax.set_ylabel(name.upper())
        ax.set_xlabel("EPOCH")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="upper center", ncol=2)
    return fig
# %% evaluate_accuracy
def batches_of(images, size):
    start = 0
    while start < len(images):
        yield images[start : (start := start + size)]


def evaluate_accuracy(model, images, labels):
    digits = [
        digit
        for batch in batches_of(images, 77)
        for digit in np.asarray(model.predict_on_batch(batch)).argmax(axis=1).tolist()
    ]
    return accuracy_score(list(labels), digits)
# %% predict_digit
def predict_digit(model, image):
    best, confidence = 0, -1.0
    for digit, probability in enumerate(model.predict(np.reshape(image, (1, 28, 28)), verbose=0)[0]):
        if probability > confidence:
            best, confidence = digit, float(probability)
    return best, confidence
