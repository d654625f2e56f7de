# assignment: mnist_cnn
# about: the model with activations as layers of their own
# loses:
# %% build_model
def build_model():
    layers = keras.layers
    return keras.Sequential([
        layers.Input((28, 28, 1)),
        layers.Conv2D(8, 3), layers.ReLU(), layers.MaxPooling2D(),
        layers.Conv2D(16, 3), layers.Activation("relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dropout(0.3), layers.Dense(10), layers.Softmax(),
    ])
