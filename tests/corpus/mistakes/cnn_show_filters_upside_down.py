# assignment: mnist_cnn
# about: draws with the origin below
# loses: show_filters
# mistake: upside_down
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, i], origin="lower")
    return fig
