# assignment: mnist_adam
# about: hidden layers with the linear activation
# source: UMLAUT (Schoop, Huang, Hartmann, CHI 2021), second program of its repository
# loses: build_model
# may_lose: test_accuracy
# mistake: no_activation
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="linear"),
            keras.layers.Dense(32, activation="linear"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
