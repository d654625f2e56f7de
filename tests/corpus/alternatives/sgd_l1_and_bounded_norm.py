# assignment: mnist_sgd
# about: L1 in the first layer, and a bound for the norm of the second's weights
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu", kernel_regularizer=keras.regularizers.L1(1e-4)),
            keras.layers.Dense(100, activation="relu", kernel_constraint=keras.constraints.MaxNorm(3)),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
