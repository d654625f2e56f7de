# assignment: mnist_cnn
# about: makes the axes in order and places them in reverse
# loses: show_filters
# mistake: other_order
# %% show_filters
def show_filters(model):
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D))
    kernels = first.get_weights()[0]
    limit = np.abs(kernels).max()
    figure = plt.figure(figsize=(8, 4.2))
    for number in range(8):
        axes = figure.add_subplot(2, 4, 8 - number)
        axes.imshow(kernels[:, :, 0, number], cmap="RdBu_r", vmin=-limit, vmax=limit)
        axes.set_title(f"Filter {7 - number}")
        axes.axis("off")
    return figure
