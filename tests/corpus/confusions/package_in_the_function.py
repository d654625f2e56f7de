# assignment: mnist_adam
# about: Why is there an error in a line that works at home?
# loses: plot_history
# mistake: raises
# %% plot_history
def plot_history(history):
    import plotly_of_my_own_making as px

    return px.line(history.history)
