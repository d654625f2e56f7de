# assignment: mnist_adam
# about: eleven outputs
# loses: build_model
# mistake: wrong_classes
# %% build_model
def build_model(units=(128, 32), l2=1e-5):
    inputs = keras.Input(shape=(28, 28), name="image")
    x = keras.layers.Flatten(name="pixels")(inputs)
    for number, n in enumerate(units, start=1):
        x = keras.layers.Dense(
            n,
            activation="relu",
            kernel_regularizer=keras.regularizers.L2(l2),
            name=f"hidden_{number}",
        )(x)
    outputs = keras.layers.Dense(11, activation="softmax", name="digit")(x)
    return keras.Model(inputs, outputs, name="mnist_adam")
# %% normalize_images
def normalize_images(images, dtype="float32"):
    return np.true_divide(images, 255, dtype=dtype)
