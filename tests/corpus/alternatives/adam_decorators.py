# assignment: mnist_adam
# about: a decorator that checks arguments, with functools.wraps
# loses:
# %% before normalize_images
from functools import wraps


def needs_images(function):
    @wraps(function)
    def checked(images, *args, **kwargs):
        if images.ndim != 3:
            raise ValueError("expected a stack of images")
        return function(images, *args, **kwargs)

    return checked


def quiet(function):
    """Close the figure, so that the notebook does not show it twice."""

    @wraps(function)
    def wrapper(*args, **kwargs):
        figure = function(*args, **kwargs)
        plt.close(figure)
        return figure

    return wrapper
# %% normalize_images
@needs_images
def normalize_images(images):
    return images / 255.0
# %% plot_history
@quiet
def plot_history(history):
    figure, axes = plt.subplots(2, 1, sharex=True)
    for ax, key in zip(axes, ("loss", "accuracy")):
        (line,) = ax.plot(history.history[key])
        (dashed,) = ax.plot(history.history[f"val_{key}"], linestyle="--")
        ax.legend([line, dashed], ["training", "validation"])
        ax.set_ylabel(key)
    axes[-1].set_xlabel("epoch")
    return figure
