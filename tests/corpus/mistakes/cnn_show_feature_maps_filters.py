# assignment: mnist_cnn
# about: draws the filters once more
# loses: show_feature_maps
# mistake: filters_for_maps
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = model.layers[0].get_weights()[0][:, :, 0]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
