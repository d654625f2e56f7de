# assignment: mnist_sgd
# about: optimizer from a configuration with Nesterov momentum, sample weights of one, He initializer and L2, ImageGrid, Keras metric
# loses:
# %% before show_digits
from mpl_toolkits.axes_grid1 import ImageGrid
# %% show_digits
def show_digits(images, labels):
    figure = plt.figure(figsize=(9, 4.2))
    grid = ImageGrid(figure, 111, nrows_ncols=(2, 5), axes_pad=(0.1, 0.4))
    for cell, image, label in zip(grid, images[:10], labels[:10]):
        cell.imshow(image, cmap="viridis", interpolation="none")
        cell.set_title("Digit %d" % label)
        cell.set(xticks=[], yticks=[])
    return figure
# %% build_model
def build_model():
    def dense(units, activation):
        return keras.layers.Dense(
            units,
            activation=activation,
            kernel_initializer=keras.initializers.HeNormal(),
            kernel_regularizer=keras.regularizers.L2(1e-5),
        )

    model = keras.models.Sequential(name="mlp_300_100")
    model.add(keras.layers.InputLayer(shape=(28, 28)))
    model.add(keras.layers.Flatten())
    model.add(dense(300, "relu"))
    model.add(dense(100, "relu"))
    model.add(dense(10, "softmax"))
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    optimizer = keras.optimizers.SGD.from_config(
        {"learning_rate": 0.005, "momentum": 0.9, "nesterov": True, "name": "nag"}
    )
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    same_for_all = np.ones(len(labels), dtype="float32")
    return model.fit(
        x=images, y=labels, sample_weight=same_for_all, batch_size=32, epochs=epochs, verbose=0
    )
# %% evaluate_model
def evaluate_model(model, images, labels):
    metric = keras.metrics.Accuracy()
    metric.update_state(labels, np.argmax(model.predict(images, verbose=0), axis=1))
    return float(metric.result())
