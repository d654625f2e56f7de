# assignment: mnist_sgd
# about: Why is Dense not defined?
# loses: build_model
# may_lose: test_accuracy
# mistake: raises
# %% build_model
def build_model():
    return keras.Sequential([
        keras.layers.Flatten(),
        Dense(300, activation="relu"),
        Dense(100, activation="relu"),
        Dense(10, activation="softmax"),
    ])
