# assignment: mnist_sgd
# about: Why does add miss an argument called layer?
# loses: build_model
# may_lose: test_accuracy
# mistake: class_for_object
# %% build_model
def build_model():
    model = keras.Sequential
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(300, activation="relu"))
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
