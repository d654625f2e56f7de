# assignment: mnist_sgd
# about: a Rescaling layer after a division
# loses: normalize_images test_accuracy
# mistake: scales_twice
# %% before normalize_images
rescale = keras.layers.Rescaling(1.0 / 255)
# %% normalize_images
def normalize_images(images):
    """Scale with a Keras preprocessing layer."""
    return rescale(images / 255.0)
# %% build_model
def build_model():
    layers = keras.layers
    inputs = layers.Input(shape=(28, 28))
    hidden = layers.Flatten()(inputs)
    hidden = layers.Dense(300)(hidden)
    hidden = layers.Activation("relu")(hidden)
    hidden = layers.Dense(100)(hidden)
    hidden = layers.Activation("relu")(hidden)
    scores = layers.Dense(10)(hidden)
    return keras.Model(inputs=inputs, outputs=layers.Softmax()(scores))
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.get("sgd"),
        loss=keras.losses.get("sparse_categorical_crossentropy"),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model.fit(images, labels, epochs=epochs, verbose=1)
