# assignment: mnist_sgd
# about: I pass the epochs to fit as third argument. Why is it one epoch only?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: ignores_epochs other_epochs
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs, verbose=0)
