# assignment: mnist_cnn
# about: draws the first filter eight times
# loses: show_filters
# mistake: same_picture
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, 0])
    return fig
