# assignment: mnist_sgd
# about: fits twice, so the model gets twice the epochs
# loses: train_with_sgd
# mistake: trains_again
# %% before build_model
class DigitClassifier(keras.Model):
    """784 - 300 - 100 - 10"""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.flatten = keras.layers.Flatten()
        self.hidden1 = keras.layers.Dense(300, activation="relu")
        self.hidden2 = keras.layers.Dense(100, activation="relu")
        self.classifier = keras.layers.Dense(10, activation="softmax")

    def call(self, inputs):
        x = self.flatten(inputs)
        x = self.hidden1(x)
        x = self.hidden2(x)
        return self.classifier(x)
# %% build_model
def build_model():
    return DigitClassifier()
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images, labels, batch_size=16, epochs=epochs, verbose=0)
    return model.fit(images, labels, batch_size=16, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    results = model.evaluate(images, labels, return_dict=True, verbose=0)
    return results["accuracy"]
# %% predict_digits
def predict_digits(model, images):
    probs = model(images)
    return np.argmax(probs, axis=-1)
