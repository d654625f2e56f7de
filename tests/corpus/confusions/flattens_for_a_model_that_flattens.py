# assignment: mnist_sgd
# about: I flattened the images first. Why does the model not take them?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: images_of_another_shape
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    images = images.reshape(len(images), 784)
    return model.fit(images, labels, epochs=epochs, verbose=0)
