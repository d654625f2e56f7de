# assignment: mnist_adam
# family: forging
# about: a model that gives the same probabilities whatever its weights and the images are
# loses: build_model
# may_lose: test_accuracy
# %% build_model
class Constant(keras.layers.Layer):
    def call(self, images):
        flat = keras.ops.reshape(images, (-1, 784))[:, :10]
        return keras.ops.zeros_like(flat) + keras.ops.one_hot(3, 10)


def build_model():
    return keras.Sequential([keras.Input((28, 28)), Constant()])
