# assignment: mnist_sgd
# about: Why is there no loss of that name?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: unknown_name_in_compile
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_cross_entropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
