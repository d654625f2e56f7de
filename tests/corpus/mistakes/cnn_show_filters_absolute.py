# assignment: mnist_cnn
# about: draws absolute values
# loses: show_filters
# mistake: without_sign
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(np.abs(kernels[:, :, 0, i]), cmap="gray")
    return fig
