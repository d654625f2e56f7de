# assignment: mnist_cnn
# about: works the sums out with convolve and forgets ReLU
# loses: show_feature_maps
# mistake: before_activation
# %% show_feature_maps
def show_feature_maps(model, image):
    kernels, biases = model.layers[0].get_weights()
    maps = np.stack([convolve(image[:, :, 0], kernels[:, :, 0, i]) + biases[i] for i in range(8)], axis=-1)

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
