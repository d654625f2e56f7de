# assignment: mnist_sgd
# about: trains on the first thousand images alone
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: another_share_of_many
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images[:1000], labels[:1000], epochs=epochs, verbose=0)
