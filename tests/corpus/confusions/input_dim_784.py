# assignment: mnist_sgd
# about: My model takes 784 numbers. Why does it not take the images?
# loses: build_model
# may_lose: test_accuracy
# mistake: wrong_input_shape
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((784,)),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
