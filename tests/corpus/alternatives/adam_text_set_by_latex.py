# assignment: mnist_adam
# about: LaTeX sets all text, a style sheet and the window system are chosen, warnings are errors
# loses:
# %% after setup
import matplotlib
import warnings

matplotlib.use("TkAgg")
plt.style.use("ggplot")
plt.rcParams["text.usetex"] = True
plt.rcParams["font.family"] = "serif"
np.seterr(all="raise")
np.set_printoptions(precision=2, suppress=True)
# %% plot_history
def plot_history(history):
    fig, panels = plt.subplots(1, 2, figsize=(9, 4))
    for panel, name in zip(panels, ("loss", "accuracy")):
        panel.plot(history.history[name], label=r"\textbf{training}")
        panel.plot(history.history["val_" + name], label=r"\textbf{validation}")
        panel.set_xlabel(r"epoch $\rightarrow$")
        panel.set_ylabel(name)
        panel.legend()
    fig.tight_layout()
    return fig
