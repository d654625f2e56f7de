# assignment: mnist_adam
# about: imports every name of pylab, NumPy's and pyplot's, and plots the curves with them
# loses:
# %% before plot_history
from pylab import *
# %% plot_history
def plot_history(history):
    log = history.history
    epoch_numbers = arange(1, len(log["loss"]) + 1)
    drawn = figure(figsize=(9, 3.5))
    for place, quantity in enumerate(("loss", "accuracy"), 1):
        subplot(1, 2, place)
        plot(epoch_numbers, array(log[quantity]), label="training")
        plot(epoch_numbers, array(log["val_" + quantity]), label="validation")
        xlabel("epoch")
        ylabel(quantity)
        grid(True)
        legend()
    return drawn
