# assignment: mnist_adam
# about: softmax along the batch axis
# loses: build_model
# may_lose: test_accuracy
# mistake: softmax_over_images
# %% build_model
def build_model():
    layers = [
        keras.layers.InputLayer(shape=(28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128),
        keras.layers.ReLU(),
        keras.layers.Dense(32),
        keras.layers.ReLU(),
        keras.layers.Dense(10),
        keras.layers.Softmax(axis=0),
    ]
    return keras.models.Sequential(layers)
# %% normalize_images
def normalize_images(images):
    return keras.layers.Rescaling(scale=1 / 255)(images)
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    digits = keras.ops.argmax(model.predict(images, verbose=0), axis=-1)
    return float(accuracy_score(labels, np.asarray(digits)))
