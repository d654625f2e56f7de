# assignment: mnist_sgd
# about: a loss function of one's own that calls the sparse cross-entropy
# loses:
# %% train_with_sgd
def cross_entropy(y_true, y_pred):
    return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss=cross_entropy, metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs)
# %% build_model
def dense_block(x, units):
    x = keras.layers.Dense(units)(x)
    return keras.layers.ReLU()(x)


def build_model():
    image = keras.Input((28, 28))
    x = keras.layers.Flatten()(image)
    x = dense_block(x, 300)
    x = dense_block(x, 100)
    return keras.Model(image, keras.layers.Dense(10, activation="softmax")(x))
