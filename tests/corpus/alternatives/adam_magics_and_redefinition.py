# assignment: mnist_adam
# about: %%writefile helper, %%capture, scratch cells, plot redefined at the end, function defined in an extra cell and renamed
# loses:
# %% before normalize_images
%%writefile grey.py
import functools
import numpy as np


@functools.lru_cache(maxsize=None)
def table(levels=256):
    result = np.arange(levels) / (levels - 1)
    result.setflags(write=False)
    return result
# %% before normalize_images
%matplotlib inline
from grey import table
# %% normalize_images
normalize_images = lambda images: table()[np.asarray(images)]
# %% after normalize_images
%%capture
%timeit -n 1 -r 1 normalize_images(x_train[:10])
# %% build_model
def build_model():
    from keras.layers import Dense, Flatten, Input

    return keras.Sequential([Input((28, 28)), Flatten(), Dense(128, "relu"), Dense(32, "relu"), Dense(10, "softmax")])
# %% before train_with_adam
def my_training(model, images, labels, epochs=25):
    keras.utils.set_random_seed(3)
    model.compile(
        optimizer=keras.optimizers.get({"class_name": "adam", "config": {"learning_rate": 0.0008}}),
        loss=keras.losses.get("sparse_categorical_crossentropy"),
        metrics=["accuracy"],
        run_eagerly=False,
    )
    options = {"epochs": epochs, "validation_split": 0.2, "verbose": 2}
    return model.fit(images, labels, **options)
# %% train_with_adam
train_with_adam = my_training
# %% plot_history
def plot_history(history):
    fig, ax = plt.subplots()
    ax.plot(history.history["loss"])  # unfinished: the real one is in the last cell
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    """Via scikit-learn."""
    from sklearn import metrics

    y = np.argmax(model.predict(images), axis=1)
    return metrics.accuracy_score(labels, y)
# %% after evaluate_accuracy
# the same with a list comprehension, to see that I understood it
sum([a == b for a, b in zip([1, 2, 3], [1, 2, 4])]) / 0
# %% predict_digit
def predict_digit(model, image):
    p = model.predict(np.array(image, ndmin=3))
    assert p.shape == (1, 10)
    return int(np.argmax(p[0])), float(np.max(p[0]))
# %% end
def plot_history(history):
    fig, ax = plt.subplots(1, 2, figsize=(10, 4))
    for column, what in enumerate(["accuracy", "loss"]):
        for key in (what, "val_" + what):
            ax[column].plot(history.history[key])
        ax[column].set_title("model " + what)
        ax[column].set_ylabel(what)
        ax[column].set_xlabel("epoch")
        ax[column].legend(["train", "validation"], loc="upper left")
    return fig
