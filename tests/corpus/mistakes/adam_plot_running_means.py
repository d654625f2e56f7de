# assignment: mnist_adam
# about: draws running means (as TensorBoard does) instead of the values of the epochs, and says so nowhere
# loses: plot_history
# mistake: smoothed
# %% plot_history
def plot_history(history):
    def smooth(values, weight=0.6):
        last = values[0]
        result = []
        for value in values:
            last = weight * last + (1 - weight) * value
            result.append(last)
        return result

    fig, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for ax, key in zip(axes, ["loss", "accuracy"]):
        values, val_values = history.history[key], history.history["val_" + key]
        epochs = range(1, len(values) + 1)
        ax.plot(epochs, smooth(values), label="training")
        ax.plot(epochs, smooth(val_values), label="validation")
        ax.set(xlabel="Epoch", ylabel=key, title=key)
        ax.legend()
    return fig
