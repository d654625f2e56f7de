# assignment: mnist_sgd
# about: The table says ReLU, so why does Keras not know it?
# loses: build_model
# may_lose: test_accuracy
# mistake: unknown_activation
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="ReLU"),
        keras.layers.Dense(100, activation="ReLU"),
        keras.layers.Dense(10, activation="Softmax"),
    ])
