# assignment: mnist_sgd
# about: He initializers and a little L2 on the weights
# loses:
# %% build_model
def build_model():
    settings = dict(
        kernel_initializer="he_normal", kernel_regularizer=keras.regularizers.l2(1e-5)
    )
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu", **settings),
            keras.layers.Dense(100, activation="relu", **settings),
            keras.layers.Dense(10, activation="softmax"),
        ],
        name="regularized",
    )
    assert model.count_params() == 266_610
    return model
# %% evaluate_model
def evaluate_model(model, images, labels):
    right = predict_digits(model, images) == labels
    return right.sum() / right.size
