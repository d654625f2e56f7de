# assignment: mnist_adam
# about: the softmax stands in the layer and once more after it
# source: NeuraLint (Nikanjam, Ben Braiek, Morovati, Khomh, TOSEM 2021), rule on activations: none on top of another
# loses: build_model
# may_lose: test_accuracy
# mistake: softmax_twice
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for units, name in ((128, "relu"), (32, "relu"), (10, "softmax")):
        model.add(keras.layers.Dense(units, activation=name))
    model.add(keras.layers.Softmax())
    return model
