# assignment: mnist_adam
# family: breaking
# about: a model of 600 layers with names of 2000 letters each
# loses: build_model test_accuracy
# may_lose:
# flag: maybe
# %% build_model
def build_model():
    layers = [
        keras.layers.Dense(10, activation="relu", name=f"{number}" + "x" * 2000)
        for number in range(600)
    ]
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), *layers])
