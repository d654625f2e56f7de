# assignment: mnist_adam
# about: ReLU in the output layer before the cross-entropy
# source: DeepLocalize (Wardat, Le, Rajan, ICSE 2021), MNIST program 47352366 of its benchmark
# loses: build_model
# may_lose: test_accuracy
# mistake: wrong_output not_probabilities
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for units in (128, 32, 10):
        model.add(keras.layers.Dense(units, activation="relu"))
    return model
