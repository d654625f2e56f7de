# assignment: mnist_adam
# about: dropout of 0.8
# source: UMLAUT (Schoop, Huang, Hartmann, CHI 2021), first program of its repository
# loses: build_model
# may_lose: test_accuracy
# mistake: dropout
# %% build_model
def build_model():
    layer = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layer.Flatten(),
            layer.Dense(128, activation="relu"),
            layer.Dense(32, activation="relu"),
            layer.Dropout(0.8),
            layer.Dense(10, activation="softmax"),
        ]
    )
