# assignment: mnist_cnn
# about: exchanges rows and columns
# loses: show_feature_maps
# mistake: turned
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = np.array(model.layers[0](image[None]))[0]
    fig, axs = plt.subplots(2, 4)
    for one, ax in zip(maps.T, axs.flat):
        ax.imshow(one)
    return fig
