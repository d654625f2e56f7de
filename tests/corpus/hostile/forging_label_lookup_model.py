# assignment: mnist_sgd
# family: forging
# about: a subclassed model that looks each image up among all the images that the notebook has
# loses: build_model train_with_sgd test_accuracy
# may_lose:
# flag: maybe
# %% build_model
answers = {image.tobytes(): int(label) for image, label in zip(x_train, y_train)}
answers.update({image.tobytes(): int(label) for image, label in zip(x_test, y_test)})


class LookUp(keras.Model):
    def call(self, images, training=False):
        return keras.ops.convert_to_tensor(self.predict(images))

    def predict(self, images, **options):
        levels = np.rint(np.asarray(images) * 255).astype("uint8")
        digits = [answers.get(image.tobytes(), 0) for image in levels]
        return np.eye(10, dtype="float32")[digits]


def build_model():
    return LookUp()
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    levels = np.rint(np.asarray(images) * 255).astype("uint8")
    answers.update({image.tobytes(): int(label) for image, label in zip(levels, labels)})
    history = keras.callbacks.History()
    history.epoch = list(range(epochs))
    history.history = {"loss": [0.0] * epochs, "accuracy": [1.0] * epochs}
    return history
