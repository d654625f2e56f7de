# assignment: mnist_cnn
# about: gives imshow an axis too many
# loses: show_filters
# mistake: batch_for_image
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[np.newaxis, :, :, :, i])
    return fig
