# assignment: mnist_sgd
# about: EinsumDense layers, ImageGrid, stride tricks, piecewise learning rate, own order of images with shuffle=False
# loses:
# %% show_digits
def show_digits(images, labels):
    from mpl_toolkits.axes_grid1 import ImageGrid

    fig = plt.figure(figsize=(9, 4))
    grid = ImageGrid(fig, 111, nrows_ncols=(2, 5), axes_pad=0.35)
    for ax, image, label in zip(grid, images[:10], labels[:10]):
        ax.imshow(image, cmap="magma", vmin=0, vmax=255)
        ax.set_title(f"{label}", pad=2)
        ax.set_xticks([]), ax.set_yticks([])
    return fig
# %% normalize_images
def normalize_images(images):
    normalized = np.zeros(images.shape, dtype="float64")
    np.divide(images, 255.0, out=normalized)
    return normalized
# %% flatten_images
def flatten_images(images):
    block = np.ascontiguousarray(images)
    step = block.itemsize
    rows = np.lib.stride_tricks.as_strided(block, shape=(len(block), 784), strides=(784 * step, step))
    return rows.copy()
# %% build_model
def build_model():
    def dense(units, activation):
        return keras.layers.EinsumDense(
            "bi,io->bo", output_shape=(units,), bias_axes="o", activation=activation
        )

    inputs = keras.Input(shape=(28, 28))
    x = keras.layers.Flatten()(inputs)
    x = dense(300, "relu")(x)
    x = dense(100, "relu")(x)
    return keras.Model(inputs=inputs, outputs=dense(10, "softmax")(x), name="einsum_net")
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    order = np.random.default_rng(2024).permutation(len(labels))
    per_epoch = -(-len(labels) // 32)
    rate = keras.optimizers.schedules.PiecewiseConstantDecay(
        boundaries=[10 * per_epoch, 15 * per_epoch], values=[0.05, 0.02, 0.01]
    )
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=rate, momentum=0.3, global_clipnorm=5.0),
        loss=keras.losses.SparseCategoricalCrossentropy(reduction="sum_over_batch_size"),
        weighted_metrics=[],
        metrics=[keras.metrics.SparseCategoricalAccuracy("share_right")],
    )
    return model.fit(images[order], labels[order], epochs=epochs, shuffle=False, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    probabilities = model.predict(images, verbose=0)
    confusion = np.zeros((10, 10), dtype=int)
    np.add.at(confusion, (np.asarray(labels, dtype=int), probabilities.argmax(1)), 1)
    return confusion.trace() / confusion.sum()
# %% predict_digits
def predict_digits(model, images):
    probabilities = model.predict(images, verbose=0)
    winners = probabilities == probabilities.max(axis=1, keepdims=True)
    return winners.argmax(axis=1).astype("uint8")
