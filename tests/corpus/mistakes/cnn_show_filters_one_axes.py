# assignment: mnist_cnn
# about: draws all filters into one axes
# loses: show_filters
# mistake: one_axes
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, ax = plt.subplots()
    for i in range(8):
        ax.imshow(kernels[:, :, 0, i])
    return fig
