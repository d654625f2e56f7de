# assignment: mnist_sgd
# about: dense layers without any activation
# source: DeepLocalize (Wardat, Le, Rajan, ICSE 2021), MNIST program 48385830 of its benchmark
# loses: build_model
# may_lose: test_accuracy
# mistake: no_activation
# %% build_model
def build_model():
    layers = [keras.Input((28, 28)), keras.layers.Flatten()]
    for units in (300, 100, 10):
        layers.append(keras.layers.Dense(units))
    return keras.Sequential(layers)
