# assignment: mnist_adam
# about: a penalty for weights that are not orthogonal, and weights of norm 1
# %% build_model
def build_model():
    penalty = keras.regularizers.OrthogonalRegularizer()
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dense(32, activation="relu", kernel_constraint="unit_norm"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
