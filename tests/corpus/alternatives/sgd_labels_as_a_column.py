# assignment: mnist_sgd
# about: makes the labels a column before the training
# loses:
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    labels = np.asarray(labels).reshape(-1, 1)
    model.compile(
        optimizer=keras.optimizers.SGD(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
