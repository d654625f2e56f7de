# assignment: mnist_cnn
# about: draws what comes out of the pooling
# loses: show_feature_maps
# mistake: pooled
# %% show_feature_maps
def show_feature_maps(model, image):
    inner = keras.Model(model.inputs, model.layers[1].output)
    maps = inner.predict(image[None], verbose=0)[0]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(maps[:, :, i])
    return fig
