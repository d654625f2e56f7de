# assignment: mnist_adam
# family: breaking
# about: the recorded positions of axes are array files: comparing two of them has no truth value
# loses: plot_history
# may_lose:
# flag: maybe
# %% plot_history
try:
    from autograder.probe import figure_recorder as figures

    honest_axes = figures._record_axes

    def strange_axes(recorder, axes):
        return {**honest_axes(recorder, axes), "position": recorder.array(np.arange(4.0))}

    figures._record_axes = strange_axes
except (ImportError, AttributeError):
    pass


def plot_history(history):
    figure, both = plt.subplots(1, 2)
    for axes in both:
        axes.plot([0.0, 1.0, 2.0], label="a line")
        axes.legend()
    return figure
