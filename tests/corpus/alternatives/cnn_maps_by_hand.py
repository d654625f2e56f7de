# assignment: mnist_cnn
# about: works the maps out with convolve
# loses:
# %% show_feature_maps
def show_feature_maps(model, image):
    kernels, biases = model.layers[0].get_weights()
    fig, axs = plt.subplots(1, 8, figsize=(16, 2))
    for i in range(8):
        summed = convolve(image[:, :, 0], kernels[:, :, 0, i]) + biases[i]
        axs[i].imshow(np.maximum(0, summed), cmap="gray")
    return fig
