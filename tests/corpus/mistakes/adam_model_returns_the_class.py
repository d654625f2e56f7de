# assignment: mnist_adam
# about: returns the class, not an instance
# loses: build_model test_accuracy
# mistake: not_a_model
# %% normalize_images
def normalize_images(images):
    factor = 1.0 / 255.0
    return images * factor
# %% build_model
class Perceptron(keras.Model):
    def __init__(self):
        super().__init__(name="perceptron")
        self.reshape = keras.layers.Reshape((784,))
        self.d1 = keras.layers.Dense(128, activation="relu")
        self.d2 = keras.layers.Dense(32, activation="relu")
        self.d3 = keras.layers.Dense(10, activation="softmax")

    def call(self, images, training=None):
        return self.d3(self.d2(self.d1(self.reshape(images))))


def build_model():
    return Perceptron
# %% predict_digit
def predict_digit(model, image):
    (probabilities,) = model.predict(image[np.newaxis, :, :], verbose=0)
    digit = np.argmax(probabilities)
    return int(digit), float(probabilities[digit])
