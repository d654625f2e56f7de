# assignment: mnist_cnn
# about: draws the image eight times
# loses: show_feature_maps
# mistake: image_for_maps
# %% show_feature_maps
def show_feature_maps(model, image):
    fig, axs = plt.subplots(2, 4)
    for ax in axs.flat:
        ax.imshow(image[:, :, 0])
    return fig
