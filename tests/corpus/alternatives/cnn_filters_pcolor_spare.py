# assignment: mnist_cnn
# about: a grid with a spare axes that is turned off
# loses:
# %% show_filters
def show_filters(model):
    for layer in model.layers:
        if "conv" in layer.name:
            break
    k = layer.get_weights()[0]
    fig, axes = plt.subplots(3, 3)
    for ax in axes.flat:
        ax.axis("off")
    for i in range(k.shape[3]):
        axes.flat[i].imshow(k[:, :, 0, i], cmap="viridis", interpolation="nearest")
    return fig
