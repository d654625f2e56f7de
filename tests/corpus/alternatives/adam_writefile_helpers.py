# assignment: mnist_adam
# about: helpers written to a module with %%writefile and imported in the functions; magics
# loses:
# %% before normalize_images
%%writefile digit_tools.py
"""Helpers for the homework."""
import numpy as np


def scale(grey_levels):
    floats = grey_levels.astype("float64")
    floats /= 255.0
    return floats


def digits_of(model, images):
    return np.argmax(model.predict(images, verbose=0), axis=-1)


def best_of(model, image):
    probabilities = model.predict(image[np.newaxis, :, :], verbose=0)[0]
    best = probabilities.argmax()
    return int(best), float(probabilities[best])
# %% normalize_images
import digit_tools


def normalize_images(images):
    return digit_tools.scale(images)
# %% before plot_history
%matplotlib inline
plt.rcParams["figure.figsize"] = (6, 6)
# %% plot_history
def plot_history(history):
    with plt.style.context("ggplot"):
        fig = plt.figure()
        for panel, metric in enumerate(["loss", "accuracy"], start=1):
            plt.subplot(2, 1, panel)
            plt.plot(history.history[metric], marker=".")
            plt.plot(history.history["val_" + metric], marker=".")
            plt.title("model " + metric)
            plt.ylabel(metric)
            plt.xlabel("epoch")
            plt.legend(["train", "val"], loc="best")
        plt.subplots_adjust(hspace=0.5)
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    from digit_tools import digits_of

    return accuracy_score(labels, digits_of(model, images))
# %% predict_digit
predict_digit = digit_tools.best_of
