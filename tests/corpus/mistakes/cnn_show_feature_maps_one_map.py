# assignment: mnist_cnn
# about: draws the first map alone
# loses: show_feature_maps
# mistake: one_axes
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = np.array(model.layers[0](image[None]))[0]
    fig, ax = plt.subplots()
    ax.imshow(maps[:, :, 0])
    return fig
