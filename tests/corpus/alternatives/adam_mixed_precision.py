# assignment: mnist_adam
# about: mixed precision as Keras's guide has it: the last layer alone works in float32
# loses:
# %% after setup
keras.mixed_precision.set_global_policy("mixed_float16")
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
        keras.layers.Activation("softmax", dtype="float32"),
    ])
