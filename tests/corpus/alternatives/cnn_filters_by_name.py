# assignment: mnist_cnn
# about: finds the layer by its kernel, and draws with a colour bar each
# loses:
# %% show_filters
def show_filters(model):
    kernel = [w for w in model.weights if len(w.shape) == 4][0].numpy()
    fig, axs = plt.subplots(4, 2, figsize=(5, 9))
    for i, ax in enumerate(axs.ravel()):
        fig.colorbar(ax.matshow(kernel[..., 0, i], cmap="seismic"), ax=ax)
    return fig
