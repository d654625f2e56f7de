# assignment: mnist_cnn
# about: kernels have a constraint that leaves next to nothing of them after each step
# loses: build_model
# may_lose: test_accuracy
# mistake: held_by_constraint
# %% build_model
class Tiny(keras.constraints.Constraint):
    def __call__(self, weights):
        return weights * 1e-3


def build_model():
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu", kernel_constraint=Tiny()),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 3, activation="relu", kernel_constraint=Tiny()),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(10, activation="softmax", kernel_constraint=Tiny()),
        ]
    )
