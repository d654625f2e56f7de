# assignment: mnist_adam
# about: a panel for training and one for validation, with both metrics in each; a word too many
# loses:
# %% plot_history
def plot_history(history):
    """One panel a phase."""
    logs = history.history
    figure, panels = plt.subplots(1, 2, sharey=True)
    for panel, prefix, title in zip(panels, ("", "val_"), ("Training", "Validation")):
        for name in ("loss", "accuracy"):
            values = logs[prefix + name]
            panel.plot(range(1, len(values) + 1), values, label=f"{name} value")
        panel.set(title=title, xlabel="Epoch")
        panel.legend()
    figure.suptitle("Loss and accuracy")
    return figure
