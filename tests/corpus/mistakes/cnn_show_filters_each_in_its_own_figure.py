# assignment: mnist_cnn
# about: a function that opens a figure at each call draws the filters; the one that is returned has none
# loses: show_filters
# mistake: drawn_elsewhere
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]
    fig, axs = plt.subplots(2, 4)
    for place in range(kernels.shape[-1]):
        plt.matshow(kernels[:, :, 0, place], cmap="gray")
    return fig
