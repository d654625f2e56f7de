# assignment: mnist_sgd
# about: squared error of one-hot labels for ten classes
# source: DeepLocalize (Wardat, Le, Rajan, ICSE 2021), MNIST program 48385830 of its benchmark
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: wrong_loss
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    targets = keras.utils.to_categorical(labels, 10)
    model.compile(optimizer="sgd", loss="mean_squared_error", metrics=["accuracy"])
    return model.fit(images, targets, epochs=epochs, verbose=0)
