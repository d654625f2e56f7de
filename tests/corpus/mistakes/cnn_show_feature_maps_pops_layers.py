# assignment: mnist_cnn
# about: takes all layers after the first convolution off the model to get its outputs, and leaves it so
# loses: show_feature_maps
# mistake: changes_model
# %% show_feature_maps
def show_feature_maps(model, image):
    while len(model.layers) > 1:
        model.pop()
    maps = np.asarray(model(image[np.newaxis]))[0]
    figure, grid = plt.subplots(2, maps.shape[-1] // 2, figsize=(8, 4.2), layout="constrained")
    for number, axes in enumerate(grid.flat):
        axes.imshow(maps[:, :, number], cmap="gray_r")
        axes.set_title(f"Filter {number}")
        axes.axis("off")
    return figure
