# assignment: mnist_cnn
# about: exchanges rows and columns
# loses: show_filters
# mistake: turned
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for kernel, ax in zip(kernels.T, axs.flat):
        ax.imshow(kernel[0])
    return fig
