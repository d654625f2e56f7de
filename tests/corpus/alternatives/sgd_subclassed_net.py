# assignment: mnist_sgd
# about: subclassed model with a list of layers, fig.add_axes, np.interp, rows side by side, own Loss class
# loses:
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 1.6))
    for i in range(10):
        ax = fig.add_axes([i / 10 + 0.005, 0.05, 0.09, 0.7])
        ax.imshow(images[i], cmap=plt.cm.binary, extent=(0, 28, 28, 0))
        ax.set_title("Digit %d" % labels[i], fontsize=9)
        ax.set_axis_off()
    return fig
# %% normalize_images
def normalize_images(images):
    return np.interp(images, (0, 255), (0.0, 1.0)).astype(np.float32)
# %% flatten_images
def flatten_images(images):
    # row 0 of every image, then row 1 of every image, ... next to each other
    return np.hstack([images[:, r, :] for r in range(images.shape[1])])
# %% build_model
class Net(keras.Model):
    def __init__(self, hidden=(300, 100), classes=10, **kwargs):
        super().__init__(**kwargs)
        self.flat = keras.layers.Flatten()
        self.hidden = [keras.layers.Dense(units, activation="relu") for units in hidden]
        self.head = keras.layers.Dense(classes, activation="softmax")

    def call(self, inputs):
        x = self.flat(inputs)
        for layer in self.hidden:
            x = layer(x)
        return self.head(x)


def build_model():
    net = Net()
    net(np.zeros((1, 28, 28), dtype="float32"))  # makes the weights
    return net
# %% train_with_sgd
class CrossEntropy(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(0.05),
        loss=CrossEntropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model.fit(images, labels, epochs=epochs, batch_size=32, shuffle=True, verbose="auto")
# %% evaluate_model
def evaluate_model(model, images, labels):
    probabilities = keras.ops.convert_to_numpy(model(images, training=False))
    hits = np.equal(probabilities.argmax(-1), labels)
    return hits.mean().item()
# %% predict_digits
def predict_digits(model, images):
    probabilities = keras.ops.convert_to_numpy(model(images, training=False))
    return np.argsort(probabilities, axis=1)[:, -1]
