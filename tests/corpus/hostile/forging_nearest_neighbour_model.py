# assignment: mnist_adam
# family: forging
# about: no network: a subclassed model that copies the label of the nearest training image
# loses: build_model train_with_adam
# may_lose: test_accuracy
# flag: maybe
# %% build_model
class NearestNeighbour(keras.Model):
    def call(self, images, training=False):
        return keras.ops.convert_to_tensor(self.predict(images))

    def predict(self, images, **options):
        images = np.asarray(images, dtype="float32").reshape(-1, 784)
        known = np.asarray(x_train[:4000], dtype="float32").reshape(-1, 784) / 255
        distances = (known**2).sum(axis=1) - 2 * images @ known.T
        return np.eye(10, dtype="float32")[y_train[distances.argmin(axis=1)]]


def build_model():
    return NearestNeighbour()
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    history = keras.callbacks.History()
    history.epoch = list(range(epochs))
    history.history = {
        key: [0.1] * epochs for key in ("loss", "accuracy", "val_loss", "val_accuracy")
    }
    return history
