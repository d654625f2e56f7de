# assignment: mnist_cnn
# about: returns the axes
# loses: show_filters
# mistake: returns_axes
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, i])
    return axs
