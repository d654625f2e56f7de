# assignment: mnist_cnn
# about: draws in two colours which weights are above their filter's mean
# loses: show_filters
# %% show_filters
def show_filters(model):
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D))
    kernels = first.get_weights()[0][:, :, 0]
    red, blue = np.array([0.8, 0.1, 0.1]), np.array([0.1, 0.1, 0.8])
    figure, grid = plt.subplots(2, 4, figsize=(8, 4.2), layout="constrained")
    for number, axes in enumerate(grid.flat):
        above = kernels[:, :, number] > kernels[:, :, number].mean()
        axes.imshow(np.where(above[:, :, None], red, blue))
        axes.set_title(f"Filter {number}")
        axes.axis("off")
    return figure
