# assignment: mnist_cnn
# about: gives the layer one image without a batch
# loses: show_feature_maps
# mistake: images_of_another_shape raises
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = np.array(model.layers[0](image))
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
