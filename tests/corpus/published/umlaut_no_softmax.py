# assignment: mnist_adam
# about: logits at the output, while the loss expects probabilities
# source: UMLAUT (Schoop, Huang, Hartmann, CHI 2021), first program of its repository
# loses: build_model
# may_lose: test_accuracy
# mistake: logits
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
