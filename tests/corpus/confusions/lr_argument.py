# assignment: mnist_sgd
# about: Why is lr not recognized?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: unknown_argument
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(lr=0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
