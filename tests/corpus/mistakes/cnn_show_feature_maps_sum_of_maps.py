# assignment: mnist_cnn
# about: adds the maps up
# loses: show_feature_maps
# mistake: one_axes
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = np.array(model.layers[0](image[None]))[0]
    fig = plt.figure()
    plt.imshow(maps.sum(axis=-1))
    return fig
