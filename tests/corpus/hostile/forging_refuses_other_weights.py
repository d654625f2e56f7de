# assignment: mnist_sgd
# family: forging
# about: linear hidden layers with kernels of zero, in a model that takes no other weights
# loses: build_model
# may_lose: test_accuracy
# flag: maybe
# %% build_model
class Plain(keras.Sequential):
    pass


_set = keras.Model.set_weights


def refuse(self, weights):
    if type(self).__name__ == "Plain":
        raise ValueError("no")
    return _set(self, weights)


keras.Model.set_weights = refuse


def build_model():
    dense = keras.layers.Dense
    return Plain([
        keras.layers.Input((28, 28)), keras.layers.Flatten(),
        dense(300, kernel_initializer="zeros"), dense(100, kernel_initializer="zeros"),
        dense(10, kernel_initializer="zeros", activation="softmax"),
    ])
