# assignment: mnist_cnn
# about: scales the filters to 0-1 in the model itself, so that they are drawn brightly: afterwards it predicts nonsense
# loses: show_filters
# mistake: changes_model
# %% show_filters
def show_filters(model):
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D))
    kernels, biases = first.get_weights()
    first.set_weights([(kernels - kernels.min()) / np.ptp(kernels), biases])
    kernels = np.asarray(first.kernel)
    figure, grid = plt.subplots(2, kernels.shape[-1] // 2, figsize=(8, 4.2), layout="constrained")
    for number, axes in enumerate(grid.flat):
        axes.imshow(kernels[:, :, 0, number], cmap="gray", vmin=0, vmax=1)
        axes.set_title(f"Filter {number}")
        axes.axis("off")
    return figure
