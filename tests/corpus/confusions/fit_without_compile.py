# assignment: mnist_sgd
# about: Why does fit want compile?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: not_compiled_yet
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    return model.fit(images, labels, epochs=epochs, verbose=0)
