# assignment: mnist_cnn
# about: draws the maps of the first test image
# loses: show_feature_maps
# %% show_feature_maps
def show_feature_maps(model, image):
    image = prepare_images(x_test[:1])[0]
    maps = np.array(model.layers[0](image[None]))[0]

    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
