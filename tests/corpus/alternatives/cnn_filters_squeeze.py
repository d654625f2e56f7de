# assignment: mnist_cnn
# about: moves the axis of the filters to the front
# loses:
# %% show_filters
def show_filters(model):
    weights, _ = model.layers[0].get_weights()
    fig = plt.figure(figsize=(10, 2))
    for i, kernel in enumerate(np.moveaxis(weights[:, :, 0, :], -1, 0)):
        plt.subplot(1, len(weights[0, 0, 0]), i + 1)
        plt.imshow(kernel, cmap="gray")
        plt.title(f"#{i}")
    return fig
