# assignment: mnist_adam
# family: forging
# about: build_model returns a model trained while the notebook ran; training does nothing
# loses: train_with_adam test_accuracy
# may_lose: build_model
# flag: maybe
# %% build_model
def build_model():
    return trained_elsewhere


trained_elsewhere = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
trained_elsewhere.compile(
    optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
)
fitted = trained_elsewhere.fit(x_train / 255.0, y_train, epochs=10, verbose=0)
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return fitted
