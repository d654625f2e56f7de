# assignment: mnist_sgd
# about: categorical or sparse_categorical, is that not the same?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: one_hot_labels
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
