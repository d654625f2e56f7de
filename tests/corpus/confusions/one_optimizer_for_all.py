# assignment: mnist_sgd
# about: Why does my optimizer work once and then never again?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: used_optimizer
# %% train_with_sgd
optimizer = keras.optimizers.SGD(learning_rate=0.01)


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
