# assignment: mnist_sgd
# about: LearningRateScheduler, CSVLogger, TerminateOnNaN and an own callback; regularizer; ReLU and Softmax layers
# loses:
# %% show_digits
def show_digits(images, labels):
    fig, axs = plt.subplots(3, 4, figsize=(8, 6))
    axs = list(axs.flat)
    for ax, img, lab in zip(axs, images[:10], labels[:10]):
        ax.imshow(img, cmap=plt.get_cmap("gray_r"), interpolation="bilinear")
        ax.set_title("number " + str(lab))
        ax.get_xaxis().set_visible(False)
        ax.get_yaxis().set_visible(False)
    for ax in axs[10:]:
        ax.set_visible(False)
    plt.tight_layout()
    return fig
# %% normalize_images
def normalize_images(images):
    from matplotlib.colors import Normalize

    return np.asarray(Normalize(vmin=0, vmax=255)(images))
# %% flatten_images
def flatten_images(images):
    (n, rows, columns), row_major = images.shape, "C"
    out = np.zeros((n, rows * columns), images.dtype)
    for r in range(rows):
        out[:, r * columns : (r + 1) * columns] = images[:, r]
    return out
# %% build_model
def build_model():
    L = keras.layers
    penalty = keras.regularizers.L2(1e-5)
    m = keras.models.Sequential()
    m.add(L.Input((28, 28)))
    m.add(L.Flatten(data_format="channels_last"))
    m.add(L.Dense(300, kernel_regularizer=penalty))
    m.add(L.ReLU())
    m.add(L.Dense(100, kernel_regularizer=penalty))
    m.add(L.ReLU())
    m.add(L.Dense(10))
    m.add(L.Softmax())
    return m
# %% train_with_sgd
import time


class Stopwatch(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds = time.perf_counter() - self.begin
        if epoch % 5 == 0:
            print(f"epoch {epoch + 1}: {self.seconds:.1f} s, loss {logs['loss']:.3f}")


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(loss="sparse_categorical_crossentropy", optimizer="SGD", metrics=["accuracy"])
    helpers = [
        keras.callbacks.LearningRateScheduler(lambda epoch, lr: 0.08 * 0.93**epoch),
        keras.callbacks.TerminateOnNaN(),
        keras.callbacks.CSVLogger("sgd_training.csv"),
        Stopwatch(),
    ]
    return model.fit(images, labels, epochs=epochs, initial_epoch=0, callbacks=helpers, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    results = dict(zip(("loss", "accuracy"), model.evaluate(images, labels, verbose=0)))
    return round(results["accuracy"], 6)
# %% predict_digits
def predict_digits(model, images):
    p = model.predict(images, verbose=0)
    digits = np.zeros(len(p), dtype=int)
    best = p[:, 0].copy()
    for d in range(1, 10):
        better = p[:, d] > best
        digits[better], best[better] = d, p[better, d]
    return digits
