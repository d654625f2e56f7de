# assignment: mnist_adam
# about: a bound for the norm of each unit's weights, as is often used
# %% build_model
def build_model():
    bound = keras.constraints.MaxNorm(2)
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    for units in (128, 32):
        model.add(keras.layers.Dense(units, activation="relu", kernel_constraint=bound))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
