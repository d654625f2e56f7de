# assignment: mnist_adam
# about: neither lines nor markers for the validation
# mistake: out_of_sight
# loses: plot_history
# %% plot_history
def plot_history(history):
    """Return a figure of loss and accuracy."""
    figure, axes = plt.subplots(1, 2)
    for one, name in zip(axes, ("loss", "accuracy")):
        one.plot(history.history[name], label="training")
        one.plot(history.history["val_" + name], linestyle="", label="validation")
        one.set(xlabel="epoch", ylabel=name)
        one.legend()
    return figure
