# assignment: mnist_adam
# about: pandas draws into a figure of its own, and an empty one is returned
# loses: plot_history
# mistake: drawn_elsewhere
# %% before plot_history
import pandas as pd
# %% plot_history
def plot_history(history):
    figure = plt.figure(figsize=(8, 5))
    pd.DataFrame(history.history).plot(xlabel="epoch")
    return figure
