# assignment: mnist_sgd
# about: steps_per_epoch=5 without a batch size, for which Keras makes five batches of all images: too few updates for 20 epochs
# loses: test_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, steps_per_epoch=5, verbose=0)
