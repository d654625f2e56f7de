# assignment: mnist_cnn
# about: divides the image by 255 once more
# loses: show_feature_maps
# mistake: scales_again
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = np.array(model.layers[0](image[None] / 255))[0]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
