# assignment: mnist_adam
# about: the stub is left open
# loses: plot_history
# mistake: not_attempted
# %% plot_history
def plot_history(history):
    raise NotImplementedError()
