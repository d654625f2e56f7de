# assignment: mnist_sgd
# about: What is wrong with SDG?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: unknown_name_in_compile
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sdg", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
