# assignment: mnist_sgd
# about: Why does compile say something about loss weights?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: metrics_for_weights
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
