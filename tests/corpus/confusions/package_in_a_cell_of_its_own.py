# assignment: mnist_adam
# about: Why is px not defined? I import it above
# loses: plot_history
# mistake: 
# %% before plot_history
import plotly_of_my_own_making as px
# %% plot_history
def plot_history(history):
    return px.line(history.history)
