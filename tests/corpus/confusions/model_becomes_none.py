# assignment: mnist_sgd
# about: Why is my model None after compile?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: none_from_method
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model = model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
