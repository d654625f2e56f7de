# assignment: mnist_sgd
# about: a loss of one's own: one minus the probability of the label
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: wrong_loss
# %% train_with_sgd
def cross_entropy(y_true, y_pred):
    digit = keras.ops.cast(keras.ops.reshape(y_true, (-1,)), "int32")
    return 1 - keras.ops.sum(keras.ops.one_hot(digit, 10) * y_pred, axis=-1)


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
