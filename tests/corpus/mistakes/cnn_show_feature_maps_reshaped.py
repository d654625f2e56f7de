# assignment: mnist_cnn
# about: reshapes the maps so that filters come first
# loses: show_feature_maps
# mistake: mixed_numbers
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = np.array(model.layers[0](image[None]))[0].reshape(8, 26, 26)
    fig, axs = plt.subplots(2, 4)
    for one, ax in zip(maps, axs.flat):
        ax.imshow(one)
    return fig
