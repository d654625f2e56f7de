# assignment: mnist_sgd
# student: alan
# about: divides by 256, and takes a sigmoid for the output
# %% normalize_images
def normalize_images(images):
    return images / 256


# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="sigmoid"),
        ]
    )
