# assignment: mnist_sgd
# about: never trains for more than 20 epochs
# loses: train_with_sgd
# mistake: limits_epochs
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=min(epochs, 20), verbose=0)
