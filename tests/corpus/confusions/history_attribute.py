# assignment: mnist_sgd
# about: Is history.history not the history?
# loses: train_with_sgd
# mistake: returns_history_dict
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, labels, epochs=epochs, verbose=0)
    return history.history
