# assignment: mnist_adam
# about: no legend: each curve has its word at its end, and the epochs are named below both panels by a text
# loses:
# %% plot_history
def plot_history(history):
    log = history.history
    fig, panels = plt.subplots(1, 2, figsize=(9, 3.5))
    for panel, metric in zip(panels, ("loss", "accuracy")):
        for key, word in ((metric, "training"), ("val_" + metric, "validation")):
            epochs = range(1, len(log[key]) + 1)
            (line,) = panel.plot(epochs, log[key])
            panel.annotate(
                word, (epochs[-1], log[key][-1]), xytext=(4, 0), textcoords="offset points",
                color=line.get_color(), va="center",
            )
        panel.set_title(metric)
        panel.margins(x=0.25)
    fig.text(0.5, 0.01, "epoch", ha="center")
    return fig
