# assignment: mnist_sgd
# about: the third argument of compile is loss_weights, not metrics
# loses: train_with_sgd test_accuracy
# mistake: metrics_for_weights
# %% normalize_images
def normalize_images(images):
    return np.divide(images, 255.0)
# %% flatten_images
def flatten_images(images):
    return images.reshape(images.shape[0], -1)
# %% build_model
def build_model():
    model = keras.Sequential()
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(300, activation="relu"))
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    opt = keras.optimizers.SGD()
    model.compile(opt, "sparse_categorical_crossentropy", ["accuracy"])
    return model.fit(images, labels, epochs=epochs)
# %% evaluate_model
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, batch_size=256, verbose=0)[1]
