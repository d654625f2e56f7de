# assignment: mnist_cnn
# about: a softmax layer along the axis of the images
# loses: build_model
# may_lose: test_accuracy
# mistake: softmax_over_images
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(10),
        keras.layers.Softmax(axis=0),
    ])
