# assignment: mnist_cnn
# about: draws four of eight
# loses: show_filters
# mistake: wrong_count
# %% show_filters
def show_filters(model):
    kernels = model.layers[0].get_weights()[0]

    fig, axs = plt.subplots(1, 4)
    for i in range(4):
        axs[i].imshow(kernels[:, :, 0, i])
    return fig
