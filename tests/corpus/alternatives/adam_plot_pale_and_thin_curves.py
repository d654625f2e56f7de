# assignment: mnist_adam
# about: a colour for each metric, validation as a paler curve, or as a thinner one
# loses:
# %% plot_history
def plot_history(history):
    log = history.history
    figure, (top, bottom) = plt.subplots(2, 1, sharex="col", figsize=(6, 8))
    top.plot(log["loss"], color="C3", label="loss (training)")
    top.plot(log["val_loss"], color="C3", alpha=0.5, label="loss (validation)")
    bottom.plot(log["accuracy"], color="C2", linewidth=3, label="accuracy (training)")
    bottom.plot(log["val_accuracy"], color="C2", linewidth=1, label="accuracy (validation)")
    for axes in (top, bottom):
        axes.legend()
    bottom.set_xlabel("epoch")
    return figure
