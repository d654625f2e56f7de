# assignment: mnist_cnn
# about: divides the image by its largest value first
# loses: show_feature_maps
# mistake: scales_again
# %% show_feature_maps
def show_feature_maps(model, image):
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D))
    maps = np.asarray(first((image / image.max())[np.newaxis]))[0]
    figure, grid = plt.subplots(2, maps.shape[-1] // 2, figsize=(8, 4.2), layout="constrained")
    for number, axes in enumerate(grid.flat):
        axes.imshow(maps[:, :, number], cmap="gray_r")
        axes.axis("off")
    return figure
