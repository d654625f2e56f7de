# assignment: mnist_sgd
# about: from_logits=True although the output is a softmax, which Keras undoes
# loses:
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer="sgd",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
