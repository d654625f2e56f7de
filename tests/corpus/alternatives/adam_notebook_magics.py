# assignment: mnist_adam
# about: magics in scratch cells
# loses:
# %% before normalize_images
%matplotlib inline
# %% after normalize_images
%time normalize_images(x_train[:10]).max()
# %% after build_model
%%time
build_model().summary()
# %% plot_history
def plot_history(history):
    fig = plt.figure()
    ax = plt.axes()
    colours = {"loss": "r", "accuracy": "g"}
    for name, colour in colours.items():
        ax.plot(history.epoch, history.history[name], colour, label=f"{name} (training)")
        ax.plot(history.epoch, history.history["val_" + name], colour + ":",
                label=f"{name} (validation)")
    ax.set_xlabel("Epochs")
    ax.legend(loc="best")
    return fig
# %% end
%timeit -n1 -r1 normalize_images(x_test[:100])
%who
