# assignment: mnist_cnn
# about: reshapes so that filters come first
# loses: show_filters
# mistake: mixed_numbers
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for kernel, ax in zip(kernels.reshape(8, 3, 3), axs.flat):
        ax.imshow(kernel)
    return fig
