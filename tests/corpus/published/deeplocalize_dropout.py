# assignment: mnist_sgd
# about: dropout after each hidden layer, which the table does not have
# source: DeepLocalize (Wardat, Le, Rajan, ICSE 2021), MNIST program 44164749 of its benchmark
# loses: build_model
# may_lose: test_accuracy
# mistake: dropout
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for units in (300, 100):
        model.add(keras.layers.Dense(units))
        model.add(keras.layers.Activation("relu"))
        model.add(keras.layers.Dropout(0.1))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
