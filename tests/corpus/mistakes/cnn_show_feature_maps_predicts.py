# assignment: mnist_cnn
# about: draws what the whole model predicts
# loses: show_feature_maps
# mistake: raises
# %% show_feature_maps
def show_feature_maps(model, image):
    maps = model.predict(image[None])[0]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
