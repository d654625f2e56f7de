# assignment: mnist_adam
# about: Why is there no 'acc' in my history?
# loses: plot_history
# mistake: accuracy_under_other_name
# %% plot_history
def plot_history(history):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(history.history["loss"], label="training")
    left.plot(history.history["val_loss"], label="validation")
    right.plot(history.history["acc"], label="training")
    right.plot(history.history["val_acc"], label="validation")
    return fig
