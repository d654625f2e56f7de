# assignment: mnist_adam
# about: biases of -10 let every ReLU die
# source: AUTOTRAINER (Zhang, Zhai, Ma, Shen, ICSE 2021), training problem dying ReLU
# loses: build_model test_accuracy
# mistake: dead_weights
# %% build_model
def build_model():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    low = keras.initializers.Constant(-10.0)
    for units in (128, 32):
        model.add(keras.layers.Dense(units, activation="relu", bias_initializer=low))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
