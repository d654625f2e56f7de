# assignment: mnist_adam
# about: a plotting helper in its own module
# loses:
# %% before plot_history
%%writefile curves.py
import matplotlib.pyplot as plt


def draw(ax, values, held_out, name):
    """Draw a training curve and a validation curve."""
    x = range(1, len(values) + 1)
    ax.plot(x, values, label="training")
    ax.plot(x, held_out, label="validation")
    ax.set_xlabel("epoch")
    ax.set_ylabel(name)
    ax.legend()
# %% plot_history
import curves


def plot_history(history):
    figure, axes = plt.subplots(1, 2, figsize=(9, 4))
    data = history.history
    curves.draw(axes[0], data["loss"], data["val_loss"], "loss")
    curves.draw(axes[1], data["accuracy"], data["val_accuracy"], "accuracy")
    return figure
