# assignment: mnist_adam
# about: no activation behind tiny weights, and one that is put in when others set the weights
# loses: build_model
# may_lose: test_accuracy
# mistake: no_activation
# %% build_model
class Sly(keras.Sequential):
    def set_weights(self, weights):
        super().set_weights(weights)
        self.layers[2].activation = keras.activations.relu
def build_model():
    tiny = keras.initializers.RandomNormal(stddev=1e-5)
    return Sly([keras.Input((28, 28)), keras.layers.Flatten(),
        keras.layers.Dense(128, "relu", kernel_initializer=tiny),
        keras.layers.Dense(32, kernel_initializer=tiny),
        keras.layers.Dense(10, "softmax", kernel_initializer=tiny)])
