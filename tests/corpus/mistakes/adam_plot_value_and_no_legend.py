# assignment: mnist_adam
# about: the axes are called values, and nothing tells training from validation
# loses: plot_history
# mistake: no_legend
# %% plot_history
def plot_history(history):
    logs = history.history
    figure, panels = plt.subplots(1, 2)
    for panel, name in zip(panels, ("loss", "accuracy")):
        panel.plot(logs[name])
        panel.plot(logs["val_" + name])
        panel.set(xlabel="epoch", ylabel=f"{name} value")
    return figure
