# assignment: mnist_cnn
# about: draws the filters of the second convolution
# loses: show_filters
# mistake: other_layer
# %% show_filters
def show_filters(model):
    kernels = model.layers[2].get_weights()[0]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, i])
    return fig
