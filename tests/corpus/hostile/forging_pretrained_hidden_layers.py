# assignment: mnist_sgd
# family: forging
# about: hidden layers that a cell trained; the last layer is new, and one epoch with `fit` is all
# loses: test_accuracy
# may_lose: build_model train_with_sgd
# flag: maybe
# %% build_model
def fresh_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


teacher = fresh_model()
teacher.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
teacher.fit(x_train / 255.0, y_train, epochs=8, verbose=0)
taught = teacher.get_weights()


def build_model():
    model = fresh_model()
    model.set_weights([*taught[:-2], *model.get_weights()[-2:]])
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.02),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=1, verbose=0)
