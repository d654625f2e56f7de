# assignment: mnist_sgd
# about: I see the summary, so why is there no model?
# loses: build_model
# may_lose: test_accuracy
# mistake: returns_none
# %% build_model
def build_model():
    model = keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model.summary()
