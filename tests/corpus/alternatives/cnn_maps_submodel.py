# assignment: mnist_cnn
# about: a model that ends at the convolution
# loses:
# %% show_feature_maps
def show_feature_maps(model, image):
    conv = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)][0]
    inner = keras.Model(inputs=model.inputs, outputs=conv.output)
    maps = inner.predict(np.expand_dims(image, 0), verbose=0)
    fig, axs = plt.subplots(2, 4, figsize=(10, 5))
    for channel in range(8):
        row, col = divmod(channel, 4)
        axs[row, col].imshow(maps[0, :, :, channel], cmap="magma")
        axs[row, col].set_xticks([])
        axs[row, col].set_yticks([])
    return fig
