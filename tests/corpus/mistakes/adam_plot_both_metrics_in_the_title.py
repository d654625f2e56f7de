# assignment: mnist_adam
# about: nothing says which panel is the loss; the title of the figure names both
# loses: plot_history
# mistake: unlabelled_metric
# %% plot_history
def plot_history(history):
    logs = history.history
    figure, panels = plt.subplots(1, 2)
    for panel, name in zip(panels, ("loss", "accuracy")):
        panel.plot(logs[name], label="training")
        panel.plot(logs["val_" + name], label="validation")
        panel.set_xlabel("epoch")
        panel.legend()
    figure.suptitle("Loss and accuracy")
    return figure
