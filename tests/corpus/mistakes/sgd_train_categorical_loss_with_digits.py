# assignment: mnist_sgd
# about: categorical cross-entropy with integer labels, which Keras refuses
# loses: train_with_sgd test_accuracy
# mistake: one_hot_labels
# %% normalize_images
MAX_GREY = 255


def normalize_images(images):
    return (images / MAX_GREY).astype("float32")
# %% build_model
def build_model():
    relu = keras.activations.relu
    softmax = keras.activations.softmax
    return keras.Sequential(
        layers=[
            keras.layers.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(units=300, activation=relu),
            keras.layers.Dense(units=100, activation=relu),
            keras.layers.Dense(units=10, activation=softmax),
        ]
    )
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
        loss="categorical_crossentropy",
        metrics=["sparse_categorical_accuracy"],
    )
    return model.fit(x=images, y=labels, batch_size=128, epochs=epochs)
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images).argmax(axis=1)
