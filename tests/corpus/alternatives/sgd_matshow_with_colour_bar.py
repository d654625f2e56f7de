# assignment: mnist_sgd
# about: matshow, with one colour bar for the figure, and a scale of the grey levels drawn by hand
# loses:
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(5, 2, figsize=(5, 11))
    for ax, image, label in zip(axes.flat, images, labels):
        picture = ax.matshow(image, cmap="viridis")
        ax.set_title(f"this is a {label}")
    fig.colorbar(picture, ax=axes, label="grey level")
    scale = fig.add_axes((0.02, 0.1, 0.02, 0.8))
    scale.imshow(np.repeat(np.arange(256)[:, None], 8, axis=1), aspect="auto", origin="lower")
    return fig
# %% evaluate_model
def evaluate_model(model, images, labels):
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, model.predict(images, verbose=0))
    return float(metric.result())
