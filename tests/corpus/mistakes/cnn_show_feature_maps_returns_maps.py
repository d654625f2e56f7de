# assignment: mnist_cnn
# about: returns the maps and draws nothing
# loses: show_feature_maps
# mistake: not_a_figure
# %% show_feature_maps
def show_feature_maps(model, image):
    return np.array(model.layers[0](image[None]))[0]
