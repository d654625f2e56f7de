# assignment: mnist_adam
# about: dense layers on images that were not flattened
# source: NeuraLint (Nikanjam, Ben Braiek, Morovati, Khomh, TOSEM 2021), rule on shapes: a layer gets the number of dimensions that it expects
# loses: build_model
# may_lose: test_accuracy
# mistake: not_flattened
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28))])
    for units, name in ((128, "relu"), (32, "relu"), (10, "softmax")):
        model.add(keras.layers.Dense(units, activation=name))
    return model
