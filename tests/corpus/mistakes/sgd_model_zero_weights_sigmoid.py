# assignment: mnist_sgd
# about: sigmoid in place of relu, behind weights that are zero
# loses: build_model
# may_lose: test_accuracy
# mistake: wrong_activation
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for width in (300, 100):
        model.add(keras.layers.Dense(width, activation="sigmoid", kernel_initializer="zeros"))
    model.add(keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros"))
    return model
