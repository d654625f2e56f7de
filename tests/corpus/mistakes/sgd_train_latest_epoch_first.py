# assignment: mnist_sgd
# about: turns the logs round, the latest epoch first
# loses: train_with_sgd
# mistake: logs_in_another_order
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, labels, epochs=epochs, verbose=0)
    history.history = {name: values[::-1] for name, values in history.history.items()}
    return history
