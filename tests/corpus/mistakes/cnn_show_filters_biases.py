# assignment: mnist_cnn
# about: takes the biases for the filters
# loses: show_filters
# mistake: raises
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[1]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, i])
    return fig
