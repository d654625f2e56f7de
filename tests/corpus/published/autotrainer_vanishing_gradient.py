# assignment: mnist_sgd
# about: sigmoids in the hidden layers let the gradient vanish
# source: AUTOTRAINER (Zhang, Zhai, Ma, Shen, ICSE 2021), training problem vanishing gradient
# loses: build_model
# may_lose: test_accuracy
# mistake: wrong_activation
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for units in (300, 100):
        model.add(keras.layers.Dense(units, activation="sigmoid"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
