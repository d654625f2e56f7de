# assignment: mnist_sgd
# about: a limit left over from trying things out: never more than the first 1,000 images are trained on
# loses: test_accuracy
# mistake: part_of_images
# %% train_with_sgd
AT_MOST = 1000  # keeps the experiments short


def train_with_sgd(model, images, labels, epochs=20):
    sgd = keras.optimizers.SGD(learning_rate=0.01)
    model.compile(sgd, "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = images[:AT_MOST], labels[:AT_MOST]
    history = model.fit(x, y, epochs=epochs, batch_size=32, verbose=0)
    return history
