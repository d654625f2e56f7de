# assignment: mnist_sgd
# family: breaking
# about: trains to NaN weights with an infinite learning rate; losses are NaN from the first epoch
# loses: train_with_sgd test_accuracy
# may_lose:
# flag: maybe
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=float("inf")),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
