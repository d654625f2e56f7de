# assignment: mnist_sgd
# about: sparse cross-entropy in a keras.losses.Loss subclass written with keras.ops and accuracy as a keras.metrics.Metric subclass; mathtext titles
# loses:
# %% show_digits
from keras import ops


def show_digits(images, labels):
    fig, axs = plt.subplots(2, 5, figsize=(10, 5))
    for i, ax in enumerate(axs.flat):
        inked = np.ma.masked_equal(images[i], 0)  # the background stays transparent
        ax.set_facecolor("#fdf6e3")
        ax.imshow(inked, cmap="copper_r", vmin=0, vmax=255)
        ax.set_title(rf"$y_{{{i}}} = {labels[i]}$")
        ax.set_xticks([])
        ax.set_yticks([])
    return fig


class SparseCrossEntropy(keras.losses.Loss):
    """-log of the probability that the model gave to the right digit."""

    def call(self, y_true, y_pred):
        digit = ops.cast(ops.reshape(y_true, (-1,)), "int32")
        chosen = ops.sum(ops.one_hot(digit, 10) * y_pred, axis=-1)
        return -ops.log(ops.clip(chosen, 1e-7, 1.0))


class FractionRight(keras.metrics.Metric):
    def __init__(self, name="accuracy", **kwargs):
        super().__init__(name=name, **kwargs)
        self.right = self.add_variable(shape=(), initializer="zeros", name="right")
        self.seen = self.add_variable(shape=(), initializer="zeros", name="seen")

    def update_state(self, y_true, y_pred, sample_weight=None):
        truth = ops.cast(ops.reshape(y_true, (-1,)), "int32")
        guess = ops.cast(ops.argmax(y_pred, axis=-1), "int32")
        hits = ops.cast(ops.equal(truth, guess), "float32")
        self.right.assign(self.right + ops.sum(hits))
        self.seen.assign(self.seen + ops.sum(ops.ones_like(hits)))

    def result(self):
        return ops.divide_no_nan(self.right, self.seen)


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(0.02), loss=SparseCrossEntropy(), metrics=[FractionRight()]
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)


def predict_digits(model, images):
    p = model.predict(images, verbose=0)
    best = np.zeros(len(p), dtype=np.int32)
    top = p[:, 0].copy()
    for digit in range(1, 10):  # argmax by hand, vectorised over the images
        better = p[:, digit] > top
        best[better] = digit
        top = np.maximum(top, p[:, digit])
    return best
# %% train_with_sgd
# defined above
# %% predict_digits
# defined above
