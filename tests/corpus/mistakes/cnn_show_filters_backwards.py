# assignment: mnist_cnn
# about: draws the last filter first
# loses: show_filters
# mistake: other_order
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, 7 - i])
    return fig
