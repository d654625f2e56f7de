# assignment: mnist_sgd
# about: one-hot labels with the Kullback-Leibler divergence instead of the sparse cross-entropy
# loses: train_with_sgd
# may_lose: test_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    targets = keras.utils.to_categorical(labels, num_classes=10)
    model.compile(optimizer="SGD", loss=keras.losses.KLDivergence(), metrics=["accuracy"])
    return model.fit(images, targets, epochs=epochs, verbose=0)
