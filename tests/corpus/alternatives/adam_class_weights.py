# assignment: mnist_adam
# about: class weights of one, labels cast, optimizer by keras.optimizers.get; lines added with Line2D; einsum with an array of one weight
# loses:
# %% normalize_images
def normalize_images(images):
    return np.einsum("ijk,->ijk", images.astype(np.float32), np.float32(1) / np.float32(255))
# %% build_model
def build_model():
    widths_backwards = [10, 32, 128]
    layers = [keras.layers.Dense(widths_backwards[0], activation="softmax")]
    for width in widths_backwards[1:]:
        layers.insert(0, keras.layers.Dense(width, activation=keras.activations.relu))
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), *layers])
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.get("adam"),
        loss=keras.losses.get("sparse_categorical_crossentropy"),
        metrics=["accuracy"],
    )
    return model.fit(
        images,
        np.asarray(labels, dtype="int32"),
        epochs=epochs,
        validation_split=0.2,
        class_weight={digit: 1.0 for digit in range(10)},
        shuffle=True,
        verbose=0,
    )
# %% before plot_history
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter
# %% plot_history
def plot_history(history):
    figure, panels = plt.subplot_mosaic([["loss"], ["accuracy"]], figsize=(7, 7))
    for metric, panel in panels.items():
        for prefix, who, color in [("", "training", "0.6"), ("val_", "validation", "crimson")]:
            values = history.history[prefix + metric]
            xs = np.arange(1, len(values) + 1)
            panel.add_line(Line2D(xs, values, color=color, lw=2, label=f"{who} {metric}"))
        panel.autoscale_view()
        panel.set_xlabel("Epoch")
        panel.xaxis.set_major_locator(MaxNLocator(integer=True))
        panel.legend(frameon=False)
    panels["accuracy"].yaxis.set_major_formatter(PercentFormatter(xmax=1.0))
    return figure
