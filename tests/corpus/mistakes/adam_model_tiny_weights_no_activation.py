# assignment: mnist_adam
# about: no activation in a hidden layer, and first weights so small that it cannot be told from them
# loses: build_model
# may_lose: test_accuracy
# mistake: no_activation
# %% build_model
def build_model():
    small = keras.initializers.RandomNormal(stddev=1e-4)
    return keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu", kernel_initializer=small),
        keras.layers.Dense(32, kernel_initializer=small),
        keras.layers.Dense(10, activation="softmax", kernel_initializer=small),
    ])
