# assignment: mnist_adam
# about: It runs at home. Why does grading not have plotly?
# loses: plot_history
# mistake: 
# %% plot_history
import plotly_of_my_own_making as px

def plot_history(history):
    return px.line(history.history)
