# assignment: mnist_adam
# family: forging
# about: every curve is called by both metrics, in an order of its own, so that nobody can tell which is which
# loses: plot_history
# %% plot_history
def plot_history(history):
    figure, axes = plt.subplots()
    names = {
        "loss": "1: loss or accuracy",
        "accuracy": "2: accuracy or loss",
        "val_loss": "3: val loss or accuracy",
        "val_accuracy": "4: val accuracy or loss",
    }
    for key, name in names.items():
        axes.plot(range(len(history.history[key])), history.history[key], label=name)
    axes.legend()
    axes.set_xlabel("epoch")
    return figure
