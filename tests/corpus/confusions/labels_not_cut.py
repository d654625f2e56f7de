# assignment: mnist_adam
# about: What does ambiguous cardinality mean?
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: lengths_differ
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    count = len(images) * 4 // 5
    return model.fit(
        images[:count], labels, epochs=epochs, validation_data=(images[count:], labels[count:]),
        verbose=0,
    )
