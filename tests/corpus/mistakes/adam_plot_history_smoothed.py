# assignment: mnist_adam
# about: draws exponentially smoothed curves and not the recorded values
# loses: plot_history
# mistake: smoothed
# %% before plot_history
def smooth(values, weight=0.6):
    last, result = values[0], []
    for value in values:
        last = weight * last + (1 - weight) * value
        result.append(last)
    return result
# %% plot_history
def plot_history(history):
    fig, axs = plt.subplots(2, 1, sharex=True, figsize=(6, 8))
    for ax, key in zip(axs, ["loss", "accuracy"]):
        ax.plot(smooth(history.history[key]), label="train " + key)
        ax.plot(smooth(history.history["val_" + key]), label="validation " + key)
        ax.set_xlabel("Epoch")
        ax.set_ylabel(key)
        ax.legend()
    return fig
